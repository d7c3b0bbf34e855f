import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { Actions } from '../actions.js';
import * as api from '../api.js';
import { count, plural, size } from '../format.js';
import { to } from '../router.js';
import { LOG, swarmAddress } from '../store.js';

const PAGE_SIZE = 50;

/** What stands in the head of the listing; `sort` is what a first press sorts by, the next one the other way round. */
const COLUMNS = [
  { label: 'File', sort: 'name', isText: true },
  { label: 'Size', sort: '-length' },
  { label: 'Pieces' },
  { label: 'Peers', sort: '-peers' },
  { label: 'Seeds', sort: '-seeds' },
];

const opposite = (sort) => (sort.startsWith('-') ? sort.slice(1) : `-${sort}`);

/** Whoever types a name is not asked for at each letter. */
const TYPING_MILLIS = 150;

/** Who publishes a file often publishes several. */
const PUBLISHING_MILLIS = 500;

/** Every file that the tracker knows, a page at a time; who takes part in each is told by its swarm. */
export class CatalogueView {
  label = 'Catalogue';
  #page;
  #actions;
  /** What is asked for, as the node names it; another one for each change. */
  #wanted = { query: '', sort: 'name', page: 0, size: PAGE_SIZE };
  #refused = null;
  #watched = null;
  #typing;
  #publishing = null;

  constructor(page) {
    this.#page = page;
    this.#actions = new Actions(page.changed);
  }

  feed() {
    this.#actions.clear();
    this.#wanted = { ...this.#wanted, query: '', page: 0 };
    this.#watched = null;
    return { addresses: [], snapshot: () => this.#load(), heard: (address, event) => this.#heard(address, event) };
  }

  /** The tracker says something of a file that is not listed here: it may be new. */
  #heard(address, { source, infoHash }) {
    const isListed = this.#page.store.catalogue?.items.some((file) => file.infoHash === infoHash);
    if (address !== LOG || source !== 'tracker' || !infoHash || isListed) return;
    this.#publishing ??= setTimeout(() => this.#listAgain(), PUBLISHING_MILLIS);
  }

