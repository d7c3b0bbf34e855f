import { withNextFrame } from './frames.js';

/**
 * Elements that draw. They draw again when what they show, their size or the colours change, and at no other time. To
 * assistive technology they are pictures; what they show stands beside them in words.
 */
export class Drawing extends HTMLElement {
  #canvas = null;
  /** In CSS pixels, as last told: to ask would have the browser lay out the page at once. */
  #width = 0;
  #height = 0;
  #colors = new Map();
  #paint = () => this.#paintNow();
  #scheme = matchMedia('(prefers-color-scheme: dark)');
  #recolor = () => {
    this.#colors.clear();
    this.invalidate();
  };
  #size = new ResizeObserver(([{ contentRect }]) => {
    this.#width = contentRect.width;
    this.#height = contentRect.height;
    this.invalidate();
  });

  connectedCallback() {
    if (!this.#canvas) {
      this.#canvas = document.createElement('canvas');
      this.#canvas.setAttribute('aria-hidden', 'true');
      this.append(this.#canvas);
    }
    this.#size.observe(this);
    this.#scheme.addEventListener('change', this.#recolor);
  }

  disconnectedCallback() {
    this.#size.disconnect();
    this.#scheme.removeEventListener('change', this.#recolor);
  }

  invalidate() {
    if (this.isConnected) withNextFrame(this.#paint);
  }

  #paintNow() {
    const ratio = devicePixelRatio;
    const width = Math.round(this.#width * ratio);
    const height = Math.round(this.#height * ratio);
    if (!this.#canvas || width === 0 || height === 0) return;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    const context = this.#canvas.getContext('2d');
    context.clearRect(0, 0, width, height);
    this.draw(context, width, height, (name) => this.#color(name), ratio);
  }

  #color(name) {
    if (!this.#colors.has(name)) this.#colors.set(name, getComputedStyle(this).getPropertyValue(`--${name}`));
    return this.#colors.get(name);
  }
}

/** Narrower ones flicker more than they tell. In CSS pixels. */
const MIN_CELL = 3;

/**
 * Divides a width among so many things: each cell stands for the things `from` to `to`, one or a run of them, and is drawn
 * from `x` to `end` less the `gap`.
 */
function* cells(count, width, ratio) {
  const number = Math.min(count, Math.max(1, Math.floor(width / (MIN_CELL * ratio))));
  const gap = width / number >= 5 * ratio ? ratio : 0;
  for (let i = 0; i < number; i++) {
    yield {
      x: Math.round((i * width) / number),
      end: Math.round(((i + 1) * width) / number),
      from: Math.floor((i * count) / number),
      to: Math.floor(((i + 1) * count) / number),
      gap,
    };
  }
}

/** Which pieces one peer has: `bits` has a method `has(piece)`. Those that are new shine for a moment. */
class PieceStrip extends Drawing {
  #bits = null;
  #before = null;
  #pieces = 0;
  #timer;

  set pieces(pieces) {
    this.#pieces = pieces;
    this.invalidate();
  }

  set bits(bits) {
    if (bits === this.#bits) return;
    this.#before = this.#bits;
    this.#bits = bits;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#before = null;
      this.invalidate();
    }, 900);
    this.invalidate();
  }

  draw(context, width, height, color, ratio) {
    if (!this.#bits || !this.#pieces) return;
    for (const { x, end, from, to, gap } of cells(this.#pieces, width, ratio)) {
      let have = 0;
      let isNew = false;
      for (let piece = from; piece < to; piece++) {
        if (!this.#bits.has(piece)) continue;
        have++;
        isNew ||= this.#before != null && !this.#before.has(piece);
      }
      if (have === 0) continue;
      context.fillStyle = color(isNew ? 'piece-new' : 'piece');
      context.globalAlpha = 0.2 + (0.8 * have) / (to - from);
      context.fillRect(x, 0, end - x - gap, height);
    }
    context.globalAlpha = 1;
  }
}

/** How many copies of each run of pieces the swarm has, against the number of peers. */
class AvailabilityChart extends Drawing {
  #copies = [];
  #peers = 0;

  set copies(copies) {
    this.#copies = copies;
    this.invalidate();
  }

  set peers(peers) {
    this.#peers = peers;
  }

  draw(context, width, height, color, ratio) {
    const most = Math.max(this.#peers, ...this.#copies, 1);
    for (const { x, end, from, to, gap } of cells(this.#copies.length, width, ratio)) {
      const run = this.#copies.slice(from, to);
      const mean = run.reduce((sum, copies) => sum + copies, 0) / run.length;
      const isMissing = run.some((copies) => copies < 1);
      const tall = Math.max(2 * ratio, (mean / most) * height);
      context.fillStyle = color(isMissing ? 'bad' : 'piece');
      context.globalAlpha = isMissing ? 0.9 : 0.3 + (0.6 * mean) / most;
      context.fillRect(x, height - tall, end - x - gap, tall);
    }
    context.globalAlpha = 1;
  }
}

/** Fewer fill only a part of the width. */
const MIN_SAMPLES = 12;

/** A curve of the last minute. */
class SparkLine extends Drawing {
  #samples = [];

  get samples() {
    return this.#samples;
  }

  set samples(samples) {
    if (samples === this.#samples) return;
    this.#samples = samples;
    this.invalidate();
  }

  draw(context, width, height, color, ratio) {
    const samples = this.#samples;
    if (samples.length < 2) return;
    const line = 1.5 * ratio;
    const most = Math.max(...samples, 1);
    const steps = Math.max(samples.length, MIN_SAMPLES) - 1;
    const x = (index) => width - ((samples.length - 1 - index) * width) / steps;
    const y = (value) => height - line - (value / most) * (height - 2 * line);
    context.beginPath();
    samples.forEach((value, index) => context.lineTo(x(index), y(value)));
    context.strokeStyle = color('curve');
    context.lineWidth = line;
    context.lineJoin = 'round';
    context.stroke();
    context.lineTo(width, height);
    context.lineTo(x(0), height);
    context.globalAlpha = 0.14;
    context.fillStyle = color('curve');
    context.fill();
    context.globalAlpha = 1;
  }
}

customElements.define('piece-strip', PieceStrip);
customElements.define('availability-chart', AvailabilityChart);
customElements.define('spark-line', SparkLine);
