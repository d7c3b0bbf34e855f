import { noChange } from 'lit-html';
import { Directive, directive } from 'lit-html/directive.js';

/** `<li ${fromTop(40)}>`: so many pixels below the top. By script, since the page allows no style in its markup. */
export const fromTop = directive(
  class extends Directive {
    #top = null;

    update({ element }, [top]) {
      if (top !== this.#top) element.style.top = `${top}px`;
      this.#top = top;
      return noChange;
    }
  },
);
