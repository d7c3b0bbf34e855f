import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import * as api from '../api.js';
import { day, timeOfDay } from '../format.js';
import { to } from '../router.js';

const LEVEL = { INFO: 'Note', WARNING: 'Warning', ERROR: 'Error' };

/** Which levels one may choose: its label, and those that it lets through. */
const CHOICES = {
  all: { label: 'All', has: () => true },
  grave: { label: 'Warnings and errors', has: (level) => level !== 'INFO' },
  errors: { label: 'Errors', has: (level) => level === 'ERROR' },
};

const key = (event) => `${event.time} ${event.source} ${event.text}`;

/** What happened lately and why, by day, with a way to what it happened to. */
export class LogView {
  label = 'Log';
  #page;
  #query = '';
  #choice = 'all';
  /** The log itself is heard in every view. */
  #feed = {
    addresses: [],
    snapshot: async () => this.#page.store.setTransfers((await api.transfers()).items),
  };

  constructor(page) {
    this.#page = page;
  }

  /** How many warnings came since it was last open. */
  get news() {
    return this.#page.store.unread;
  }

  feed() {
    return this.#feed;
  }

  view() {
    const { store } = this.#page;
    const events = store.log.filter((event) => this.#isWanted(event));
    return html`
      <main id="main" tabindex="-1">
        <section class="card log" aria-labelledby="log-title">
          <div class="tools">
            <h2 id="log-title">What happened</h2>
            <input type="search" aria-label="Show events with" placeholder="text, peer or node" .value=${this.#query}
              @input=${(event) => this.#want(event.target.value, this.#choice)} />
            <select aria-label="Show levels" @change=${(event) => this.#want(this.#query, event.target.value)}>
              ${Object.entries(CHOICES).map(([name, { label }]) => html`<option value=${name}>${label}</option>`)}
            </select>
          </div>
          <div role="log" aria-labelledby="log-title">
            ${byDay(events).map(
              ([title, ofDay]) => html`
                <h3>${title}</h3>
                <ol>${repeat(ofDay, key, (event) => eventView(event, linkView(event, store.transfers)))}</ol>
              `,
            )}
          </div>
          ${events.length ? nothing : html`<p class="quiet nothing">${store.log.length ? 'Nothing is like that.' : NOTHING}</p>`}
        </section>
      </main>
    `;
  }

  shown() {
    if (!this.news) return;
    this.#page.store.sawLog();
    this.#page.changed();
  }

  #want(query, choice) {
    this.#query = query;
    this.#choice = choice;
    this.#page.changed();
  }

  #isWanted({ level, source, text }) {
    const query = this.#query.trim().toLowerCase();
    return CHOICES[this.#choice].has(level) && (!query || `${source} ${text}`.toLowerCase().includes(query));
  }
}

const NOTHING = 'Nothing yet. Peers that come, go or misbehave are told of here.';

/** The latest, to stand beside something else. */
export function logView(events) {
  return html`
    <section class="card log latest" aria-labelledby="log-title">
      <h2 id="log-title">What happened</h2>
      ${events.length
        ? html`<div class="events" role="log" tabindex="0" aria-labelledby="log-title">
            <ol>${repeat(events, key, (event) => eventView(event, nothing))}</ol>
          </div>`
        : html`<p class="quiet nothing">${NOTHING}</p>`}
    </section>
  `;
}

function byDay(events) {
  const days = new Map();
  for (const event of events) {
    const title = day(event.time);
    days.set(title, [...(days.get(title) ?? []), event]);
  }
  return [...days];
}

/** @param link to what it tells of, if any */
function eventView(event, link) {
  return html`
    <li class=${String(event.level).toLowerCase()}>
      <time datetime=${event.time}>${timeOfDay(event.time)}</time>
      <p>
        <span class="level" role="img" aria-label=${LEVEL[event.level] ?? 'Note'}></span><b>${event.source}</b> ${event.text}
      </p>
      ${link}
    </li>
  `;
}

function linkView({ source, infoHash }, transfers) {
  const transfer = transfers.get(`${source}/${infoHash}`);
  if (transfer) return html`<a href=${to('transfers', source, infoHash)}>Transfer</a>`;
  if (infoHash) return html`<a href=${to('swarm', infoHash)}>Swarm</a>`;
  const isPeer = [...transfers.values()].some(({ peer }) => peer === source);
  return isPeer ? html`<a href=${to('transfers', source)}>Transfers</a>` : nothing;
}
