import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { Actions } from '../actions.js';
import * as api from '../api.js';
import { plural } from '../format.js';
import { DELIVERIES, LOG } from '../store.js';
import { deliveryView } from './delivery.js';
import { DeliverForm } from './deliver.js';
import { DeployForm } from './deploy.js';
import { memberView } from './member.js';

/** What a node says when something changes on it often comes in several sentences. */
const SETTLING_MILLIS = 200;

/** More bars than these nobody looks at, unless asked for. */
const MAX_OPEN = 10;

/** What is on its way to which peers, and the nodes of the cluster with what runs on each. */
export class NodesView {
  label = 'Nodes';
  #page;
  #actions;
  #deliver;
  #deploy;
  #untold = null;
  /** Of each delivery, by its id, whether its bars are shown. */
  #open = new Map();
  #timer;

  constructor(page) {
    this.#page = page;
    this.#actions = new Actions(page.changed);
    this.#deliver = new DeliverForm(page.store, this.#actions, page.changed);
    this.#deploy = new DeployForm(this.#actions, page.changed, () => this.#askNodes());
  }

  /** `deliver`, infoHash: the form has this file already. */
  feed(what, infoHash) {
    this.#actions.clear();
    this.#open.clear();
    if (what === 'deliver') this.#deliver.choose(infoHash);
    return {
      addresses: [DELIVERIES],
      snapshot: () => Promise.all([this.#askNodes(), this.#askDeliveries()]),
      heard: (address, event) => this.#heard(address, event),
    };
  }

  async #askNodes() {
    this.#page.store.setNodes(await api.nodes());
    this.#page.changed();
  }

  /** Without a tracker there are no deliveries, and the nodes are to be seen all the same. */
  async #askDeliveries() {
    try {
      this.#page.store.setDeliveries((await api.deliveries()).items);
      this.#untold = null;
    } catch (failure) {
      if (!(failure instanceof api.ApiError)) throw failure;
      this.#untold = failure.message;
    }
  }

  /** A node that says something has changed, or another one for it. */
  #heard(address, { source }) {
    if (address !== LOG || !this.#page.store.nodes.some(({ node }) => node === source)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#askAgain(), SETTLING_MILLIS);
  }

  async #askAgain() {
    try {
      await this.#askNodes();
      if (this.#untold) await this.#askDeliveries();
      this.#page.changed();
    } catch {
      // The connection is lost, or the next snapshot tells.
    }
  }

  view() {
    const { nodes } = this.#page.store;
    const asked = () => this.#askNodes();
    return html`
      <main id="main" class="nodes" tabindex="-1">
        <section class="deliveries" aria-labelledby="deliveries-title">
          <h2 id="deliveries-title">Deliveries</h2>
          ${this.#deliveries()}
        </section>
        <section class="nodes-members" aria-labelledby="members-title">
          <h2 id="members-title">${nodes.length > 1 ? plural(nodes.length, 'node') : 'Node'}</h2>
          ${repeat(nodes, ({ node }) => node, (member) => memberView(member, this.#actions, this.#deploy, asked))}
          ${nodes.length === 1 ? aloneView(nodes[0]) : nothing}
        </section>
      </main>
    `;
  }

  #deliveries() {
    const { nodes, deliveries } = this.#page.store;
    if (nodes.length && !nodes.some(({ canTrack }) => canTrack)) return noTrackerView();
    if (this.#untold) return html`<p class="card empty quiet" role="alert">${this.#untold}</p>`;
    if (!deliveries) return html`<p class="card empty quiet">Asking the node…</p>`;
    const newestFirst = [...deliveries.values()].sort((a, b) => isOver(a) - isOver(b) || (a.createdAt < b.createdAt ? 1 : -1));
    return html`
      ${this.#deliver.view()}
      ${newestFirst.length
        ? repeat(newestFirst, ({ id }) => id, (delivery) => this.#delivery(delivery))
        : noDeliveriesView()}
    `;
  }

  /** The bars of those that are under way are shown at first, and stay when they end. */
  #delivery(delivery) {
    const { id } = delivery;
    if (!this.#open.has(id)) this.#open.set(id, !isOver(delivery) && [...this.#open.values()].filter(Boolean).length < MAX_OPEN);
    return deliveryView(delivery, this.#open.get(id), (isOpen) => this.#toggle(id, isOpen), this.#actions);
  }

  #toggle(id, isOpen) {
    if (this.#open.get(id) === isOpen) return;
    this.#open.set(id, isOpen);
    this.#page.changed();
  }
}

const isOver = ({ state }) => state === 'DELIVERED' || state === 'CANCELLED';

function noTrackerView() {
  return html`
    <div class="card empty">
      <h3>No node here has a tracker</h3>
      <p>The node with the active tracker sees to deliveries. If there is one elsewhere, open its page; else deploy one here.</p>
    </div>
  `;
}

function noDeliveriesView() {
  return html`
    <div class="card empty">
      <h3>Nothing is being delivered</h3>
      <p>Name a file of the catalogue above, and who is to get it. Each of these peers then has a bar here.</p>
    </div>
  `;
}

/** @param node the only one */
function aloneView({ address }) {
  if (address) return html`<p class="card nodes-hint quiet">No other node is in the cluster at the moment.</p>`;
  return html`
    <div class="card nodes-hint">
      <h3>Make it a cluster</h3>
      <p class="quiet">Several nodes become one cluster when each lists some of the others in its configuration:</p>
      <pre><code>"cluster": {
  "host": "10.0.0.1",
  "members": ["10.0.0.1:5701", "10.0.0.2:5701"]
}</code></pre>
      <p class="quiet">Any of them then shows and commands all.</p>
    </div>
  `;
}
