import { html, nothing } from 'lit-html';
import * as api from '../api.js';
import '../canvas.js';
import { bytes, duration, plural, rate, size, timeOfDay } from '../format.js';
import { to } from '../router.js';
import { statusView } from '../status.js';
import { reasons } from '../why.js';
import { TransferFiles } from './files.js';

/** So many lines of the log about one file are enough to understand it. */
const MAX_EVENTS = 5;

/** Who sends to it or is sent to by it: the strongest. */
const MAX_LINKS = 6;

/** All about one transfer, and what can be done with it. */
export class TransferDetail {
  #page;
  #files;
  #key = null;
  /** Which question is open: limit, remove or none. */
  #question = null;
  #message = null;
  #isBusy = false;

  constructor(page) {
    this.#page = page;
    this.#files = new TransferFiles(page.changed);
  }

  /** Called once a second while it is open. */
  tick() {
    this.#files.tick();
  }

  view(transfer) {
    if (this.#key !== transfer.peer + transfer.infoHash) this.#forget(transfer);
    const { store } = this.#page;
    const swarm = store.swarms.get(transfer.infoHash);
    return html`
      <section class="card detail" aria-labelledby="detail-title" @keydown=${(event) => this.#pressed(event)}>
        <header>
          <div>
            <h2 id="detail-title" title=${transfer.name}>${transfer.name}</h2>
            <p class="quiet"><b>${transfer.peer}</b> ${statusView(transfer.status)}</p>
          </div>
          <a class="close" href=${to('transfers')} aria-label="Close" title="Close (Esc)">×</a>
        </header>
        ${this.#actionsView(transfer)} ${whyView(reasons(transfer, swarm, store.standing.get(transfer.peer)))}
        ${this.#files.view(transfer)} ${linksView(transfer, swarm)} ${availabilityView(swarm)} ${factsView(transfer)} ${eventsView(transfer, store.log)}
      </section>
    `;
  }

  #forget({ peer, infoHash }) {
    this.#key = peer + infoHash;
    this.#question = null;
    this.#message = null;
  }

  #actionsView(transfer) {
    const isResting = ['PAUSED', 'FAILED'].includes(transfer.status);
    const isLink = transfer.status === 'METADATA'; // nothing is here that could be paused or checked
    return html`
      <div class="actions">
        <button class="plain" ?hidden=${isLink} ?disabled=${this.#isBusy}
          @click=${() => this.#ask(() => api.change(transfer, { state: isResting ? 'running' : 'paused' }))}>
          ${isResting ? 'Resume' : 'Pause'}
        </button>
        <button class="plain" ?hidden=${isLink} ?disabled=${this.#isBusy} title="Hashes again what is on the disk"
          @click=${() => this.#ask(() => api.change(transfer, { state: 'checking' }), 'What is on the disk is hashed again.')}>
          Recheck
        </button>
        ${this.#questionButton('limit', 'Limit…')} ${this.#questionButton('remove', 'Remove…')}
        <a class="plain" ?hidden=${isLink} href=${to('swarm', transfer.infoHash)}>Swarm</a>
      </div>
      ${this.#question === 'limit' ? this.#limitView(transfer) : nothing}
      ${this.#question === 'remove' ? this.#removeView(transfer) : nothing}
      <p class="message ${this.#message?.tone ?? ''}" role="status">${this.#message?.text ?? ''}</p>
    `;
  }

  #questionButton(question, label) {
    return html`<button class="plain" aria-expanded=${this.#question === question}
      @click=${() => this.#open(this.#question === question ? null : question)}>${label}</button>`;
  }

  #limitView(transfer) {
    const { downKiBps = 0, upKiBps = 0 } = transfer.limits ?? {};
    return html`
      <form class="question" @submit=${(event) => this.#limit(event, transfer)}>
        <label>Down <input name="down" type="number" min="0" max="10000000" required .defaultValue=${String(downKiBps)} /></label>
        <label>Up <input name="up" type="number" min="0" max="10000000" required .defaultValue=${String(upKiBps)} /></label>
        <p class="quiet">KiB/s; 0 is no limit.</p>
        <button ?disabled=${this.#isBusy}>Set limits</button>
      </form>
    `;
  }

  #removeView(transfer) {
    return html`
      <form class="question" @submit=${(event) => this.#remove(event, transfer)}>
        <p>Should ${transfer.peer} forget this transfer?</p>
        <label><input name="data" type="checkbox" /> and delete what it has of the file</label>
        <button class="danger" ?disabled=${this.#isBusy}>Remove it</button>
        <button class="plain" type="button" @click=${() => this.#open(null)}>Keep it</button>
      </form>
    `;
  }

  #limit(event, transfer) {
    event.preventDefault();
    const { up, down } = event.target.elements;
    const limits = { upKiBps: Number(up.value), downKiBps: Number(down.value) };
    this.#ask(() => api.change(transfer, { limits }), 'The limits are set.');
  }

  async #remove(event, transfer) {
    event.preventDefault();
    const withData = event.target.elements.data.checked;
    if (await this.#ask(() => api.remove(transfer, withData))) location.hash = to('transfers');
  }

  /** @param done what to say when it is done, where the page does not show it anyway */
  async #ask(action, done) {
    const asked = this.#question;
    this.#isBusy = true;
    this.#page.changed();
    try {
      await action();
      if (this.#question === asked) this.#question = null;
      this.#message = done ? { tone: 'good', text: done } : null;
      return true;
    } catch (failure) {
      this.#message = { tone: 'bad', text: failure.message };
      return false;
    } finally {
      this.#isBusy = false;
      this.#page.changed();
    }
  }

  #open(question) {
    this.#question = question;
    this.#message = null;
    this.#page.changed();
  }

  #pressed(event) {
    if (event.key !== 'Escape') return;
    if (this.#question) this.#open(null);
    else location.hash = to('transfers');
  }
}

