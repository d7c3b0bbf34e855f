import UPlot from 'uplot';
import { duration, size } from './format.js';

/** What the axis spans at most, and at least, in seconds. */
export const SPAN = 300;
const LEAST_SPAN = 60;

/** What it reaches up to at least, in bytes per second. */
const LEAST_RATE = 64 * 1024;

const FONT = '12px system-ui, sans-serif';

/** The curves: what each is called among the samples, its colour, and how it is drawn; `isArea` fills what is below. */
const CURVES = [
  ['down', 'teal', { width: 1.5, isArea: true }],
  ['up', 'violet', { width: 1.5 }],
  ['upOfSeeds', 'ink-2', { width: 1.5, dash: [4, 4] }],
];

/** What flowed over the last minutes, in bytes per second. To assistive technology a picture; words stand beside it. */
class RateCurves extends HTMLElement {
  #plot = null;
  #samples = [];
  #scheme = matchMedia('(prefers-color-scheme: dark)');
  #redraw = () => this.#draw();
  #size = new ResizeObserver(() => this.#plot?.setSize({ width: this.clientWidth, height: this.clientHeight }));

  connectedCallback() {
    this.setAttribute('aria-hidden', 'true');
    this.#size.observe(this);
    this.#scheme.addEventListener('change', this.#redraw);
    this.#draw();
  }

  disconnectedCallback() {
    this.#size.disconnect();
    this.#scheme.removeEventListener('change', this.#redraw);
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** One a second, the newest last. */
  set samples(samples) {
    if (samples === this.#samples) return;
    this.#samples = samples;
    this.#plot?.setData(this.#data());
  }

  /** uPlot takes its colours once: with another scheme there is another plot. */
  #draw() {
    this.#plot?.destroy();
    const style = getComputedStyle(this);
    this.#plot = new UPlot(options(this.clientWidth, this.clientHeight, (name) => style.getPropertyValue(`--${name}`)), this.#data(), this);
  }

  #data() {
    const ages = this.#samples.map((_, index) => index + 1 - this.#samples.length);
    return [ages, ...CURVES.map(([name]) => this.#samples.map((sample) => sample[name]))];
  }
}

function options(width, height, color) {
  const axis = { stroke: color('ink-2'), font: FONT, ticks: { show: false } };
  const grid = { stroke: color('line'), width: 1 };
  return {
    width,
    height,
    padding: [10, 14, 0, 0],
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { time: false, range: (plot, first) => [Math.min(-LEAST_SPAN, first), 0] },
      y: { range: (plot, least, most) => [0, Math.max(LEAST_RATE, most * 1.1)] },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 26, space: 64, incrs: [15, 30, 60, 120], values: (plot, at) => at.map(age) },
      { ...axis, grid, size: 76, space: 36, incrs: steps(), values: (plot, at) => at.map((value) => (value ? `${size(value)}/s` : '0')) },
    ],
    series: [
      {},
      ...CURVES.map(([, name, { isArea, ...line }]) => ({
        ...line,
        stroke: color(name),
        fill: isArea ? `color-mix(in srgb, ${color(name)} 16%, transparent)` : undefined,
        points: { show: false },
      })),
    ],
  };
}

function age(seconds) {
  return seconds === 0 ? 'now' : `−${duration(-seconds)}`;
}

/** Steps that are round in binary units. */
function steps() {
  return Array.from({ length: 40 }, (_, power) => 2 ** power);
}

customElements.define('rate-curves', RateCurves);
