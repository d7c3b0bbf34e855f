import { Drawing } from './canvas.js';
import { ALL } from './pieces.js';

/** In CSS pixels: cells as wide as this are parted by a line. */
const WIDE_CELL = 5;

/** How dark a cell with almost nothing is, of one with everything. */
const FAINT = 0.18;

/**
 * Peers × pieces: a row for each peer, a column for each piece or run of pieces, darker where a peer has more of the run;
 * what arrived with the last snapshot is in the colour of text. The scale is one of lightness, so that it needs no sense of
 * colour. Pointer and arrow keys choose a cell, of which an event `cell` tells: `{member, from, to}`, null for none.
 */
class PieceMatrix extends Drawing {
  #peers = [];
  #pieces = 0;
  /** By peer `{bits, counts, before}`: what it has of each column, and what it had of it in the snapshot before. */
  #rows = new Map();
  #isCounted = false;
  #columns = 0;
  /** Where the pieces of each column begin, and the last ones end. */
  #edges = [];
  /** One pixel a cell. */
  #shades = new OffscreenCanvas(1, 1);
  #cell = null;

  connectedCallback() {
    super.connectedCallback();
    this.onpointermove = (event) => this.#point(event);
    this.onpointerleave = () => this.#choose(null);
    this.onfocus = () => this.#choose(this.#cell ?? { row: 0, column: 0 });
    this.onblur = () => this.#choose(null);
    this.onkeydown = (event) => this.#step(event);
  }

  /** @param swarm `{peers, pieces}`, the peers in the order of the rows */
  set swarm({ peers, pieces }) {
    if (peers === this.#peers) return;
    this.#peers = peers;
    this.#pieces = pieces;
    this.#isCounted = false;
    this.invalidate();
    if (this.#cell) this.#choose(this.#cell);
  }

  draw(context, width, height, color, ratio) {
    if (!this.#peers.length || !this.#pieces) return;
    this.#divide(Math.min(this.#pieces, Math.max(1, Math.floor(width / ratio))));
    if (!this.#isCounted) this.#count();
    const row = height / this.#peers.length;
    const gap = Math.max(ratio, Math.round(row * 0.14));
    this.#shade(pixel(context, color('piece')), pixel(context, color('ink')));
    context.imageSmoothingEnabled = false;
    this.#peers.forEach((member, index) => {
      const top = Math.round(index * row);
      const tall = Math.round((index + 1) * row) - top - gap;
      context.fillStyle = color('track');
      context.fillRect(0, top, width, tall);
      if (member.bits) context.drawImage(this.#shades, 0, index, this.#columns, 1, 0, top, width, tall);
      else hatch(context, top, width, tall, color('ink-2'), ratio);
    });
    if (width / this.#columns >= WIDE_CELL * ratio) this.#part(context, width, height, ratio);
    if (this.#cell) this.#outline(context, width, row, gap, color('ink'), ratio);
  }

  #divide(columns) {
    if (columns === this.#columns && this.#edges.at(-1) === this.#pieces) return;
    this.#columns = columns;
    this.#edges = Array.from({ length: columns + 1 }, (_, column) => Math.floor((column * this.#pieces) / columns));
    this.#rows = new Map();
    this.#isCounted = false;
  }

  #count() {
    const rows = new Map();
    for (const { peer, bits } of this.#peers) {
      if (!bits) continue;
      const last = this.#rows.get(peer);
      const counts = bits === last?.bits ? last.counts : bits.counts(this.#edges);
      rows.set(peer, { bits, counts, before: last?.counts ?? counts });
    }
    this.#rows = rows;
    this.#isCounted = true;
  }

  #shade(piece, arrived) {
    const image = new ImageData(this.#columns, this.#peers.length);
    const pixels = new Uint32Array(image.data.buffer);
    const sizes = ALL.counts(this.#edges);
    this.#peers.forEach(({ peer }, index) => {
      const row = this.#rows.get(peer);
      if (row) shadeRow(pixels.subarray(index * this.#columns), row, sizes, piece, arrived);
    });
    if (this.#shades.width !== image.width) this.#shades.width = image.width;
    if (this.#shades.height !== image.height) this.#shades.height = image.height;
    this.#shades.getContext('2d').putImageData(image, 0, 0);
  }

  #part(context, width, height, ratio) {
    for (let column = 1; column < this.#columns; column++) {
      context.clearRect(Math.round((column * width) / this.#columns) - ratio, 0, ratio, height);
    }
  }

  #outline(context, width, row, gap, ink, ratio) {
    const cell = width / this.#columns;
    context.strokeStyle = ink;
    context.lineWidth = 2 * ratio;
    const wide = Math.max(cell, 4 * ratio);
    const left = Math.min(this.#cell.column * cell, width - wide);
    context.strokeRect(left, this.#cell.row * row, wide, row - gap);
  }

  #point({ offsetX, offsetY }) {
    const column = Math.floor((offsetX / this.clientWidth) * this.#columns);
    const row = Math.floor((offsetY / this.clientHeight) * this.#peers.length);
    this.#choose({ row, column });
  }

  #step(event) {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step || !this.#cell) return;
    event.preventDefault();
    this.#choose({ row: this.#cell.row + step[0], column: this.#cell.column + step[1] });
  }

  #choose(cell) {
    const inside = (value, count) => Math.max(0, Math.min(count - 1, value));
    this.#cell = cell && {
      row: inside(cell.row, this.#peers.length),
      column: inside(cell.column, this.#columns),
    };
    const detail = this.#cell && {
      member: this.#peers[this.#cell.row],
      from: this.#edges[this.#cell.column],
      to: this.#edges[this.#cell.column + 1],
    };
    this.dispatchEvent(new CustomEvent('cell', { detail }));
    this.invalidate();
  }
}

function shadeRow(pixels, { counts, before }, sizes, piece, arrived) {
  for (let column = 0; column < counts.length; column++) {
    const count = counts[column];
    if (count === 0) continue;
    const alpha = 255 * (FAINT + ((1 - FAINT) * count) / sizes[column]);
    pixels[column] = (count > before[column] ? arrived : piece) | (alpha << 24);
  }
}

/** For a peer that does not say which pieces it has. */
function hatch(context, top, width, tall, color, ratio) {
  context.save();
  context.beginPath();
  context.rect(0, top, width, tall);
  context.clip();
  context.beginPath();
  for (let x = -tall; x < width; x += 6 * ratio) {
    context.moveTo(x, top + tall);
    context.lineTo(x + tall, top);
  }
  context.strokeStyle = color;
  context.globalAlpha = 0.35;
  context.lineWidth = ratio;
  context.stroke();
  context.restore();
}

/** A colour of the style sheet as a pixel without its opacity, the red in the lowest byte; a canvas knows how to read it. */
function pixel(context, color) {
  context.fillStyle = color;
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(context.fillStyle.slice(at, at + 2), 16));
  return red | (green << 8) | (blue << 16);
}

customElements.define('piece-matrix', PieceMatrix);
