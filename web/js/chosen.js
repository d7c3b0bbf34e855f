import { html } from 'lit-html';

/** The peer that one follows through all pictures of a swarm. */
export class Chosen {
  /** Null for none. */
  name = null;
  #changed;

  /** @param changed called after each change */
  constructor(changed) {
    this.#changed = changed;
  }

  /** Who is gone cannot be followed. */
  among(peers) {
    if (!peers.some(({ peer }) => peer === this.name)) this.name = null;
  }

  /** A peer's name as a button that chooses it, or lets it go. */
  nameView(name) {
    const isChosen = name === this.name;
    return html`<button type="button" class="name" title=${name} aria-pressed=${isChosen}
      @click=${() => this.#choose(isChosen ? null : name)}>${name}</button>`;
  }

  #choose(name) {
    this.name = name;
    this.#changed();
  }
}
