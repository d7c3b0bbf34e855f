import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import * as api from '../api.js';
import '../bar.js';
import { duration, percent, plural, rate, size, timeOfDay } from '../format.js';
import { to } from '../router.js';

/** What each state is called, and its tone. */
const STATE = {
  DELIVERING: ['Delivering', 'active'],
  DELIVERED: ['Delivered', 'done'],
  PARTIAL: ['Some are missing', 'bad'],
  CANCELLED: ['Cancelled', 'idle'],
};

const TARGET = {
  WAITING: ['Waiting', 'busy'],
  FETCHING: ['Fetching', 'active'],
  DELIVERED: ['Has it', 'done'],
  MISSING: ['Missing', 'bad'],
};

/** Of more peers, those are shown first of whom there is something to say. */
const MAX_SHOWN = 50;

const URGENCY = ['MISSING', 'FETCHING', 'WAITING', 'DELIVERED'];

/** One delivery; when it is open, with a bar for each peer that is to have the file. @param toggled told whether it is now */
export function deliveryView(delivery, isOpen, toggled, actions) {
  const { id, name, targets, state } = delivery;
  const [word, tone] = STATE[state] ?? [state, 'idle'];
  return html`
    <details class="card delivery ${tone}" ?open=${isOpen} data-id=${id} @toggle=${({ target }) => toggled(target.open)}>
      <summary>
        <div class="delivery-title">
          <h3 title=${name}>${name}</h3>
          <p class="quiet facts">
            <span>${size(delivery.length)}</span><span>to ${delivery.peers === 'all' ? 'all peers' : plural(targets.length, 'peer')}</span>
            <span>since ${timeOfDay(delivery.createdAt)}</span>
          </p>
        </div>
        <div class="delivery-state">
          <span class="chip">${word}</span>
          <p class="quiet">${summary(delivery)}</p>
        </div>
      </summary>
      ${isOpen ? bodyView(delivery, actions) : nothing}
    </details>
  `;
}

function bodyView(delivery, actions) {
  const { id, infoHash, name, targets, state } = delivery;
  const isOver = state === 'DELIVERED' || state === 'CANCELLED';
  return html`
    <div role="table" aria-label=${`Peers that are to have ${name}`}>
      <div class="delivery-target head" role="row">
        <span role="columnheader">Peer</span>
        <span role="columnheader">State</span>
        <span role="columnheader">Progress</span>
        <span role="columnheader" class="figure">Down</span>
        <span role="columnheader" class="figure">Time left</span>
        <span role="columnheader" class="figure">Since</span>
      </div>
      ${repeat(shown(targets), ({ peer }) => peer, (target) => targetView(target, delivery))}
    </div>
    ${targets.length > MAX_SHOWN
      ? html`<p class="quiet delivery-more">and ${plural(targets.length - MAX_SHOWN, 'peer')} more</p>`
      : nothing}
    <div class="delivery-foot">
      <a class="plain" href=${to('swarm', infoHash)}>Swarm</a>
      ${isOver ? nothing : actions.askingView(`cancel ${id}`, cancelling(delivery))}
      ${actions.messageView(`cancel ${id}`)}
    </div>
  `;
}

function cancelling({ id, name }) {
  return {
    label: 'Cancel',
    name: `Cancel the delivery of ${name}`,
    question: 'Call it off? What is there stays.',
    act: async () => {
      await api.cancelDelivery(id);
      document.querySelector(`[data-id="${CSS.escape(id)}"] summary`)?.focus(); // the button goes
    },
  };
}

function summary({ targets, state, createdAt, since }) {
  const have = targets.filter((target) => target.state === 'DELIVERED').length;
  const missing = targets.filter((target) => target.state === 'MISSING').length;
  const parts = [`${have} of ${plural(targets.length, 'peer')} ${have === 1 ? 'has' : 'have'} it`];
  if (state === 'DELIVERED') parts.push(`in ${duration((Date.parse(since) - Date.parse(createdAt)) / 1000)}`);
  if (missing && state !== 'CANCELLED') parts.push(`${missing} missing`);
  const left = state === 'DELIVERING' && timeLeft(targets);
  if (left) parts.push(left);
  return parts.join(', ');
}

/** Until the last one has it, as far as is known. */
function timeLeft(targets) {
  const lacking = targets.filter(({ state }) => state !== 'DELIVERED').map(({ etaSeconds }) => etaSeconds);
  const known = lacking.filter((seconds) => seconds != null);
  if (!known.length) return '';
  const longest = duration(Math.max(...known));
  return known.length === lacking.length ? `done in ${longest}` : `at least ${longest} more`;
}

function shown(targets) {
  if (targets.length <= MAX_SHOWN) return targets;
  return [...targets].sort((a, b) => URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state)).slice(0, MAX_SHOWN);
}

function targetView(target, { name, length, state }) {
  const { peer } = target;
  const isOff = state === 'CANCELLED' && target.state !== 'DELIVERED';
  const [word, tone] = isOff ? ['Called off', 'idle'] : (TARGET[target.state] ?? [target.state, 'idle']);
  const fraction = target.state === 'DELIVERED' ? 1 : Math.min(0.99, length ? target.have / length : 0);
  return html`
    <div class="delivery-target ${tone}" role="row" data-peer=${peer}>
      <span class="delivery-target-peer" role="cell" title=${peer}>${peer}</span>
      <span class="delivery-target-state" role="cell"><span class="chip">${word}</span></span>
      <span class="delivery-target-progress" role="cell">
        <span class="delivery-target-bar">
          <progress-bar .value=${fraction} aria-label=${`${name} at ${peer}`}></progress-bar>
          <b>${percent(fraction)} %</b>
        </span>
        ${target.reason && !isOff ? html`<em>${late(target)}</em>` : nothing}
      </span>
      <span class="figure" role="cell" data-label="Down">${rate(target.downRate)}</span>
      <span class="figure" role="cell" data-label="Time left">${target.etaSeconds == null ? '–' : duration(target.etaSeconds)}</span>
      <span class="figure" role="cell" data-label="Since"><time datetime=${target.since}>${timeOfDay(target.since)}</time></span>
    </div>
  `;
}

/** For how long, and why, in the node's words. */
function late({ since, state, reason }) {
  return `${state === 'MISSING' ? 'missing' : 'waiting'} for ${duration((Date.now() - Date.parse(since)) / 1000)}: ${reason}`;
}