  async #listAgain() {
    this.#publishing = null;
    try {
      await this.#load();
      this.#page.changed();
    } catch {
      // The connection is lost, or the next snapshot tells.
    }
  }

  async #load() {
    const wanted = this.#wanted;
    const listing = await api.files(wanted);
    if (wanted !== this.#wanted) return; // meanwhile something else is
    this.#refused = null;
    this.#page.store.setCatalogue(listing);
  }

  shown() {
    const { catalogue } = this.#page.store;
    if (!catalogue || catalogue === this.#watched) return;
    this.#watched = catalogue;
    this.#page.watch(catalogue.items.map(({ infoHash }) => swarmAddress(infoHash)));
  }

  /** @param changes of what is wanted; the first page of it, unless they say which */
  async #show(changes) {
    this.#wanted = { ...this.#wanted, page: 0, ...changes };
    try {
      await this.#load();
    } catch (failure) {
      this.#refused = failure.message;
    }
    this.#page.changed();
  }

  #typed(query) {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#show({ query: query.trim() }), TYPING_MILLIS);
  }

  view() {
    const { catalogue, peers } = this.#page.store;
    return html`
      <main id="main" tabindex="-1">
        <section class="card catalogue" aria-labelledby="catalogue-title">
          <div class="catalogue-head">
            <h2 id="catalogue-title">Catalogue</h2>
            <p class="quiet" role="status">${catalogue ? this.#count(catalogue) : nothing}</p>
            <search>
              <input type="search" aria-label="Search by name" placeholder="Search by name" maxlength="1024"
                autocomplete="off" spellcheck="false" @input=${({ target }) => this.#typed(target.value)} />
            </search>
            ${peers.length > 1
              ? html`<label>Get with <select id="getter">${peers.map((peer) => html`<option>${peer}</option>`)}</select></label>`
              : nothing}
          </div>
          ${this.#refused ? html`<p class="message bad" role="alert">${this.#refused}</p>` : nothing}
          ${catalogue ? this.#listing(catalogue) : html`<p class="empty quiet">Asking the tracker…</p>`}
        </section>
      </main>
    `;
  }

  #count({ total }) {
    const { query } = this.#wanted;
    return query ? `${plural(total, 'file')} with “${query}” in the name` : plural(total, 'file');
  }

  #listing({ items, total }) {
    const { query, page } = this.#wanted;
    if (!items.length && !page) return query ? nothingFound(query) : nothingThere();
    return html`
      <div class="files" role="table" aria-labelledby="catalogue-title">
        <div class="entry head" role="row">
          ${COLUMNS.map((column) => this.#column(column))}
          <span role="columnheader"><span class="visually-hidden">What to do with it</span></span>
        </div>
        ${repeat(items, ({ infoHash }) => infoHash, (file) => this.#entry(file))}
      </div>
      ${total > PAGE_SIZE ? this.#pages(items.length, total) : nothing}
    `;
  }

  #column({ label, sort, isText }) {
    const now = this.#wanted.sort;
    const isChosen = sort && [sort, opposite(sort)].includes(now);
    const direction = now.startsWith('-') ? 'descending' : 'ascending';
    return html`
      <span role="columnheader" class=${isText ? '' : 'figure'} aria-sort=${isChosen ? direction : nothing}>
        ${sort
          ? html`<button @click=${() => this.#show({ sort: now === sort ? opposite(sort) : sort })}>${label}</button>`
          : label}
      </span>
    `;
  }

  #entry(file) {
    const { infoHash, name } = file;
    return html`
      <div class="entry" role="row" data-info-hash=${infoHash}>
        <span class="entry-name" role="cell">
          <a href=${to('swarm', infoHash)} title=${name}>${name}</a>
          <span class="mono quiet" title=${`info-hash ${infoHash}`}>${infoHash.slice(0, 8)}</span>
        </span>
        <span class="figure" role="cell">${size(file.length)}</span>
        <span class="figure" role="cell" data-label="Pieces">${count(file.pieces)}</span>
        <span class="figure" role="cell" data-label="Peers">${file.peers}</span>
        <span class="figure ${file.seeds ? '' : 'none'}" role="cell" data-label="Seeds">${file.seeds}</span>
        <span class="entry-actions" role="cell">
          <button class="plain" aria-label=${`Get ${name}`} ?disabled=${this.#actions.isBusy(infoHash)}
            @click=${() => this.#get(file)}>Get</button>
          <a class="plain" aria-label=${`Deliver ${name} to other peers`} href=${to('nodes', 'deliver', infoHash)}>Deliver…</a>
          <a class="plain" aria-label=${`Download ${name}.torrent`} href=${api.torrentUrl(infoHash)} download>.torrent</a>
          <button class="plain" aria-label=${`Copy the magnet link of ${name}`} @click=${() => this.#copy(file)}>Magnet</button>
        </span>
        ${this.#actions.messageView(infoHash)}
      </div>
    `;
  }

  #get({ infoHash, name }) {
    const peer = document.getElementById('getter')?.value;
    this.#actions.run(infoHash, async () => {
      const transfer = await api.add(infoHash, peer);
      return html`${transfer.peer} gets ${name}: see <a href=${to('transfers')}>Transfers</a>.`;
    });
  }

  /** Pages that came by plain HTTP from another machine may not write to the clipboard: then one copies by hand. */
  async #copy({ infoHash, magnet }) {
    try {
      await navigator.clipboard.writeText(magnet);
      this.#actions.tell(infoHash, 'good', 'The magnet link is in the clipboard.');
    } catch {
      this.#actions.tell(infoHash, '', html`<code class="magnet">${magnet}</code>`);
    }
  }

  #pages(shown, total) {
    const { page } = this.#wanted;
    const first = page * PAGE_SIZE;
    const last = Math.ceil(total / PAGE_SIZE) - 1;
    const turn = (page) => () => this.#show({ page });
    return html`
      <nav class="pages" aria-label="Pages of the catalogue">
        <span class="quiet" role="status">
          ${count(first + 1)} to ${count(first + shown)} of ${count(total)}
        </span>
        <button class="plain" ?disabled=${page === 0} @click=${turn(0)}>First</button>
        <button class="plain" ?disabled=${page === 0} @click=${turn(page - 1)}>Previous</button>
        <button class="plain" ?disabled=${page >= last} @click=${turn(page + 1)}>Next</button>
        <button class="plain" ?disabled=${page >= last} @click=${turn(last)}>Last</button>
      </nav>
    `;
  }
}

function nothingFound(query) {
  return html`
    <section class="empty">
      <h3>No such file</h3>
      <p>No name in the catalogue has “${query}” in it.</p>
    </section>
  `;
}

function nothingThere() {
  return html`
    <section class="empty">
      <h3>The tracker knows no file yet</h3>
      <p>Whatever somebody shares is listed here. From a terminal:</p>
      <pre><code>java -jar starling-fat.jar share FILE --tracker HOST:PORT</code></pre>
    </section>
  `;
}
