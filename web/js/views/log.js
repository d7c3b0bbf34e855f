import { html } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { timeOfDay } from '../format.js';

const LEVEL = { INFO: 'Note', WARNING: 'Warning', ERROR: 'Error' };

/** All that a person may want to know of what happened lately. */
export class LogView {
  label = 'Log';
  #page;

  constructor(page) {
    this.#page = page;
  }

  /** The log is heard in every view. */
  feed() {
    return { addresses: [], snapshot: async () => {} };
  }

  view() {
    return html`<main id="main" tabindex="-1">${logView(this.#page.store.log)}</main>`;
  }
}

export function logView(events) {
  return html`
    <section class="card log" aria-labelledby="log-title">
      <h2 id="log-title">What happened</h2>
      ${events.length
        ? html`<div class="events" role="log" tabindex="0" aria-labelledby="log-title">
            <ol>
              ${repeat(events, (event) => `${event.time} ${event.source} ${event.text}`, eventView)}
            </ol>
          </div>`
        : html`<p class="quiet">Nothing yet. Peers that come, go or misbehave are told of here.</p>`}
    </section>
  `;
}

function eventView(event) {
  return html`
    <li class=${String(event.level).toLowerCase()}>
      <time datetime=${event.time}>${timeOfDay(event.time)}</time>
      <p><span class="level" role="img" aria-label=${LEVEL[event.level] ?? 'Note'}></span><b>${event.source}</b> ${event.text}</p>
    </li>
  `;
}
