import { html, nothing } from 'lit-html';
import * as api from '../api.js';

/** What the form can do with what is typed into it. */
const MODES = {
  get: { label: 'Get a file', button: 'Get', hint: 'name, info-hash, magnet link or .torrent' },
  share: { label: 'Share a path', button: 'Share', hint: 'a file or folder of the node’s machine' },
};

/** The form that starts transfers, by what is typed, chosen or dropped: its own small state, and what it tells when done. */
export class AddForm {
  #changed;
  #mode = 'get';
  #catalogue = [];
  #isBusy = false;
  /** Whether one may say which files are wanted, and which come first. */
  #isChoosing = false;
  #message = null;

  constructor(changed) {
    this.#changed = changed;
  }

  view(peers) {
    const mode = MODES[this.#mode];
    return html`
      <form class="card add" @submit=${(event) => this.#submit(event)}>
        <select name="mode" aria-label="What to do" @change=${(event) => this.#choose(event.target.value)}>
          ${Object.entries(MODES).map(([name, { label }]) => html`<option value=${name}>${label}</option>`)}
        </select>
        <input id="source" name="source" list=${this.#mode === 'get' ? 'catalogue' : nothing} required maxlength="1024"
          autocomplete="off" spellcheck="false" aria-label=${mode.label} placeholder=${mode.hint}
          @focus=${() => this.#refresh()} />
        <datalist id="catalogue">${this.#catalogue.map(({ name }) => html`<option value=${name}></option>`)}</datalist>
        ${peers.length > 1
          ? html`<select name="peer" aria-label="Peer that does it">
              ${peers.map((peer) => html`<option>${peer}</option>`)}
            </select>`
          : nothing}
        <button ?disabled=${this.#isBusy}>${this.#isBusy ? 'Asking…' : mode.button}</button>
        <label class="plain" ?hidden=${this.#mode !== 'get'}>
          Open .torrent…
          <input class="visually-hidden" type="file" accept=".torrent" multiple
            @change=${(event) => this.#opened(event.target)} />
        </label>
        <button class="plain" type="button" ?hidden=${this.#mode !== 'get'} aria-expanded=${this.#isChoosing}
          @click=${() => this.#toggle()}>Files…</button>
        ${this.#isChoosing && this.#mode === 'get' ? wishesView() : nothing}
        <p class="message ${this.#message?.tone ?? ''}" role="status">${this.#message?.text ?? ''}</p>
      </form>
    `;
  }

  /** Gets what each of these .torrent files describes, with the peer that is chosen. */
  async take(files) {
    for (const file of files) {
      await this.#carryOut(async (peer) => {
        const published = await api.publish(file);
        return gets(await api.add(published.infoHash, peer, wishes()));
      });
    }
  }

  #toggle() {
    this.#isChoosing = !this.#isChoosing;
    this.#changed();
  }

  #choose(mode) {
    this.#mode = mode;
    this.#message = null;
    this.#changed();
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

  async #opened(input) {
    await this.take([...input.files]);
    input.value = '';
  }

  async #submit(event) {
    event.preventDefault();
    const form = event.target;
    const source = form.elements.source.value;
    const isDone = await this.#carryOut(async (peer) =>
      this.#mode === 'get' ? gets(await api.add(source, peer, wishes())) : shares(await api.share(source, peer)),
    );
    if (isDone) form.elements.source.value = '';
  }

  /** @param action given the chosen peer, answers with what to say */
  async #carryOut(action) {
    const peer = document.querySelector('.add [name=peer]')?.value;
    this.#tell(true, null);
    try {
      this.#tell(false, { tone: 'good', text: await action(peer) });
      return true;
    } catch (failure) {
      this.#tell(false, { tone: 'bad', text: failure.message });
      return false;
    }
  }

  #tell(isBusy, message) {
    this.#isBusy = isBusy;
    this.#message = message;
    this.#changed();
  }
}

/** What one can say of the files before they are fetched. */
const WISHES = { only: 'Only files like', first: 'First those like', last: 'Last those like' };

function wishesView() {
  return html`
    <fieldset class="wishes">
      <legend class="visually-hidden">Which files</legend>
      ${Object.entries(WISHES).map(
        ([name, label]) => html`<label>${label}
          <input name=${name} maxlength="1024" autocomplete="off" spellcheck="false" placeholder=${name === 'only' ? '*.iso data/**' : ''} />
        </label>`,
      )}
      <p class="quiet">Patterns with spaces between them; with a slash they are for paths, without one for names in any folder.</p>
    </fieldset>
  `;
}

/** What is typed there, as the node takes it; nothing where nothing is. */
function wishes() {
  const globs = (name) => document.querySelector(`.wishes [name=${name}]`)?.value.match(/\S+/g) ?? undefined;
  const [files, high, low] = Object.keys(WISHES).map(globs);
  return { files, priorities: high || low ? { high, low } : undefined };
}

const gets = ({ peer, name }) => `${peer} gets ${name}.`;

const shares = ({ peer, name, path }) =>
  name ? `${peer} shares ${name}.` : `${peer} shares ${path} as soon as it is hashed.`;
