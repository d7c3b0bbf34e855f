import { html, nothing } from 'lit-html';
import * as api from '../api.js';
import { totalsView } from '../header.js';
import { COLUMNS, STATES, lines } from '../lines.js';
import { to } from '../router.js';
import '../rows.js';
import { tone } from '../status.js';
import { TRANSFERS, swarmAddress } from '../store.js';
import { AddForm } from './add.js';
import { TransferDetail } from './detail.js';
import { cellsView } from './line.js';
import { logView } from './log.js';

/** So much of the log stands beside the transfers. */
const MAX_EVENTS = 30;

/** The transfers of this node's peers, by file; and all about the one that the address bar names. */
export class TransfersView {
  label = 'Transfers';
  #page;
  #add;
  #detail;
  #wanted = { query: '', state: 'all', by: 'name', isReversed: false };
  #closed = new Set();
  #lines = [];
  /** The key of the line that the keyboard is on. */
  #current = null;
  #selected = null;
  /** What was selected when its swarm was last asked for. */
  #asked = null;
  #near = [];
  #isDropping = false;
  #feed = {
    addresses: [TRANSFERS],
    snapshot: async () => {
      const [nodes, transfers] = await Promise.all([api.nodes(), api.transfers()]);
      this.#page.store.setNodes(nodes);
      this.#page.store.setTransfers(transfers.items);
    },
  };

  constructor(page) {
    this.#page = page;
    this.#add = new AddForm(page.changed);
    this.#detail = new TransferDetail(page);
  }

  feed() {
    return this.#feed;
  }

  /** @param peer whose transfers are shown; with an info-hash, which transfer is shown in full beside all others */
  view(peer, infoHash) {
    const { store } = this.#page;
    const transfers = [...store.transfers.values()];
    this.#selected = infoHash ? `${peer}/${infoHash}` : null;
    this.#lines = lines(transfers, { ...this.#wanted, peer: infoHash ? null : peer }, this.#closed);
    const selected = store.transfers.get(this.#selected);
    return html`
      ${totalsView(store)}
      <div class="columns ${this.#isDropping ? 'dropping' : ''}"
        @dragover=${(event) => this.#dragged(event)} @dragleave=${(event) => this.#left(event)}
        @drop=${(event) => this.#dropped(event)}>
        <main id="main" tabindex="-1">
          ${this.#add.view(store.peers)}
          ${transfers.length ? this.#listView(transfers, infoHash ? null : peer) : emptyView(store)}
        </main>
        <aside class=${selected ? 'open' : ''}>
          ${selected ? this.#detail.view(selected) : logView(store.log.slice(0, MAX_EVENTS))}
        </aside>
      </div>
    `;
  }

  shown() {
    this.#listen();
    if (this.#selected === this.#asked) return;
    this.#asked = this.#selected;
    if (this.#selected) this.#ask(hashOf(this.#selected));
  }

  tick() {
    if (this.#selected) this.#detail.tick();
  }

  /** A swarm in which nothing happens is told of by no event. */
  async #ask(infoHash) {
    try {
      this.#page.store.swarmChanged(await api.file(infoHash));
      this.#page.changed();
    } catch {
      // Then the tracker does not know it, and there is nothing to tell.
    }
  }

  /** Swarms are heard of that are on the screen, and no others. */
  #listen() {
    const hashes = this.#near.map(({ file }) => file.infoHash);
    if (this.#selected) hashes.push(hashOf(this.#selected));
    this.#page.watch(hashes.map(swarmAddress));
  }

  #listView(transfers, peer) {
    const shown = this.#lines.filter(({ transfer }) => transfer).length;
    return html`
      <section class="card transfers" aria-labelledby="transfers-title">
        <div class="tools">
          <h2 id="transfers-title">Transfers</h2>
          <input type="search" aria-label="Show transfers with" placeholder="name or peer" .value=${this.#wanted.query}
            @input=${(event) => this.#want({ query: event.target.value })} />
          <select aria-label="Show states" @change=${(event) => this.#want({ state: event.target.value })}>
            ${Object.entries(STATES).map(
              ([name, { label }]) => html`<option value=${name} ?selected=${name === this.#wanted.state}>${label}</option>`,
            )}
          </select>
          <select class="sort" aria-label="Sort by" @change=${(event) => this.#want({ by: event.target.value, isReversed: false })}>
            ${COLUMNS.map(({ id, label }) => html`<option value=${id} ?selected=${id === this.#wanted.by}>${label}</option>`)}
          </select>
          ${peer ? html`<a class="plain" href=${to('transfers')}>of ${peer} ×</a>` : nothing}
          <p class="quiet" role="status">${shown < transfers.length ? `${shown} of ${transfers.length}` : ''}</p>
        </div>
        <div role="treegrid" aria-labelledby="transfers-title" aria-rowcount=${this.#lines.length + 1}>
          <div class="row head" role="row" aria-rowindex="1">${COLUMNS.map((column) => this.#columnView(column))}</div>
          <virtual-rows role="rowgroup" @keydown=${(event) => this.#pressed(event)}
            .list=${{
              items: this.#lines,
              key: ({ key }) => key,
              view: (line, index) => this.#lineView(line, index),
              seen: (near) => {
                this.#near = near;
                this.#listen();
              },
            }}></virtual-rows>
        </div>
        ${this.#lines.length ? nothing : html`<p class="quiet nothing">No transfer is like that.</p>`}
      </section>
    `;
  }

  #columnView({ id, label, descends }) {
    const isChosen = id === this.#wanted.by;
    const direction = descends === this.#wanted.isReversed ? 'ascending' : 'descending';
    return html`
      <span class="column ${id}" role="columnheader" aria-sort=${isChosen ? direction : nothing}>
        <button @click=${() => this.#want({ by: id, isReversed: isChosen && !this.#wanted.isReversed })}>${label}</button>
      </span>
    `;
  }

  #want(changes) {
    Object.assign(this.#wanted, changes);
    this.#page.changed();
  }

  #lineView(line, index) {
    const { key, file, transfer, level } = line;
    const isCurrent = key === this.#current || (index === 0 && !this.#lines.some((one) => one.key === this.#current));
    return html`
      <div class="row ${transfer ? tone(transfer.status) : 'file'} level-${level}" role="row" aria-level=${level}
        aria-rowindex=${index + 2} aria-selected=${transfer ? String(key === this.#selected) : nothing}
        aria-expanded=${transfer ? nothing : String(!this.#closed.has(file.infoHash))}
        tabindex=${isCurrent ? 0 : -1} data-peer=${transfer?.peer ?? nothing} data-info-hash=${file.infoHash}
        @click=${() => this.#choose(line)} @focus=${() => (this.#current = key)}>
        ${cellsView(line, this.#page.store)}
      </div>
    `;
  }

  /** A transfer is shown in full, a file with several is folded or unfolded. */
  #choose({ key, file, transfer }) {
    if (transfer) {
      location.hash = key === this.#selected ? to('transfers') : to('transfers', transfer.peer, file.infoHash);
    } else {
      this.#fold(file.infoHash, !this.#closed.has(file.infoHash));
    }
  }

  #fold(infoHash, isClosed) {
    if (isClosed) this.#closed.add(infoHash);
    else this.#closed.delete(infoHash);
    this.#page.changed();
  }

  #pressed(event) {
    const index = this.#lines.findIndex(({ key }) => key === this.#current);
    const line = this.#lines[index];
    const last = this.#lines.length - 1;
    const pageOfRows = Math.max(1, Math.floor(innerHeight / event.target.offsetHeight) - 2);
    const keys = {
      ArrowDown: () => this.#focus(Math.min(last, index + 1)),
      ArrowUp: () => this.#focus(Math.max(0, index - 1)),
      PageDown: () => this.#focus(Math.min(last, index + pageOfRows)),
      PageUp: () => this.#focus(Math.max(0, index - pageOfRows)),
      Home: () => this.#focus(0),
      End: () => this.#focus(last),
      ArrowRight: () => line.transfer || this.#fold(line.file.infoHash, false),
      ArrowLeft: () => this.#outwards(line),
      Enter: () => this.#choose(line),
      ' ': () => this.#choose(line),
      Escape: () => this.#selected && (location.hash = to('transfers')),
    };
    if (!line || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  }

  #outwards({ file, transfer, level }) {
    if (!transfer) this.#fold(file.infoHash, true);
    else if (level > 1) this.#focus(this.#lines.findIndex(({ key }) => key === file.infoHash));
  }

  #focus(index) {
    this.#current = this.#lines[index].key;
    document.querySelector('.transfers virtual-rows').reveal(index).focus();
  }

  #dragged(event) {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    this.#drop(true);
  }

  #left(event) {
    if (!event.currentTarget.contains(event.relatedTarget)) this.#drop(false);
  }

  #dropped(event) {
    event.preventDefault();
    this.#drop(false);
    this.#add.take([...event.dataTransfer.files]);
  }

  #drop(isDropping) {
    if (this.#isDropping === isDropping) return;
    this.#isDropping = isDropping;
    this.#page.changed();
  }
}

const hashOf = (key) => key.slice(key.lastIndexOf('/') + 1);

function emptyView(store) {
  if (store.connection === 'connecting') return html`<p class="card empty quiet">Asking the node…</p>`;
  return html`
    <section class="card empty">
      <img src="favicon.svg" alt="" width="56" height="56" />
      <h3>Nothing moves yet</h3>
      <p>Get a file by its name above, drop a .torrent file here, or share one from a terminal:</p>
      <pre tabindex="0"><code>java -jar starling-fat.jar share FILE --tracker HOST:PORT</code></pre>
      <p class="quiet">As soon as a peer of this node takes part, its progress is here.</p>
    </section>
  `;
}
