import { html, nothing } from 'lit-html';
import * as api from '../api.js';
import { focused } from '../focused.js';
import { size } from '../format.js';

const KEY = 'deliver';

/** To choose from while typing. */
const SUGGESTIONS = 20;

const INFO_HASH = /^[0-9a-f]{40}$/i;

/** The form that begins a delivery. */
export class DeliverForm {
  #store;
  #actions;
  #changed;
  #file = null;
  #isToAll = true;
  #suggested = [];

  constructor(store, actions, changed) {
    this.#store = store;
    this.#actions = actions;
    this.#changed = changed;
  }

  /** The file with this info-hash is the one. */
  async choose(infoHash) {
    this.#file = { infoHash, ...this.#store.catalogue?.items.find((file) => file.infoHash === infoHash) };
    if (this.#file.name) return;
    try {
      const file = await api.file(infoHash);
      if (this.#file?.infoHash === infoHash) this.#choose(file); // not yet another one
    } catch (failure) {
      this.#actions.tell(KEY, 'bad', failure.message);
    }
  }

  #choose(file) {
    this.#file = file;
    this.#changed();
  }

  view() {
    const isBusy = this.#actions.isBusy(KEY);
    return html`
      <form class="card deliver" @submit=${(event) => this.#submit(event)}>
        ${this.#file ? this.#chosenView(this.#file) : this.#nameView()}
        <fieldset>
          <legend>To</legend>
          <label><input type="radio" name="to" value="all" ?checked=${this.#isToAll} @change=${() => this.#to(true)} />
            all peers <span class="quiet">and those that join meanwhile</span></label>
          <label><input type="radio" name="to" value="some" ?checked=${!this.#isToAll} @change=${() => this.#to(false)} /> some peers</label>
          ${this.#isToAll ? nothing : this.#peersView()}
        </fieldset>
        <button ?disabled=${isBusy}>${isBusy ? 'Asking…' : 'Deliver'}</button>
        ${this.#actions.messageView(KEY)}
      </form>
    `;
  }

  #chosenView({ infoHash, name, length }) {
    return html`
      <div class="deliver-file">
        <span class="deliver-label">Deliver</span>
        <strong title=${name ?? infoHash}>${name ?? infoHash}</strong>
        <span class="quiet">${length ? size(length) : nothing}</span>
        <button type="button" class="plain" ${focused()} @click=${() => this.#choose(null)}>Another file</button>
      </div>
    `;
  }

  #nameView() {
    return html`
      <div class="deliver-file">
        <label class="deliver-label" for="deliver-name">Deliver</label>
        <input id="deliver-name" name="file" list="deliverable" required maxlength="1024" autocomplete="off" spellcheck="false"
          placeholder="name in the catalogue, or info-hash" @input=${({ target }) => this.#suggest(target.value)}
          @focus=${({ target }) => this.#suggest(target.value)} />
        <datalist id="deliverable">${this.#suggested.map(({ name }) => html`<option value=${name}></option>`)}</datalist>
      </div>
    `;
  }

  #peersView() {
    const nodes = this.#store.nodes.filter(({ peers }) => peers?.length);
    return html`
      <div class="deliver-peers">
        ${nodes.map(({ node, peers }) => html`
          <div role="group" aria-label=${`Peers of node ${node}`}>
            <span class="quiet">${node}</span>
            ${peers.map(({ peer }) => html`<label><input type="checkbox" name="peer" value=${peer} /> ${peer}</label>`)}
          </div>
        `)}
      </div>
    `;
  }

  #to(isToAll) {
    this.#isToAll = isToAll;
    this.#changed();
  }

  /** Without a tracker on this node's bus there is nothing to choose from, and the node says so when it is told to deliver. */
  async #suggest(query) {
    try {
      this.#suggested = (await api.files({ query, size: SUGGESTIONS })).items;
    } catch {
      this.#suggested = [];
    }
    this.#changed();
  }

  #submit(event) {
    event.preventDefault();
    const data = new FormData(event.target);
    const peers = this.#isToAll ? 'all' : data.getAll('peer');
    this.#actions.run(KEY, async () => {
      if (!peers.length) throw new Error('Choose who is to get it.');
      const infoHash = this.#file?.infoHash ?? (await named(data.get('file').trim()));
      const known = new Set(this.#store.deliveries?.keys());
      const delivery = await api.deliver(infoHash, peers);
      this.#store.deliveriesChanged({ deliveries: [delivery] });
      this.#file = null;
      event.target.reset();
      return known.has(delivery.id) ? `${delivery.name} is being delivered to them already.` : `${delivery.name} is on its way.`;
    });
  }
}

/** The info-hash of the file of this name; names need not be unique. */
async function named(name) {
  if (INFO_HASH.test(name)) return name.toLowerCase();
  const { items } = await api.files({ query: name });
  const hashes = items.filter((file) => file.name === name).map(({ infoHash }) => infoHash);
  if (hashes.length === 1) return hashes[0];
  throw new Error(
    hashes.length
      ? `“${name}” is the name of ${hashes.length} files: take the info-hash of the right one from the catalogue.`
      : `“${name}” is not in the catalogue.`,
  );
}
