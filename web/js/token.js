import { html } from 'lit-html';
import * as api from './api.js';

/** Asks for the token when the node wants one. */
export class TokenForm {
  #message = '';
  #changed;
  #opened;

  constructor(changed, opened) {
    this.#changed = changed;
    this.#opened = opened;
  }

  view() {
    return html`
      <form class="card token" @submit=${(event) => this.#submit(event)}>
        <h2>This node asks for its token</h2>
        <p class="quiet">It stands in the file that <code>dashboard.tokenFile</code> names, or in <code>STARLING_TOKEN</code>.</p>
        <label for="token">Token</label>
        <input id="token" name="token" type="password" required autocomplete="current-password" autofocus />
        <button>Open</button>
        <p class="message bad" role="alert">${this.#message}</p>
      </form>
    `;
  }

  async #submit(event) {
    event.preventDefault();
    try {
      await api.openSession(new FormData(event.target).get('token'));
      this.#message = '';
      this.#opened();
    } catch (failure) {
      this.#message = failure.status === 401 ? 'That is not the token.' : failure.message;
    }
    this.#changed();
  }
}
