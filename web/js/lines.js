import { byName } from './format.js';

/** The transfers as the lines of a list: filtered, by file, sorted. All functions are pure. */

/** By what one may choose transfers: its label, and the statuses that it lets through. */
export const STATES = {
  all: { label: 'All states', has: () => true },
  active: { label: 'Active', has: (status) => !['DOWNLOADED', 'PAUSED', 'FAILED'].includes(status) },
  done: { label: 'Downloaded', has: (status) => status === 'DOWNLOADED' },
  paused: { label: 'Paused', has: (status) => status === 'PAUSED' },
  failed: { label: 'Failed', has: (status) => status === 'FAILED' },
};

/** The columns, and how each of them sorts: what it compares of a file, and whether the greatest comes first. */
export const COLUMNS = [
  { id: 'name', label: 'Name', of: () => 0, descends: false },
  { id: 'status', label: 'Status', of: (file) => URGENCY.indexOf(file.transfers[0].status), descends: false },
  { id: 'progress', label: 'Progress', of: (file) => file.fraction, descends: false },
  { id: 'down', label: 'Down', of: (file) => file.downRate, descends: true },
  { id: 'up', label: 'Up', of: (file) => file.upRate, descends: true },
  { id: 'left', label: 'Time left', of: (file) => file.etaSeconds ?? Infinity, descends: false },
  { id: 'connected', label: 'Connected', of: (file) => file.connections, descends: true },
];

const URGENCY = ['FAILED', 'DOWNLOADING', 'REASSEMBLING', 'CHECKING', 'METADATA', 'QUEUED', 'PAUSED', 'DOWNLOADED'];

/** How far a transfer is, as a part of 1; of one that is being checked, how far that is. */
export function fraction({ status, piecesHave, piecesChecked, piecesWanted }) {
  if (status === 'DOWNLOADED') return 1;
  return piecesWanted > 0 ? (piecesChecked ?? piecesHave) / piecesWanted : 0;
}

/**
 * A file that one peer has is one line; one that several have is a line of its own with theirs below it, unless it is in
 * `closed`. A line is `{key, file, transfer?, level}`.
 *
 * @param wanted `{query, state, peer, by, isReversed}`: a text in the name, the peer or the info-hash, a key of STATES, an id
 *     or nothing for all, a column, and whether it goes the other way round
 */
export function lines(transfers, wanted, closed) {
  return files(transfers.filter(matches(wanted)), wanted).flatMap((file) => linesOf(file, closed));
}

function matches({ query, state, peer }) {
  const text = query.trim().toLowerCase();
  const { has } = STATES[state];
  return (transfer) =>
    has(transfer.status) &&
    (!peer || transfer.peer === peer) &&
    (!text || [transfer.name, transfer.peer, transfer.infoHash].some((one) => one.toLowerCase().includes(text)));
}

function files(transfers, { by, isReversed }) {
  const found = new Map();
  for (const transfer of transfers) {
    const same = found.get(transfer.infoHash);
    if (same) same.push(transfer);
    else found.set(transfer.infoHash, [transfer]);
  }
  const { of, descends } = COLUMNS.find(({ id }) => id === by);
  const sign = descends === isReversed ? 1 : -1;
  const order = (a, b) => sign * (compare(of(a), of(b)) || (by === 'name' ? byName(a.name, b.name) : 0));
  return [...found.values()]
    .map(summary)
    .sort((a, b) => order(a, b) || byName(a.name, b.name) || compare(a.infoHash, b.infoHash));
}

function compare(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function summary(transfers) {
  const sum = (of) => transfers.reduce((total, transfer) => total + of(transfer), 0);
  const { infoHash, name, length, pieces, pieceLength } = transfers.find(({ pieces }) => pieces > 0) ?? transfers[0];
  const left = transfers.map(({ etaSeconds }) => etaSeconds).filter((seconds) => seconds != null);
  return {
    infoHash,
    name,
    length,
    pieces,
    pieceLength,
    transfers,
    fraction: sum(fraction) / transfers.length,
    complete: sum(({ status }) => (status === 'DOWNLOADED' ? 1 : 0)),
    downRate: sum(({ downRate }) => downRate),
    upRate: sum(({ upRate }) => upRate),
    connections: sum(({ connections }) => connections),
    etaSeconds: left.length ? Math.max(...left) : null,
  };
}

function linesOf(file, closed) {
  const below = [...file.transfers].sort((a, b) => byName(a.peer, b.peer)).map((transfer) => ({
    key: `${transfer.peer}/${file.infoHash}`,
    file,
    transfer,
    level: file.transfers.length > 1 ? 2 : 1,
  }));
  if (below.length === 1) return below;
  const head = { key: file.infoHash, file, level: 1 };
  return closed.has(file.infoHash) ? [head] : [head, ...below];
}
