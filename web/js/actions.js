import { html, nothing } from 'lit-html';
import { focused } from './focused.js';

/**
 * What one tells the node to do from within a view, each by a key: what is under way, what came of it, and what is asked
 * once more before it is done.
 */
export class Actions {
  #changed;
  #busy = new Set();
  #told = new Map();
  #asked = null;
  #kept = null;

  /** @param changed called after each change */
  constructor(changed) {
    this.#changed = changed;
  }

  /** What came of earlier ones is old when the view is opened again. */
  clear() {
    this.#told.clear();
    this.#asked = null;
    this.#kept = null;
  }

  isBusy(key) {
    return this.#busy.has(key);
  }

  /** @param act does it; what it returns is told as done, what it throws as refused. Returns whether it was done. */
  async run(key, act) {
    if (this.#busy.has(key)) return false;
    this.#busy.add(key);
    this.#told.delete(key);
    this.#changed();
    try {
      this.tell(key, 'good', await act());
      return true;
    } catch (failure) {
      this.tell(key, 'bad', failure.message);
      return false;
    } finally {
      this.#busy.delete(key);
      this.#changed();
    }
  }

  /** @param content a text or a template */
  tell(key, tone, content) {
    this.#told.set(key, { tone, content });
    this.#changed();
  }

  /** Where it is told. */
  messageView(key) {
    const { tone = '', content = nothing } = this.#told.get(key) ?? {};
    return html`<p class="message ${tone}" role="status">${content ?? nothing}</p>`;
  }

  /** A button that asks once more. @param what `{label, name, question, act}`, name being what a screen reader says */
  askingView(key, { label, name, question, act }) {
    if (this.#asked === key) {
      return html`
        <span class="asking" role="group" aria-label=${question} @keydown=${(event) => this.#onKey(event)}>
          <span>${question}</span>
          <button class="danger" ?disabled=${this.isBusy(key)} ${focused()} @click=${() => this.#confirmed(key, act)}>${label}</button>
          <button class="plain" @click=${() => this.#keep()}>Keep</button>
        </span>
      `;
    }
    return html`
      <button class="plain" aria-label=${name} ${this.#kept === key ? focused() : nothing} @click=${() => this.#ask(key)}>
        ${label}…
      </button>
    `;
  }

  #ask(key) {
    this.#asked = key;
    this.#kept = null;
    this.#told.delete(key);
    this.#changed();
  }

  async #confirmed(key, act) {
    await this.run(key, act);
    this.#keep();
  }

  #keep() {
    this.#kept = this.#asked;
    this.#asked = null;
    this.#changed();
  }

  #onKey(event) {
    if (event.key === 'Escape') this.#keep();
  }
}
