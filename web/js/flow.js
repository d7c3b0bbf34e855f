import { byName } from './format.js';

/** Who sends to whom, laid out so that it stays readable: senders on the left, receivers on the right, ribbons between. */

/** A name has so much room, in CSS pixels. */
const ROW = 24;

/** What all ribbons together are high: so much for each row, and no less than so much. */
const INK = 15;
const LEAST_INK = 110;

/** More on a side than this are drawn as one. */
const MOST = 12;

/**
 * @param flows `{from, to, rate}`, some of them
 * @param chosen the peer that keeps a row of its own, however little it sends; null for none
 */
export function layout(flows, chosen) {
  const senders = side(flows, 'from', chosen);
  const receivers = side(flows, 'to', chosen);
  const merged = merge(flows, senders.rowOf, receivers.rowOf);
  const most = Math.max(senders.rows.length, receivers.rows.length);
  const scale = Math.max(LEAST_INK, INK * most) / flows.reduce((total, { rate }) => total + rate, 0);
  const height = Math.max(...[senders, receivers].map(({ rows }) => place(rows, scale)));
  [senders, receivers].forEach(({ rows }) => spread(rows, height));
  return { height, senders: senders.rows, receivers: receivers.rows, ribbons: ribbons(merged, scale) };
}

/** The rows of one side by name, the small ones as one at the end; and which row a peer is in. */
function side(flows, end, chosen) {
  const totals = new Map();
  flows.forEach((flow) => totals.set(flow[end], (totals.get(flow[end]) ?? 0) + flow.rate));
  const ranked = [...totals].sort(([a, x], [b, y]) => (b === chosen) - (a === chosen) || y - x);
  const own = ranked.length > MOST + 1 ? ranked.slice(0, MOST) : ranked;
  const folded = ranked.slice(own.length);
  const rows = own.map(([name, rate]) => ({ name, rate })).sort((a, b) => byName(a.name, b.name));
  const rowOf = new Map(rows.map((row) => [row.name, row]));
  if (folded.length) {
    const rest = { name: null, others: folded.length, rate: folded.reduce((total, [, rate]) => total + rate, 0) };
    folded.forEach(([name]) => rowOf.set(name, rest));
    rows.push(rest);
  }
  return { rows, rowOf };
}

/** One flow for each pair of rows, in the order of the rows on both sides. */
function merge(flows, senderOf, receiverOf) {
  const merged = new Map();
  for (const { from, to, rate } of flows) {
    const [sender, receiver] = [senderOf.get(from), receiverOf.get(to)];
    const ends = merged.get(sender) ?? new Map();
    ends.set(receiver, (ends.get(receiver) ?? 0) + rate);
    merged.set(sender, ends);
  }
  return [...merged].flatMap(([sender, ends]) => [...ends].map(([receiver, rate]) => ({ sender, receiver, rate })));
}

/** Gives each row its height, and tells what they need together. */
function place(rows, scale) {
  let total = 0;
  for (const row of rows) {
    row.height = row.rate * scale;
    row.room = Math.max(ROW, row.height + 8);
    total += row.room;
  }
  return total;
}

function spread(rows, height) {
  const spare = (height - rows.reduce((total, { room }) => total + room, 0)) / rows.length;
  let top = 0;
  for (const row of rows) {
    row.middle = top + (row.room + spare) / 2;
    row.top = row.middle - row.height / 2;
    top += row.room + spare;
  }
}

/** Ribbons leave and arrive in the order of the rows that they come from and go to, so that few cross. */
function ribbons(merged, scale) {
  const stack = (end, other, start) => {
    const used = new Map();
    for (const ribbon of [...merged].sort((a, b) => a[other].middle - b[other].middle)) {
      const row = ribbon[end];
      ribbon[start] = row.top + (used.get(row) ?? 0);
      used.set(row, (used.get(row) ?? 0) + ribbon.rate * scale);
    }
  };
  stack('sender', 'receiver', 'leaves');
  stack('receiver', 'sender', 'arrives');
  return merged.map(({ sender, receiver, rate, leaves, arrives }) => ({
    sender,
    receiver,
    path: path(leaves, arrives, rate * scale),
  }));
}

/** In a box that is 100 wide. */
function path(leaves, arrives, thick) {
  const y = (value) => value.toFixed(1);
  return `M0 ${y(leaves)}C50 ${y(leaves)} 50 ${y(arrives)} 100 ${y(arrives)}V${y(arrives + thick)}`
    + `C50 ${y(arrives + thick)} 50 ${y(leaves + thick)} 0 ${y(leaves + thick)}Z`;
}
