import { percent } from './format.js';

/** A progress bar that moves without layout, so that hundreds of them may. */
class ProgressBar extends HTMLElement {
  #fill = null;
  #value = 0;

  connectedCallback() {
    if (this.#fill) return;
    this.setAttribute('role', 'progressbar');
    this.setAttribute('aria-valuemin', '0');
    this.setAttribute('aria-valuemax', '100');
    this.#fill = document.createElement('div');
    this.append(this.#fill);
    this.#show();
  }

  /** A part of 1. */
  set value(value) {
    this.#value = Math.min(1, Math.max(0, value));
    this.#show();
  }

  #show() {
    if (!this.#fill) return;
    this.#fill.style.clipPath = `inset(0 ${((1 - this.#value) * 100).toFixed(2)}% 0 0 round 99px)`;
    this.setAttribute('aria-valuenow', String(percent(this.#value)));
  }
}

customElements.define('progress-bar', ProgressBar);
