import { html, nothing, svg } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { repeat } from 'lit-html/directives/repeat.js';
import * as api from '../api.js';
import '../bar.js';
import '../canvas.js';
import { SPAN } from '../curves.js';
import { layout } from '../flow.js';
import { duration, percent, plural, rate, size } from '../format.js';
import '../matrix.js';
import { to } from '../router.js';
import { swarmAddress } from '../store.js';
import { byHoldings, flows, rarity, rates, summary } from '../swarm.js';

const INFO_HASH = /^[0-9a-f]{40}$/;

/** So many links are listed; the picture shows all. */
const LISTED_LINKS = 8;

/** Of the rarest pieces: so many numbers of copies, and so many runs of each. */
const LISTED_COPIES = 4;
const LISTED_RUNS = 6;

/** The swarm of one file: who has what, who sends to whom, how fast, and when all will have it. */
export class SwarmView {
  #page;
  #infoHash = '';
  /** Why there is no such swarm, in the words of the node; null when there is. */
  #unknown = null;
  #samples = [];
  /** The snapshot that was seen last, with its peers in the order of their rows. */
  #seen = null;
  #peers = [];
  #chosen = null;
  #cell = null;

  constructor(page) {
    this.#page = page;
  }

  feed(place = '') {
    const infoHash = place.toLowerCase();
    if (infoHash !== this.#infoHash) {
      this.#samples = [];
      this.#chosen = null;
    }
    this.#infoHash = infoHash;
    this.#unknown = null;
    return { addresses: [swarmAddress(infoHash)], snapshot: () => this.#ask(infoHash) };
  }

  async #ask(infoHash) {
    if (!INFO_HASH.test(infoHash)) {
      this.#unknown = `“${infoHash}” is no info-hash: that has 40 digits, 0 to 9 and a to f.`;
      return;
    }
    try {
      this.#page.store.swarmChanged(await api.file(infoHash));
      this.#unknown = null;
    } catch (failure) {
      if (failure.status !== 404) throw failure;
      this.#unknown = failure.message;
    }
  }

  tick() {
    const swarm = this.#swarm;
    if (swarm) this.#samples = [...this.#samples, rates(swarm)].slice(-SPAN - 1);
  }

