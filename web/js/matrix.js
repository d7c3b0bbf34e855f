import { Drawing } from './canvas.js';

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
  #counts = new Map();
  #before = new Map();
  #columns = 0;
  /** Where the pieces of each column begin, and the last ones end. */
  #edges = [];
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
    this.#before = this.#counts;
    this.#counts = new Map();
    this.invalidate();
    if (this.#cell) this.#choose(this.#cell);
  }

  draw(context, width, height, color, ratio) {
    if (!this.#peers.length || !this.#pieces) return;
    this.#divide(Math.min(this.#pieces, Math.max(1, Math.floor(width / ratio))));
    const row = height / this.#peers.length;
    const gap = Math.max(ratio, Math.round(row * 0.14));
    const cells = this.#cells(pixel(context, color('piece')), pixel(context, color('ink')));
    context.imageSmoothingEnabled = false;
    this.#peers.forEach((member, index) => {
      const top = Math.round(index * row);
      const tall = Math.round((index + 1) * row) - top - gap;
      context.fillStyle = color('track');
      context.fillRect(0, top, width, tall);
      if (member.bits) context.drawImage(cells, 0, index, this.#columns, 1, 0, top, width, tall);
      else hatch(context, top, width, tall, color('ink-2'), ratio);
    });
    if (width / this.#columns >= WIDE_CELL * ratio) this.#part(context, width, height, ratio);
    if (this.#cell) this.#outline(context, width, row, gap, color('ink'), ratio);
  }

  #divide(columns) {
    if (columns === this.#columns && this.#edges.at(-1) === this.#pieces) return;
    this.#columns = columns;
    this.#edges = Array.from({ length: columns + 1 }, (_, column) => Math.floor((column * this.#pieces) / columns));
    this.#before = new Map();
    this.#counts = new Map();
  }

  /** One pixel a cell. */
  #cells(piece, arrived) {
    const image = new ImageData(this.#columns, this.#peers.length);
    const pixels = new Uint32Array(image.data.buffer);
    this.#peers.forEach((member, row) => {
      if (!member.bits) return;
      const counts = this.#countsOf(member);
      const before = this.#before.get(member.peer);
      const first = row * this.#columns;
      for (let column = 0; column < counts.length; column++) {
        const count = counts[column];
        if (count === 0) continue;
        const part = count / (this.#edges[column + 1] - this.#edges[column]);
        const alpha = 255 * (FAINT + (1 - FAINT) * part);
        pixels[first + column] = (before && count > before[column] ? arrived : piece) | (alpha << 24);
      }
    });
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext('2d').putImageData(image, 0, 0);
    return canvas;
  }

  /** How many pieces of each column a peer has. */
  #countsOf({ peer, bits }) {
    let counts = this.#counts.get(peer);
    if (!counts) {
      counts = new Uint32Array(this.#columns);
      for (let column = 0; column < counts.length; column++) {
        counts[column] = bits.count(this.#edges[column], this.#edges[column + 1]);
      }
      this.#counts.set(peer, counts);
    }
    return counts;
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
