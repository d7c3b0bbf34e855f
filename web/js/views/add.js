import { html, nothing } from 'lit-html';
import * as api from '../api.js';

/** The form that starts a transfer: its own small state, and what it tells when done. */
export class AddForm {
  #changed;
  #catalogue = [];
  #isBusy = false;
  #message = null;

  constructor(changed) {
    this.#changed = changed;
  }

  view(peers) {
    return html`
      <form class="card add" @submit=${(event) => this.#submit(event)}>
        <label for="source">Get a file</label>
        <input id="source" name="source" list="catalogue" required maxlength="1024" autocomplete="off" spellcheck="false"
          placeholder="name, info-hash, magnet link or .torrent" @focus=${() => this.#refresh()} />
        <datalist id="catalogue">${this.#catalogue.map(({ name }) => html`<option value=${name}></option>`)}</datalist>
        ${peers.length > 1
          ? html`<select name="peer" aria-label="Peer that gets it">
              ${peers.map((peer) => html`<option>${peer}</option>`)}
            </select>`
          : nothing}
        <button ?disabled=${this.#isBusy}>${this.#isBusy ? 'Asking…' : 'Get'}</button>
        <p class="message ${this.#message?.tone ?? ''}" role="status">${this.#message?.text ?? ''}</p>
      </form>
    `;
  }

  /** What the tracker knows, to choose from; without a tracker on this node's bus one types. */
  async #refresh() {
    try {
      this.#catalogue = (await api.files()).items;
    } catch {
      this.#catalogue = [];
    }
    this.#changed();
  }

  async #submit(event) {
    event.preventDefault();
    const form = event.target;
    const data = new FormData(form);
    this.#tell(true, null);
    try {
      const transfer = await api.add(data.get('source'), data.get('peer'));
      form.reset();
      this.#tell(false, { tone: 'good', text: `${transfer.peer} gets ${transfer.name}.` });
    } catch (failure) {
      this.#tell(false, { tone: 'bad', text: failure.message });
    }
  }

  #tell(isBusy, message) {
    this.#isBusy = isBusy;
    this.#message = message;
    this.#changed();
  }
}
