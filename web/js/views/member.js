import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import * as api from '../api.js';

/** One node of the cluster, and what runs on it. @param undeployed called when something runs there no more */
export function memberView(member, actions, deploy, undeployed) {
  const { node, reachable } = member;
  return html`
    <article class="card nodes-member" tabindex="-1" aria-label=${`Node ${node}`} data-node=${node}>
      <header>
        <h3 title=${node}>${node}</h3>
        ${member.self ? html`<span class="member-tag">this node</span>` : nothing}
        ${reachable ? nothing : html`<span class="chip bad">Does not answer</span>`}
      </header>
      <p class="quiet facts">
        ${member.address ? html`<span class="mono">${member.address}</span>` : nothing}
        ${dashboardView(member)}
      </p>
      ${reachable
        ? html`
            ${partsView(member, actions, undeployed)}
            <div class="member-foot">
              ${deploy.openingView(node, 'peers')}
              ${member.tracker ? nothing : deploy.openingView(node, 'tracker')}
              ${deploy.openingView(node, 'verticles')}
            </div>
            ${deploy.view(node)}
          `
        : html`<p class="quiet member-silent">${silence(member)}</p>`}
    </article>
  `;
}

function silence({ activeTracker }) {
  const tracker = activeTracker ? 'It has the active tracker; another takes over when it has left. ' : '';
  return `${tracker}What runs there is not known. If it stays silent, the cluster goes on without it.`;
}

/** Only where one can go: a node says itself where its dashboard is. */
function dashboardView({ self, dashboard }) {
  return !self && /^https?:/.test(dashboard ?? '') ? html`<span><a href=${dashboard}>its dashboard</a></span>` : nothing;
}

function partsView({ node, tracker, trackerDeployed, activeTracker, peers, verticles }, actions, undeployed) {
  const undeploying = (id, ...what) => actions.askingView(`undeploy ${node} ${what.join(' ')}`, undeploy(node, id, what, undeployed));
  const refused = (...what) => actions.messageView(`undeploy ${node} ${what.join(' ')}`);
  return html`
    <ul class="member-parts">
      ${tracker
        ? html`<li class=${activeTracker ? 'done' : 'idle'}>
            <span class="member-kind">tracker</span>
            <span class="member-name"><b>${tracker}</b></span>
            <span class="member-state"><span class="chip">${activeTracker ? 'Active' : 'Stands by'}</span></span>
            ${trackerDeployed ? undeploying('the tracker', 'tracker') : nothing}${refused('tracker')}
          </li>`
        : nothing}
      ${repeat(peers, ({ peer }) => peer, (peer) => html`
        <li class=${peerTone(peer)} data-peer=${peer.peer}>
          <span class="member-kind">peer</span>
          <span class="member-name"><b title=${peer.peer}>${peer.peer}</b> <span class="quiet">${peer.address}</span></span>
          <span class="member-state">${peerState(peer) ? html`<span class="chip">${peerState(peer)}</span>` : nothing}</span>
          ${peer.error ? html`<em>${peer.error}</em>` : nothing}
          ${peer.deployed ? undeploying(peer.peer, 'peers', peer.peer) : nothing}${refused('peers', peer.peer)}
        </li>
      `)}
      ${repeat(verticles, ({ id }) => id, ({ id, verticle, error }) => html`
        <li class=${error ? 'bad' : ''} data-verticle=${id}>
          <span class="member-kind">verticle</span>
          <span class="member-name"><b title=${id}>${id}</b> <span class="quiet">${verticle === id ? nothing : verticle}</span></span>
          ${error ? html`<em>${error}</em>` : nothing}
          ${undeploying(id, 'verticles', id)}${refused('verticles', id)}
        </li>
      `)}
      ${tracker || peers.length || verticles.length ? nothing : html`<li class="quiet">Nothing but the node itself runs here.</li>`}
    </ul>
  `;
}

function undeploy(node, id, what, undeployed) {
  return {
    label: 'Undeploy',
    name: `Undeploy ${id} from ${node}`,
    question: `Stop ${id}? Its files stay.`,
    act: async () => {
      await api.undeploy(node, ...what);
      await undeployed();
      document.querySelector(`[data-node="${CSS.escape(node)}"]`)?.focus(); // the button goes
    },
  };
}

function peerState({ reachable, trackerConnected, error }) {
  if (error) return 'Does not run';
  if (!reachable) return 'Does not answer';
  return trackerConnected ? '' : 'Has no tracker';
}

function peerTone(peer) {
  if (!peerState(peer)) return '';
  return peer.error || !peer.reachable ? 'bad' : 'busy';
}
