import { render } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { withNextFrame } from './frames.js';

/** So many rows above and below the window are there before one scrolls to them. */
const MARGIN_ROWS = 6;

/**
 * Rows of one height, `--row-height`, of which only those near the window exist: thousands cost what fifty cost. Its `list`
 * is `{items, key(item), view(item, index), seen(items)}`; `seen`, where there is one, hears which items are there.
 */
class VirtualRows extends HTMLElement {
  #list = { items: [] };
  #first = 0;
  #seen = '';
  #shown = () => this.#show();
  #moved = () => withNextFrame(this.#shown);

  connectedCallback() {
    addEventListener('scroll', this.#moved, { passive: true, capture: true }); // of the window, or of what they stand in
    addEventListener('resize', this.#moved);
    this.#show();
  }

  disconnectedCallback() {
    removeEventListener('scroll', this.#moved, { capture: true });
    removeEventListener('resize', this.#moved);
  }

  set list(list) {
    this.#list = list;
    this.#show();
  }

  /** Scrolls no more than it takes to have the row in the window, and returns its element. */
  reveal(index) {
    const style = getComputedStyle(this);
    const top = this.getBoundingClientRect().top + index * this.#rowHeight();
    const tooHigh = top - parseFloat(style.scrollMarginTop);
    const tooLow = top + this.#rowHeight() + parseFloat(style.scrollMarginBottom) - innerHeight;
    if (tooHigh < 0) scrollBy(0, tooHigh);
    else if (tooLow > 0) scrollBy(0, tooLow);
    this.#show();
    return this.children[index - this.#first];
  }

  #rowHeight() {
    return parseFloat(getComputedStyle(this).getPropertyValue('--row-height'));
  }

  #show() {
    if (!this.isConnected) return;
    const { items, key, view, seen } = this.#list;
    const height = this.#rowHeight();
    const top = this.getBoundingClientRect().top;
    const within = (index) => Math.min(items.length, Math.max(0, index));
    this.#first = within(Math.floor(-top / height) - MARGIN_ROWS);
    const shown = items.slice(this.#first, within(Math.ceil((innerHeight - top) / height) + MARGIN_ROWS));
    this.style.height = `${items.length * height}px`;
    this.style.paddingTop = `${this.#first * height}px`;
    render(repeat(shown, key, (item, index) => view(item, this.#first + index)), this);
    const keys = shown.map(key).join(' ');
    if (keys === this.#seen) return;
    this.#seen = keys;
    seen?.(shown);
  }
}

customElements.define('virtual-rows', VirtualRows);
