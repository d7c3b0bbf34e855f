import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import * as api from '../api.js';
import '../bar.js';
import { percent, plural, size } from '../format.js';
import '../rows.js';

/** So many files are asked for at a time; of those that are far from the window, nothing is known. */
const PAGE_SIZE = 100;

/** A list of so few is seen at a glance, and needs no search. */
const FEW = 12;

const PRIORITIES = { HIGH: 'First', NORMAL: 'Normal', LOW: 'Last' };

/** What can be said of all files that are like a pattern. */
const WISHES = {
  high: { label: 'come first', changes: (glob) => ({ priorities: { high: [glob] } }) },
  low: { label: 'come last', changes: (glob) => ({ priorities: { low: [glob] } }) },
  normal: { label: 'come as usual', changes: (glob) => ({ priorities: { normal: [glob] } }) },
  wanted: { label: 'are wanted too', changes: (glob) => ({ files: [glob] }) },
};

/** The files of one transfer: how much of each is here, which come first, and which are wanted. */
export class TransferFiles {
  #changed;
  #transfer = null;
  #query = '';
  /** By their numbers: lists of files. */
  #pages = new Map();
  #total = 0;
  /** How many the transfer has, whatever is searched for. */
  #all = 0;
  #indices = [];
  #near = [0];
  /** How the transfer stood when its files were last asked for. */
  #asked = null;
  #message = null;

  /** @param changed called after each change */
  constructor(changed) {
    this.#changed = changed;
  }

  view(transfer) {
    if (this.#key(transfer) !== this.#key(this.#transfer)) this.#forget();
    this.#transfer = transfer;
    if (transfer.status === 'METADATA') {
      return html`<h3>Files</h3><p class="quiet">Which files there are is known when the metadata is here.</p>`;
    }
    if (this.#all < 2) return nothing;
    const isSome = [...this.#pages.values()].flat().some(({ wanted }) => !wanted);
    return html`
      <section class="files" aria-labelledby="files-title">
        <h3 id="files-title">${plural(this.#all, 'file')}</h3>
        ${this.#all > FEW ? this.#searchView() : nothing}
        <div class="list">
          <virtual-rows role="list" .list=${{
            items: this.#indices,
            key: (index) => index,
            view: (index) => this.#rowView(index),
            seen: (near) => this.#saw(near),
          }}></virtual-rows>
          ${this.#total ? nothing : html`<p class="quiet nothing">No file is like that.</p>`}
        </div>
        ${this.#wishView()}
        <p class="message ${this.#message?.tone ?? ''}" role="status">${this.#message?.text ?? ''}</p>
        ${isSome ? html`<p class="quiet">Files can be added, not taken off: for fewer, remove the transfer and begin anew.</p>` : nothing}
      </section>
    `;
  }

  /** Called once a second while a transfer is shown: as pieces come, the files near the window are asked for again. */
  tick() {
    if (this.#transfer && this.#asked !== standing(this.#transfer)) this.#refresh();
  }

  #key(transfer) {
    return transfer && `${transfer.peer}/${transfer.infoHash}/${transfer.status === 'METADATA'}`;
  }

  #forget() {
    this.#query = '';
    this.#all = 0;
    this.#message = null;
    this.#clear();
    queueMicrotask(() => this.#refresh());
  }

  #clear() {
    this.#pages = new Map();
    this.#indices = [];
    this.#total = 0;
    this.#near = [0];
  }

  async #refresh() {
    const transfer = this.#transfer;
    this.#asked = standing(transfer);
    if (transfer.status === 'METADATA') return;
    const pages = new Set([this.#near[0], this.#near.at(-1)].map(pageOf));
    this.#pages = new Map([...this.#pages].filter(([page]) => pages.has(page))); // the others are old when one comes to them
    await Promise.all([...pages].map((page) => this.#load(transfer, page)));
  }

  async #load(transfer, page) {
    const query = this.#query;
    try {
      const { items, total } = await api.transferFiles(transfer, { query, page, size: PAGE_SIZE });
      if (this.#key(transfer) !== this.#key(this.#transfer) || query !== this.#query) return;
      this.#pages.set(page, items);
      if (total !== this.#total) this.#indices = Array.from({ length: total }, (_, index) => index);
      this.#total = total;
      if (!query) this.#all = total;
    } catch (failure) {
      // Of one that is gone, or FAILED before anything was known of it, there is nothing to show.
      if (failure.status !== 404 && failure.status !== 409) this.#tell('bad', failure.message);
    }
    this.#changed();
  }

  #saw(near) {
    if (!near.length) return;
    this.#near = near;
    for (const page of new Set([near[0], near.at(-1)].map(pageOf))) {
      if (!this.#pages.has(page)) this.#load(this.#transfer, page);
    }
  }

  #searchView() {
    return html`<input type="search" aria-label="Show files with" placeholder="part of a path" .value=${live(this.#query)}
      @input=${(event) => this.#search(event.target.value)} />`;
  }

  #search(query) {
    this.#query = query;
    this.#clear();
    this.#load(this.#transfer, 0);
  }

  #rowView(index) {
    const file = this.#pages.get(pageOf(index))?.[index % PAGE_SIZE];
    if (!file) return html`<div class="file" role="listitem"></div>`;
    const { path, length, bytesHave, wanted } = file;
    const cut = path.lastIndexOf('/') + 1;
    const part = length ? bytesHave / length : 1;
    return html`
      <div class="file ${wanted ? '' : 'unwanted'} ${part === 1 ? 'done' : ''}" role="listitem" aria-setsize=${this.#total}
        aria-posinset=${index + 1}>
        <span class="what" title=${path}><i>${path.slice(0, cut)}</i><b>${path.slice(cut)}</b></span>
        <span class="quiet">${part === 1 ? size(length) : `${percent(part)} % of ${size(length)}`}${wanted ? '' : ', not wanted'}</span>
        ${wanted ? this.#priorityView(file) : this.#wantView(file)}
        <progress-bar .value=${part} aria-label=${path}></progress-bar>
      </div>
    `;
  }

  #priorityView(file) {
    return html`
      <select aria-label="When ${file.path} comes" .value=${live(file.priority)}
        @change=${(event) => this.#prioritise(file, event.target.value)}>
        ${Object.entries(PRIORITIES).map(([name, label]) => html`<option value=${name}>${label}</option>`)}
      </select>
    `;
  }

  #wantView(file) {
    return html`<button class="plain" aria-label="Get ${file.path} too" @click=${() => this.#want(file)}>Get</button>`;
  }

  #prioritise(file, priority) {
    file.priority = priority;
    this.#change({ priorities: { [priority.toLowerCase()]: [only(file.path)] } });
  }

