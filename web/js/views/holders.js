import { html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import '../canvas.js';
import { copies as copiesText, percent, plural, rate } from '../format.js';
import '../matrix.js';
import { rarity } from '../swarm.js';

/** Of the rarest pieces: so many numbers of copies, and so many runs of each. */
const LISTED_COPIES = 4;
const LISTED_RUNS = 6;

/** Who has which piece, and which pieces are rare. */
export class Holders {
  #chosen;
  #changed;
  #cell = null;

  constructor(chosen, changed) {
    this.#chosen = chosen;
    this.#changed = changed;
  }

  /** @param peers of the swarm, in the order of their rows; the same as long as the swarm is */
  view(swarm, peers) {
    return html`
      <section class="card swarm-part" aria-labelledby="swarm-pieces">
        <h3 id="swarm-pieces">Who has which piece</h3>
        <p class="quiet swarm-legend">
          <span class="none">none</span><span class="some">some</span><span class="all">all</span><span class="new">just arrived</span>
          <output>${this.#cell ? cellText(this.#cell) : ''}</output>
        </p>
        ${guard([peers, this.#chosen.name], () => this.#mapView(swarm, peers))}
      </section>
    `;
  }

  #mapView(swarm, peers) {
    const { pieces, peersTotal } = swarm;
    return html`
      ${peers.length < peersTotal ? html`<p class="quiet">${peers.length} of ${plural(peersTotal, 'peer')} are shown.</p>` : nothing}
      <div class="swarm-matrix">
        <div class="copies">
          <span class="quiet">Copies</span>
          <availability-chart .copies=${swarm.availability} .peers=${peersTotal}></availability-chart>
        </div>
        <div class="peers">
          <div role="table" aria-label="Peers of this swarm, those who have most first">
            <div class="visually-hidden" role="row">
              ${['Peer', 'Has', 'Receives', 'Sends'].map((name) => html`<span role="columnheader">${name}</span>`)}
            </div>
            ${repeat(peers, ({ peer }) => peer, (member) => this.#peerView(member, pieces))}
          </div>
          <piece-matrix tabindex="0" role="application" aria-roledescription="map of pieces"
            aria-label="Peers and pieces: arrow keys go from cell to cell"
            .swarm=${{ peers, pieces }}
            @cell=${({ detail }) => this.#point(detail)}></piece-matrix>
        </div>
      </div>
      ${rarestView(swarm)}
    `;
  }

  #peerView(member, pieces) {
    const has = pieces ? member.piecesHave / pieces : 1;
    return html`
      <div class="holder ${member.peer === this.#chosen.name ? 'chosen' : ''}" role="row" data-peer=${member.peer}>
        <span role="cell" class="who">${this.#chosen.nameView(member.peer)}</span>
        <span role="cell" class="number">${percent(has)} %</span>
        <span role="cell" class="number down">${member.downRate ? html`<i aria-hidden="true">↓</i> ${rate(member.downRate)}` : '–'}</span>
        <span role="cell" class="number up">${member.upRate ? html`<i aria-hidden="true">↑</i> ${rate(member.upRate)}` : '–'}</span>
      </div>
    `;
  }

  #point(cell) {
    this.#cell = cell;
    this.#changed();
  }
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
