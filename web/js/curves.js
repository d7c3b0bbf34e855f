import UPlot from 'uplot';
import { size } from './format.js';

/** What the axis spans, in seconds. */
export const SPAN = 300;

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
      x: { time: false, range: [-SPAN, 0] },
      y: { range: (plot, least, most) => [0, Math.max(1024, most * 1.1)] },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 26, splits: () => ages(), values: (plot, at) => at.map(age) },
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

function ages() {
  return Array.from({ length: SPAN / 60 + 1 }, (_, minute) => -60 * minute).reverse();
}

/** Every second one is named: all of them have no room on a phone. */
function age(seconds) {
  if (seconds === 0) return 'now';
  return seconds % 120 === 0 ? `−${-seconds / 60} min` : '';
}

/** Steps that are round in binary units. */
function steps() {
  return Array.from({ length: 40 }, (_, power) => 2 ** power);
}

customElements.define('rate-curves', RateCurves);