  #want(file) {
    this.#change({ files: [only(file.path)] });
  }

  #wishView() {
    return html`
      <form class="wish" @submit=${(event) => this.#wish(event)}>
        <label>Files like <input name="glob" required maxlength="1000" autocomplete="off" spellcheck="false" placeholder="*.iso" /></label>
        <select name="wish" aria-label="What is to become of them">
          ${Object.entries(WISHES).map(([name, { label }]) => html`<option value=${name}>${label}</option>`)}
        </select>
        <button class="plain">Set</button>
      </form>
    `;
  }

  async #wish(event) {
    event.preventDefault();
    const { glob, wish } = event.target.elements;
    const { label, changes } = WISHES[wish.value];
    if (await this.#change(changes(glob.value), `Files like ${glob.value} ${label}.`)) glob.value = '';
  }

  /** @param done what to say when it is done, where the list does not show it anyway */
  async #change(changes, done) {
    const transfer = this.#transfer;
    let isDone = true;
    this.#message = null;
    try {
      await api.change(transfer, changes);
      if (done) this.#tell('good', done);
    } catch (failure) {
      isDone = false;
      this.#tell('bad', failure.message);
    }
    if (this.#key(transfer) === this.#key(this.#transfer)) this.#refresh();
    return isDone;
  }

  #tell(tone, text) {
    this.#message = { tone, text };
    this.#changed();
  }
}

const pageOf = (index) => Math.floor(index / PAGE_SIZE);

/** What of a transfer the list of its files follows from. */
const standing = ({ status, piecesHave, piecesWanted }) => `${status} ${piecesHave} ${piecesWanted}`;

/** The glob that is for this file alone. */
const only = (path) => `/${path.replace(/[\\*?[\]{}]/g, '\\$&')}`;
