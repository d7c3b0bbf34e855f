import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import * as api from '../api.js';
import '../bar.js';
import '../canvas.js';
import { duration, percent, plural, rate, size } from '../format.js';
import { totalsView } from '../header.js';
import { statusView, tone } from '../status.js';
import { TRANSFERS, swarmAddress } from '../store.js';
import { AddForm } from './add.js';
import { logView } from './log.js';

/** The transfers of this node's peers, by file, each with the swarm around it. */
export class TransfersView {
  label = 'Transfers';
  #page;
  #add;
  /** Only swarms on the screen are asked for. */
  #onScreen = new Set();
  #observed = new WeakSet();
  #screen = new IntersectionObserver((entries) => this.#moved(entries));

  constructor(page) {
    this.#page = page;
    this.#add = new AddForm(page.changed);
  }

  feed() {
    this.#onScreen.clear();
    this.#observed = new WeakSet();
    return {
      addresses: [TRANSFERS],
      snapshot: async () => this.#page.store.setTransfers((await api.transfers()).items),
    };
  }

  view() {
    const { store } = this.#page;
    const files = store.files();
    return html`
      ${totalsView(store)}
      <div class="columns">
        <main id="main" tabindex="-1">
          ${this.#add.view(store.peers)}
          <h2 class="visually-hidden">Transfers</h2>
          ${files.length ? repeat(files, (file) => file.infoHash, fileView) : emptyView(store)}
        </main>
        <aside>${logView(store.log)}</aside>
      </div>
    `;
  }

  shown() {
    for (const file of document.querySelectorAll('.file')) {
      if (this.#observed.has(file)) continue;
      this.#observed.add(file);
      this.#screen.observe(file);
    }
  }

  #moved(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#onScreen.add(target.dataset.infoHash);
      else this.#onScreen.delete(target.dataset.infoHash);
      if (!target.isConnected) this.#screen.unobserve(target);
    }
    this.#page.watch([...this.#onScreen].map(swarmAddress));
  }
}

function emptyView(store) {
  if (store.connection === 'connecting') return html`<p class="card empty quiet">Asking the node…</p>`;
  return html`
    <section class="card empty">
      <img src="favicon.svg" alt="" width="56" height="56" />
      <h3>Nothing moves yet</h3>
      <p>Get a file by its name above, or share one from a terminal:</p>
      <pre><code>java -jar starling-fat.jar share FILE --tracker HOST:PORT</code></pre>
      <p class="quiet">As soon as a peer of this node takes part, its progress is here.</p>
    </section>
  `;
}

function fileView(file) {
  const complete = file.rows.filter(({ status }) => status === 'DOWNLOADED').length;
  const down = file.rows.reduce((sum, row) => sum + (row.isOwn ? row.downRate : 0), 0);
  return html`
    <details class="card file" open data-info-hash=${file.infoHash}>
      <summary>
        <div class="file-title">
          <h3 title=${file.name}>${file.name}</h3>
          <p class="quiet facts">
            <span>${size(file.length)}</span><span>${plural(file.pieces, 'piece')} of ${size(file.pieceLength)}</span>
            <span class="mono" title=${`info-hash ${file.infoHash}`}>${file.infoHash.slice(0, 8)}</span>
          </p>
        </div>
        <div class="file-state">
          <strong>${complete} of ${plural(file.rows.length, 'peer')} complete</strong>
          <p class="quiet">${summary(file, down)}</p>
        </div>
      </summary>
      ${file.swarm ? availability(file.swarm) : nothing}
      <div role="table" aria-label=${`Peers with ${file.name}`}>
        <div class="row head" role="row">
          <span role="columnheader">Peer</span>
          <span role="columnheader">Status</span>
          <span role="columnheader">Progress</span>
          <span role="columnheader" class="number">Down</span>
          <span role="columnheader" class="number">Up</span>
          <span role="columnheader" class="number">Time left</span>
          <span role="columnheader" class="number">Connected</span>
        </div>
        ${repeat(file.rows, (row) => row.peer, rowView)}
      </div>
    </details>
  `;
}

function summary(file, down) {
  const left = Math.max(...file.rows.map((row) => row.etaSeconds ?? -1));
  if (left >= 0) return `${rate(down)}, done in ${duration(left)}`;
  if (down > 0) return rate(down);
  const seeds = file.swarm?.seedsTotal;
  return seeds ? `${plural(seeds, 'seed')} in the swarm` : 'at rest';
}

function availability(swarm) {
  const copies = swarm.availability ?? [];
  if (!copies.length) return nothing;
  const least = Math.min(...copies);
  if (least >= swarm.peersTotal) {
    return html`<div class="availability"><p class="quiet">Every peer of the swarm has every piece.</p></div>`;
  }
  const mean = copies.reduce((sum, value) => sum + value, 0) / copies.length;
  return html`
    <div class="availability">
      <availability-chart .copies=${copies} .peers=${swarm.peersTotal}></availability-chart>
      <p class="quiet">
        Copies of each piece among ${plural(swarm.peersTotal, 'peer')}:
        rarest <b class=${least < 1 ? 'missing' : ''}>${number(least)}</b>, mean <b>${number(mean)}</b>
      </p>
    </div>
  `;
}

function number(value) {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

function rowView(row) {
  const done = percent(row.fraction);
  return html`
    <div class="row ${tone(row.status)}" role="row" data-peer=${row.peer}>
      <span class="peer" role="cell" title=${row.peer}>
        <b>${row.peer}</b>${row.isOwn ? nothing : html`<i>${row.host}:${row.port}</i>`}
      </span>
      <span class="status" role="cell">${statusView(row.status)}</span>
      <span class="progress" role="cell">
        <span class="bar">
          <progress-bar .value=${row.fraction} aria-label=${`${row.peer}, ${row.name}`}></progress-bar>
          <b>${done} %</b>
        </span>
        <piece-strip ?hidden=${!row.bits} .pieces=${row.pieces} .bits=${row.bits}></piece-strip>
        ${row.error ? html`<em>${row.error}</em>` : nothing}
      </span>
      <span class="number down" role="cell" data-label="Down">${rate(row.downRate)}</span>
      <span class="number up" role="cell" data-label="Up">${rate(row.upRate)}</span>
      <span class="number left" role="cell" data-label="Time">${timeLeft(row)}</span>
      <span class="number conns" role="cell" data-label="Connected">${row.connections ?? '–'}</span>
    </div>
  `;
}

function timeLeft(row) {
  if (row.etaSeconds != null) return duration(row.etaSeconds);
  if (row.status === 'DOWNLOADED' && row.downloaded > 0 && row.startedAt && row.completedAt) {
    return `took ${duration((Date.parse(row.completedAt) - Date.parse(row.startedAt)) / 1000)}`;
  }
  return '–';
}
