import { html } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import * as api from '../api.js';
import { Chosen } from '../chosen.js';
import { SPAN } from '../curves.js';
import { rate } from '../format.js';
import { swarmAddress } from '../store.js';
import { byHoldings, flows, rates } from '../swarm.js';
import { factsView, headView } from './facts.js';
import { flowsView } from './flows.js';
import { Holders } from './holders.js';
import { nobodyView, unknownView, waitingView } from './noswarm.js';

const INFO_HASH = /^[0-9a-f]{40}$/;

/** The swarm of one file: who has what, who sends to whom, how fast, and when all will have it. */
export class SwarmView {
  #page;
  #chosen;
  #holders;
  #infoHash = '';
  /** Why there is no such swarm, in the words of the node; null when there is. */
  #unknown = null;
  /** What flowed in each second so far, and who sent to whom in the last one: what changes more often cannot be read. */
  #samples = [];
  #flows = null;
  /** The snapshot that was seen last, with its peers in the order of their rows. */
  #seen = null;
  #peers = [];

  constructor(page) {
    this.#page = page;
    this.#chosen = new Chosen(page.changed);
    this.#holders = new Holders(this.#chosen, page.changed);
  }

  feed(place = '') {
    const infoHash = place.toLowerCase();
    if (infoHash !== this.#infoHash) {
      this.#samples = [];
      this.#flows = null;
      this.#chosen.name = null;
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
    if (!swarm) return;
    this.#samples = [...this.#samples, rates(swarm)].slice(-SPAN - 1);
    this.#flows = flows(swarm);
  }

  get #swarm() {
    return this.#page.store.swarms.get(this.#infoHash);
  }

  view() {
    const swarm = this.#swarm;
    if (!swarm) return this.#unknown == null ? waitingView() : unknownView(this.#unknown);
    this.#see(swarm);
    return html`<main id="main" tabindex="-1" class="swarm">
      ${guard([swarm], () => headView(swarm))} ${swarm.peers.length ? this.#body(swarm) : nobodyView(swarm)}
    </main>`;
  }

  #see(swarm) {
    this.#flows ??= flows(swarm);
    if (swarm === this.#seen) return;
    this.#seen = swarm;
    this.#peers = byHoldings(swarm.peers);
    this.#chosen.among(this.#peers);
  }

  #body(swarm) {
    return html`
      ${guard([swarm], () => factsView(swarm))}
      <div class="swarm-pair">
        ${guard([this.#flows, this.#chosen.name], () => flowsView(this.#flows, this.#chosen))}
        ${curvesView(this.#samples, rates(swarm))}
      </div>
      ${this.#holders.view(swarm, this.#peers)}
    `;
  }
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