  get #swarm() {
    return this.#page.store.swarms.get(this.#infoHash);
  }

  view() {
    const swarm = this.#swarm;
    if (!swarm) return this.#unknown == null ? waitingView() : unknownView(this.#unknown);
    if (swarm !== this.#seen) {
      this.#seen = swarm;
      this.#peers = byHoldings(swarm.peers);
      if (!this.#peers.some(({ peer }) => peer === this.#chosen)) this.#chosen = null;
    }
    return html`<main id="main" tabindex="-1" class="swarm">
      ${headView(swarm)} ${swarm.peers.length ? this.#body(swarm) : nobodyView(swarm)}
    </main>`;
  }

  #body(swarm) {
    return html`
      ${factsView(swarm)}
      <div class="swarm-pair">
        ${this.#flowView(flows(swarm))}
        ${curvesView(this.#samples, rates(swarm))}
      </div>
      ${this.#matrixView(swarm)}
    `;
  }

  #flowView(all) {
    return html`
      <section class="card swarm-part" aria-labelledby="swarm-flow">
        <h3 id="swarm-flow">Who sends to whom</h3>
        ${all.length
          ? html`<div class="swarm-flows">${this.#picture(layout(all, this.#chosen))} ${linksView(all, this.#chosen)}</div>`
          : html`<p class="quiet">Nothing moves between these peers now.</p>`}
      </section>
    `;
  }

  #picture({ height, senders, receivers, ribbons }) {
    const tone = (row) => (this.#chosen == null ? '' : row.name === this.#chosen ? 'chosen' : 'other');
    return html`
      <div class="swarm-flow">
        <p class="quiet">sends</p><p class="quiet">receives</p>
        <ul class="senders" aria-label="Senders">${this.#names(senders, tone)}</ul>
        <svg viewBox="0 0 100 ${height}" preserveAspectRatio="none" aria-hidden="true" height=${height}>
          <linearGradient id="flow" gradientUnits="userSpaceOnUse" x2="100">
            <stop class="from" /><stop class="to" offset="1" />
          </linearGradient>
          ${ribbons.map(
            ({ sender, receiver, path }) =>
              svg`<path class=${[tone(sender), tone(receiver)].includes('chosen') ? 'chosen' : tone(sender)} d=${path} />`,
          )}
          ${senders.map((row) => svg`<rect class="from ${tone(row)}" width="0.8" y=${row.top} height=${row.height} />`)}
          ${receivers.map((row) => svg`<rect class="to ${tone(row)}" x="99.2" width="0.8" y=${row.top} height=${row.height} />`)}
        </svg>
        <ul class="receivers" aria-label="Receivers">${this.#names(receivers, tone)}</ul>
      </div>
    `;
  }

  #names(rows, tone) {
    return repeat(
      rows,
      ({ name }) => name,
      (row) => html`
        <li class=${tone(row)} ${ref((item) => placed(item, row.middle))}>
          ${row.name == null ? html`<span>${plural(row.others, 'other')}</span>` : this.#nameView(row.name)}
          <b>${rate(row.rate)}</b>
        </li>
      `,
    );
  }

  /** A peer's name that chooses it in all pictures. */
  #nameView(name) {
    const isChosen = name === this.#chosen;
    return html`<button type="button" class="name" title=${name} aria-pressed=${isChosen}
      @click=${() => this.#choose(isChosen ? null : name)}>${name}</button>`;
  }

  #choose(name) {
    this.#chosen = name;
    this.#page.changed();
  }

  #matrixView(swarm) {
    const shown = swarm.peers.length;
    return html`
      <section class="card swarm-part" aria-labelledby="swarm-pieces">
        <h3 id="swarm-pieces">Who has which piece</h3>
        <p class="quiet swarm-legend">
          <span class="none">none</span><span class="some">some</span><span class="all">all</span><span class="new">just arrived</span>
          <output>${this.#cell ? cellText(this.#cell) : ''}</output>
        </p>
        ${shown < swarm.peersTotal ? html`<p class="quiet">${shown} of ${plural(swarm.peersTotal, 'peer')} are shown.</p>` : nothing}
        <div class="swarm-matrix">
          <div class="copies">
            <span class="quiet">Copies</span>
            <availability-chart .copies=${swarm.availability} .peers=${swarm.peersTotal}></availability-chart>
          </div>
          <div class="peers">
            <div role="table" aria-label="Peers of this swarm, those who have most first">
              <div class="visually-hidden" role="row">
                ${['Peer', 'Has', 'Receives', 'Sends'].map((name) => html`<span role="columnheader">${name}</span>`)}
              </div>
              ${repeat(this.#peers, ({ peer }) => peer, (member) => this.#peerView(member, swarm.pieces))}
            </div>
            <piece-matrix tabindex="0" role="application" aria-roledescription="map of pieces"
              aria-label="Peers and pieces: arrow keys go from cell to cell"
              .swarm=${{ peers: this.#peers, pieces: swarm.pieces }}
              @cell=${({ detail }) => this.#point(detail)}></piece-matrix>
          </div>
        </div>
        ${rarestView(swarm)}
      </section>
    `;
  }

  #peerView(member, pieces) {
    const has = pieces ? member.piecesHave / pieces : 1;
    return html`
      <div class="holder ${member.peer === this.#chosen ? 'chosen' : ''}" role="row" data-peer=${member.peer}>
        <span role="cell" class="who">${this.#nameView(member.peer)}</span>
        <span role="cell" class="number">${percent(has)} %</span>
        <span role="cell" class="number down">${member.downRate ? html`<i aria-hidden="true">↓</i> ${rate(member.downRate)}` : '–'}</span>
        <span role="cell" class="number up">${member.upRate ? html`<i aria-hidden="true">↑</i> ${rate(member.upRate)}` : '–'}</span>
      </div>
    `;
  }

  #point(cell) {
    this.#cell = cell;
    this.#page.changed();
  }
}

/** By script, since the page allows no style in its markup. */
function placed(item, middle) {
  if (item) item.style.top = `${middle}px`;
}

function headView(swarm) {
  return html`
    <header class="swarm-head">
      <h2 title=${swarm.name}>${swarm.name}</h2>
      <p class="quiet facts">
        <span>${size(swarm.length)}</span><span>${plural(swarm.pieces, 'piece')}</span>
        <span>${plural(swarm.seedsTotal, 'seed')}</span><span>${plural(swarm.peersTotal, 'peer')} in all</span>
        <span class="mono hash">${swarm.infoHash}</span>
      </p>
    </header>
  `;
}

function factsView(swarm) {
  const facts = summary(swarm);
  const rarest = swarm.availability.length ? Math.min(...swarm.availability) : 0;
  return html`
    <dl class="swarm-facts">
      <div class="card">
        <dt>Whole swarm</dt>
        <dd>${percent(facts.fraction)} %<small>${facts.complete} of ${plural(swarm.peers.length, 'peer')} complete</small></dd>
        <dd><progress-bar .value=${facts.fraction} aria-label="Whole swarm"></progress-bar></dd>
      </div>
      <div class="card">
        <dt>Moves now</dt>
        <dd>${rate(facts.down)}<small>${whoSends(facts)}</small></dd>
      </div>
      <div class="card">
        <dt>All have it</dt>
        <dd>${whenDone(facts)}<small>${untilWhen(facts)}</small></dd>
      </div>
      <div class="card ${rarest < 1 ? 'missing' : ''}">
        <dt>Rarest piece</dt>
        <dd>${copiesText(rarest)}<small>${rarestNote(swarm, rarest)}</small></dd>
      </div>
    </dl>
  `;
}

function whoSends({ down, upOfSeeds }) {
  if (!down) return 'all are at rest';
  return upOfSeeds ? `${rate(upOfSeeds)} from seeds` : 'nothing of it from seeds';
}

