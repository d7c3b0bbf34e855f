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

const NOT_ACTIVE = new Set(['DOWNLOADED', 'PAUSED', 'FAILED']);

export class Store {
  /** connecting, live, lost, or token when the node asks for one */
  connection = 'connecting';
  /** Why the node refused what the open view asked for last; null when it did not. */
  refused = null;
  node = '';
  /** Ids of this node's peers, in the order of its configuration. */
  peers = [];
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
  history = { down: [], up: [] };

  setNodes({ items }) {
    this.nodes = items;
    const self = items.find((item) => item.self) ?? items[0];
    this.node = self.node;
    this.peers = self.peers.map(({ peer }) => peer);
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

    swarm.peers?.forEach((member) => (member.bits = bitsOf(member, swarm.pieces)));
    this.swarms.set(swarm.infoHash, swarm);
  }

  logged(event) {
    const same = (other) => other.time === event.time && other.source === event.source && other.text === event.text;
    if (!this.log.slice(0, 10).some(same)) this.log = [event, ...this.log].slice(0, MAX_LOG);
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
      totals.have += transfer.length * fraction(transfer.status, transfer.piecesHave, transfer.pieces);
      if (transfer.etaSeconds != null) totals.eta = Math.max(totals.eta ?? 0, transfer.etaSeconds);
    }
    return totals;
  }

  /** The transfers by file, each with a row for every peer: this node's own, then those that only the swarm knows. */
  files() {
    const files = new Map();
    for (const transfer of this.transfers.values()) {
      const file = files.get(transfer.infoHash) ?? { ...transfer, swarm: this.swarms.get(transfer.infoHash), rows: [] };
      if (transfer.length) Object.assign(file, { length: transfer.length, pieceLength: transfer.pieceLength, pieces: transfer.pieces });
      file.rows.push(ownRow(transfer, file.swarm));
      files.set(transfer.infoHash, file);
    }
    for (const file of files.values()) {
      file.rows.sort((a, b) => this.peers.indexOf(a.peer) - this.peers.indexOf(b.peer));
      file.rows.push(...otherRows(file));
    }
    return [...files.values()].sort((a, b) => a.name.localeCompare(b.name) || (a.infoHash < b.infoHash ? -1 : 1));
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

function fraction(status, have, pieces) {
  if (status === 'DOWNLOADED') return 1;
  return pieces > 0 ? have / pieces : 0;
}

function ownRow(transfer, swarm) {
  const member = swarm?.peers?.find(({ peer }) => peer === transfer.peer);
  return {
    ...transfer,
    isOwn: true,
    fraction: fraction(transfer.status, transfer.piecesHave, transfer.pieces),
    bits: transfer.status === 'DOWNLOADED' ? ALL : member?.bits,
  };
}

function otherRows(file) {
  const own = new Set(file.rows.map(({ peer }) => peer));
  return (file.swarm?.peers ?? [])
    .filter(({ peer }) => !own.has(peer))
    .map((member) => ({
      ...member,
      isOwn: false,
      name: file.name,
      pieces: file.swarm.pieces,
      fraction: fraction(member.status, member.piecesHave, file.swarm.pieces),
    }));
}
