import { noChange } from 'lit-html';
import { Directive, directive } from 'lit-html/directive.js';

/** `<button ${focused()}>`: what appears because of a key that was pressed has the keyboard. */
export const focused = directive(
  class extends Directive {
    #isDone = false;

    update({ element }) {
      if (!this.#isDone) queueMicrotask(() => element.focus()); // not in the page before
      this.#isDone = true;
      return noChange;
    }
  },
);
