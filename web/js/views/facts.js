import { html } from 'lit-html';
import '../bar.js';
import { copies, duration, percent, plural, rate, size } from '../format.js';
import { summary } from '../swarm.js';

/** What file it is. */
export function headView(swarm) {
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

/** How far the swarm is, how fast, until when, and what could be lost. */
export function factsView(swarm) {
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
        <dd>${copies(rarest)}<small>${rarestNote(swarm, rarest)}</small></dd>
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

function rarestNote({ peersTotal }, rarest) {
  if (rarest < 1) return 'nobody can complete yet';
  return rarest >= peersTotal ? 'every peer has every piece' : `among ${plural(peersTotal, 'peer')}`;
}