function whyView(sentences) {
  return html`
    <h3>Why it is so</h3>
    <ul class="why">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>
  `;
}

function linksView({ peer }, swarm) {
  const links = swarm?.links ?? [];
  const of = (mine, other) =>
    links
      .filter((link) => link[mine] === peer && link.rate > 0)
      .sort((a, b) => b.rate - a.rate)
      .slice(0, MAX_LINKS)
      .map((link) => html`<li><span>${link[other]}</span> <b>${rate(link.rate)}</b></li>`);
  const list = (title, items) => (items.length ? html`<h3>${title}</h3><ul class="links">${items}</ul>` : nothing);
  return [list('It gets from', of('to', 'from')), list('It sends to', of('from', 'to'))];
}

function availabilityView(swarm) {
  const copies = swarm?.availability ?? [];
  if (!copies.length) return nothing;
  const least = Math.min(...copies);
  const mean = copies.reduce((sum, value) => sum + value, 0) / copies.length;
  return html`
    <h3>Copies of each piece</h3>
    <availability-chart .copies=${copies} .peers=${swarm.peersTotal}></availability-chart>
    <p class="quiet">
      ${plural(swarm.peersTotal, 'peer')}, ${plural(swarm.seedsTotal, 'seed')}; of the rarest piece
      <b class=${least < 1 ? 'missing' : ''}>${number(least)}</b>, on average <b>${number(mean)}</b>
    </p>
  `;
}

function number(value) {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

function factsView(transfer) {
  const facts = {
    Size: transfer.pieces && `${size(transfer.length)}, ${plural(transfer.pieces, 'piece')} of ${size(transfer.pieceLength)}`,
    Here: transfer.pieces && `${plural(transfer.piecesHave, 'piece')}`,
    Wanted: transfer.piecesWanted < transfer.pieces && `${plural(transfer.piecesWanted, 'piece')}, of some files`,
    Got: transfer.pieces && bytes(transfer.downloaded),
    Sent: transfer.pieces && bytes(transfer.uploaded),
    Added: transfer.startedAt && timeOfDay(transfer.startedAt),
    Took: transfer.completedAt && duration((Date.parse(transfer.completedAt) - Date.parse(transfer.startedAt)) / 1000),
    File: transfer.files?.join(', '),
    'Info-hash': html`<span class="mono">${transfer.infoHash}</span>`,
  };
  return html`
    <dl>
      ${Object.entries(facts).map(([name, value]) => (value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing))}
    </dl>
  `;
}

function eventsView({ peer, infoHash }, log) {
  const events = log
    .filter((event) => event.infoHash === infoHash && [peer, 'tracker'].includes(event.source))
    .slice(0, MAX_EVENTS);
  if (!events.length) return nothing;
  return html`
    <h3>What happened</h3>
    <ul class="why">${events.map(({ time, text }) => html`<li><time datetime=${time}>${timeOfDay(time)}</time> ${text}</li>`)}</ul>
  `;
}