function whenDone({ fetching, lastSeconds }) {
  if (fetching === 0) return 'Now';
  return lastSeconds == null ? '–' : `in ${duration(lastSeconds)}`;
}

function untilWhen({ fetching, waiting, last, leastSeconds }) {
  if (fetching === 0) return 'every peer has every piece';
  if (waiting.length === 1) return `${waiting[0]} receives nothing`;
  if (waiting.length) return `${waiting.length} peers receive nothing`;
  return `${last} last; at this rate not before ${duration(leastSeconds)}`;
}

/** @param copies a whole number, or one and a half for what the tracker knows as a mean only */
function copiesText(copies) {
  if (Number.isInteger(copies)) return plural(copies, 'copy', 'copies');
  return `${Math.floor(copies)} to ${Math.ceil(copies)} copies`;
}

function rarestNote({ peersTotal }, rarest) {
  if (rarest < 1) return 'nobody can complete yet';
  return rarest >= peersTotal ? 'every peer has every piece' : `among ${plural(peersTotal, 'peer')}`;
}

function linksView(all, chosen) {
  const of = chosen == null ? all : all.filter(({ from, to }) => from === chosen || to === chosen);
  const more = of.length - LISTED_LINKS;
  return html`
    <table class="swarm-links">
      <caption>${chosen == null ? 'The strongest flows' : `The strongest flows of ${chosen}`}</caption>
      <thead class="visually-hidden"><tr><th scope="col">From</th><th scope="col">To</th><th scope="col">Rate</th></tr></thead>
      <tbody>
        ${of.slice(0, LISTED_LINKS).map(
          ({ from, to, rate: bytesPerSecond }) =>
            html`<tr><td>${from}</td><td>${to}</td><td class="number">${rate(bytesPerSecond)}</td></tr>`,
        )}
      </tbody>
      ${more > 0 ? html`<tfoot><tr><td colspan="3" class="quiet">and ${more} more</td></tr></tfoot>` : nothing}
    </table>
  `;
}

function curvesView(samples, now) {
  return html`
    <section class="card swarm-part" aria-labelledby="swarm-rates">
      <h3 id="swarm-rates">Throughput of all peers</h3>
      <p class="quiet swarm-curves">
        <span class="down">received <b>${rate(now.down)}</b></span><span class="up">sent <b>${rate(now.up)}</b></span>
        <span class="seeds">sent by seeds <b>${rate(now.upOfSeeds)}</b></span>
      </p>
      <rate-curves .samples=${samples}></rate-curves>
    </section>
  `;
}

function rarestView(swarm) {
  const groups = rarity(swarm).filter(({ copies }) => copies < swarm.peersTotal);
  if (!groups.length) return html`<p class="quiet">Every peer of the swarm has every piece.</p>`;
  return html`
    <table class="swarm-rarest">
      <caption>The rarest pieces</caption>
      <thead class="visually-hidden"><tr><th scope="col">Copies</th><th scope="col">How many pieces</th><th scope="col">Which</th></tr></thead>
      <tbody>
        ${groups.slice(0, LISTED_COPIES).map(
          ({ copies, count, runs }) => html`
            <tr class=${copies < 1 ? 'missing' : ''}>
              <td>${copies === 0 ? 'no copy' : copiesText(copies)}</td>
              <td class="number">${plural(count, 'piece')}</td>
              <td class="quiet">${runsText(runs)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

function runsText(runs) {
  const listed = runs.slice(0, LISTED_RUNS).map(({ from, to }) => runText(from, to));
  const more = runs.length - listed.length;
  return listed.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function runText(from, to) {
  return to - from === 1 ? String(from) : `${from}–${to - 1}`;
}

function cellText({ member, from, to }) {
  const which = `${to - from === 1 ? 'piece' : 'pieces'} ${runText(from, to)}`;
  if (!member.bits) return `${member.peer} does not say which pieces it has`;
  const has = member.bits.count(from, to);
  if (has === to - from) return `${member.peer} has ${which}`;
  return has ? `${member.peer} has ${has} of ${which}` : `${member.peer} lacks ${which}`;
}

function waitingView() {
  return html`<main id="main" tabindex="-1"><p class="card empty quiet">Asking the tracker for this swarm…</p></main>`;
}

function unknownView(why) {
  return html`
    <main id="main" tabindex="-1">
      <section class="card empty">
        <h2>No swarm here</h2>
        <p>${why}</p>
        <p class="quiet">A file has a swarm as soon as somebody shares it. The
          <a href=${to('catalogue')}>catalogue</a> lists those that the tracker knows.</p>
      </section>
    </main>
  `;
}

function nobodyView(swarm) {
  return html`
    <section class="card empty">
      <h3>Nobody has this file now</h3>
      <p>The tracker knows it, but no peer takes part. Share it where it is:</p>
      <pre><code>java -jar target/starling-fat.jar share FILE --tracker HOST:PORT</code></pre>
      <p class="quiet">${swarm.name} is here as soon as a peer has a part of it.</p>
    </section>
  `;
}
