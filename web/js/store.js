import { keep, kept } from './kept.js';
import { fraction } from './lines.js';
import { ALL, bitsOf } from './pieces.js';

/** All that the page knows. Changed by `Live` and by the feeds of the views, read by the views. */

export const TRANSFERS = 'starling.events.transfers';
export const DELIVERIES = 'starling.events.deliveries';
export const LOG = 'starling.events.log';
export const swarmAddress = (infoHash) => SWARM + infoHash;

const SWARM = 'starling.events.swarm.';

const MAX_LOG = 100;

/** One minute, at a sample a second. */
const SAMPLES = 60;

/** Where this browser keeps until when its user has read the log. */
const SEEN = 'starling.log.seen';

const NOT_ACTIVE = new Set(['DOWNLOADED', 'PAUSED', 'FAILED']);

export class Store {
  /** connecting, live, lost, or token when the node asks for one */
  connection = 'connecting';
  /** Why the node refused what the open view asked for last; null when it did not. */
  refused = null;
  node = '';
  /** Ids of this node's peers, in the order of its configuration. */
  peers = [];
  /** `{reachable, trackerConnected}` of each of them, by id. */
  standing = new Map();
  /** All members of the cluster, the oldest first. */
  nodes = [];
  transfers = new Map();
  /** A page of it, `{items, total}`; null before it was asked for. */
  catalogue = null;
  /** By id; null before they were asked for. */
  deliveries = null;
  swarms = new Map();
  /** Newest first. */
  log = [];
  #seen = kept(SEEN) ?? '';
  history = { down: [], up: [] };

  setNodes({ items }) {
    this.nodes = items;
    const self = items.find((item) => item.self) ?? items[0];
    this.node = self.node;
    this.peers = self.peers.map(({ peer }) => peer);
    this.standing = new Map(self.peers.map((peer) => [peer.peer, peer]));
  }

  /** @param log the oldest first */
  setLog(log) {
    this.log = [];
    log.forEach((event) => this.logged(event));
  }

  setTransfers(transfers) {
    this.transfers = new Map(transfers.map((transfer) => [key(transfer), transfer]));
    this.#forgetSwarms();
  }

  setCatalogue(catalogue) {
    this.catalogue = catalogue;
  }

  setDeliveries(deliveries) {
    this.deliveries = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
  }

  /** An event of the bus. */
  heard(address, body) {
    if (address === TRANSFERS) this.transfersChanged(body);
    else if (address === DELIVERIES) this.deliveriesChanged(body);
    else if (address === LOG) this.logged(body);
    else if (address.startsWith(SWARM)) this.swarmChanged(body);
  }

  transfersChanged({ peer, transfers = [], removed = [] }) {
    if (!this.peers.includes(peer)) return; // of another node of the cluster
    transfers.forEach((transfer) => this.transfers.set(key(transfer), transfer));
    removed.forEach((infoHash) => this.transfers.delete(key({ peer, infoHash })));
    if (removed.length) this.#forgetSwarms();
  }

  deliveriesChanged({ deliveries = [], removed = [] }) {
    this.deliveries ??= new Map();
    deliveries.forEach((delivery) => this.deliveries.set(delivery.id, delivery));
    removed.forEach((id) => this.deliveries.delete(id));
  }

  swarmChanged(swarm) {
    const listed = this.catalogue?.items.find(({ infoHash }) => infoHash === swarm.infoHash);
    if (listed) Object.assign(listed, { peers: swarm.peersTotal, seeds: swarm.seedsTotal });

    const before = new Map(this.swarms.get(swarm.infoHash)?.peers?.map((member) => [member.peer, member]));
    swarm.peers?.forEach((member) => (member.bits = bitsOf(member, swarm.pieces, before.get(member.peer))));
    this.swarms.set(swarm.infoHash, swarm);
  }

  logged(event) {
    const same = (other) => other.time === event.time && other.source === event.source && other.text === event.text;
    if (!this.log.slice(0, 10).some(same)) this.log = [event, ...this.log].slice(0, MAX_LOG);
  }

  /** How many warnings and errors of the log came since it was last open. */
  get unread() {
    return this.log.filter(({ level, time }) => level !== 'INFO' && time > this.#seen).length;
  }

  /** The log is open. The latest need not come last: nodes have clocks of their own. */
  sawLog() {
    this.#seen = this.log.reduce((latest, { time }) => (time > latest ? time : latest), this.#seen);
    keep(SEEN, this.#seen);
  }

  /** Which pieces a transfer has, once its swarm is known. */
  bits({ peer, infoHash, status }) {
    if (status === 'DOWNLOADED') return ALL;
    return this.swarms.get(infoHash)?.peers?.find((member) => member.peer === peer)?.bits;
  }

  /** Called once a second, for the curves. */
  sample() {
    const { down, up } = this.totals();
    this.history = {
      down: [...this.history.down, down].slice(-SAMPLES),
      up: [...this.history.up, up].slice(-SAMPLES),
    };
  }

  totals() {
    const totals = { down: 0, up: 0, count: 0, active: 0, complete: 0, pieces: 0, have: 0, eta: null };
    for (const transfer of this.transfers.values()) {
      totals.down += transfer.downRate;
      totals.up += transfer.upRate;
      totals.count++;
      totals.active += NOT_ACTIVE.has(transfer.status) ? 0 : 1;
      totals.complete += transfer.status === 'DOWNLOADED' ? 1 : 0;
      totals.pieces += transfer.length;
      totals.have += transfer.length * fraction(transfer);
      if (transfer.etaSeconds != null) totals.eta = Math.max(totals.eta ?? 0, transfer.etaSeconds);
    }
    return totals;
  }

  #forgetSwarms() {
    const wanted = new Set([...this.transfers.values()].map((transfer) => transfer.infoHash));
    for (const infoHash of this.swarms.keys()) {
      if (!wanted.has(infoHash)) this.swarms.delete(infoHash);
    }
  }
}

function key({ peer, infoHash }) {
  return `${peer}/${infoHash}`;
}
