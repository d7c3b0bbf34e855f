import { byName } from './format.js';

/** What the snapshot of a swarm means. All functions are pure; they speak of the peers that are shown. */

/** Those who have most come first; equals by their names. */
export function byHoldings(peers) {
  return [...peers].sort((a, b) => b.piecesHave - a.piecesHave || byName(a.peer, b.peer));
}

/**
 * How far, how fast, until when. `last` is who needs longest at its present rate, in `lastSeconds`; null when somebody
 * waits: `waiting` are those who receive nothing. `leastSeconds` would be enough if what is received now were spread so that
 * all end together.
 */
export function summary({ peers, pieces, length }) {
  const pieceBytes = pieces ? length / pieces : 0;
  const left = ({ piecesHave }) => (pieces - piecesHave) * pieceBytes;
  const fetching = peers.filter(({ piecesHave }) => piecesHave < pieces);
  const waiting = fetching.filter(({ downRate }) => downRate === 0);
  const seconds = (peer) => left(peer) / peer.downRate;
  const last = fetching.length && !waiting.length ? fetching.reduce((a, b) => (seconds(b) > seconds(a) ? b : a)) : null;
  const down = sum(peers, ({ downRate }) => downRate);
  return {
    fraction: pieces && peers.length ? sum(peers, ({ piecesHave }) => piecesHave) / (pieces * peers.length) : 0,
    complete: peers.length - fetching.length,
    fetching: fetching.length,
    waiting: waiting.map(({ peer }) => peer),
    last: last?.peer ?? null,
    lastSeconds: last ? seconds(last) : null,
    leastSeconds: fetching.length && down ? sum(fetching, left) / down : null,
    ...rates({ peers, pieces }),
  };
}

/** Bytes per second that all receive, that all send, and that those send who have everything. */
export function rates({ peers, pieces }) {
  return {
    down: sum(peers, ({ downRate }) => downRate),
    up: sum(peers, ({ upRate }) => upRate),
    upOfSeeds: sum(peers.filter(({ piecesHave }) => piecesHave >= pieces), ({ upRate }) => upRate),
  };
}

/** Who sends to whom, the strongest first. */
export function flows({ links }) {
  return links.filter(({ rate }) => rate > 0).sort((a, b) => b.rate - a.rate);
}

/**
 * The pieces by how many copies there are, the rarest first: `{copies, count, runs}`. Of a large file the tracker tells
 * means over runs of pieces; copies between 1 and 2 are then 1.5.
 */
export function rarity({ availability, pieces }) {
  const groups = new Map();
  availability.forEach((mean, bucket) => {
    const copies = Number.isInteger(mean) ? mean : Math.floor(mean) + 0.5;
    const group = groups.get(copies) ?? { copies, count: 0, runs: [] };
    add(group, start(bucket), start(bucket + 1));
    groups.set(copies, group);
  });
  return [...groups.values()].sort((a, b) => a.copies - b.copies);

  function start(bucket) {
    return Math.ceil((bucket * pieces) / availability.length);
  }
}

function add(group, from, to) {
  group.count += to - from;
  const before = group.runs.at(-1);
  if (before?.to === from) before.to = to;
  else group.runs.push({ from, to });
}

function sum(items, value) {
  return items.reduce((total, item) => total + value(item), 0);
}
