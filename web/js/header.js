import { html, nothing } from 'lit-html';
import { duration, percent, plural, rate } from './format.js';
import { to } from './router.js';

const CONNECTION = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Connection lost',
  token: 'Token needed',
};

/** @param views by name, as the navigation lists them; @param current the name of the one that is shown */
export function headerView(store, views, current) {
  return html`
    <header class="top">
      <a class="brand" href="./" aria-label="Starling, start of the page">
        <img src="favicon.svg" alt="" width="30" height="30" /><span>Starling</span>
      </a>
      <h1 class="node" title="This node">${store.node}</h1>
      <nav aria-label="Views">
        ${Object.entries(views).map(([name, view]) => (view.label ? linkView(name, view, name === current) : nothing))}
      </nav>
      <p class="connection ${store.connection}" role="status">${CONNECTION[store.connection]}</p>
    </header>
  `;
}

function linkView(name, { label, news }, isCurrent) {
  return html`<a href=${to(name)} aria-current=${isCurrent ? 'page' : nothing}
    >${label} ${news ? newsView(news) : nothing}</a
  >`;
}

function newsView(count) {
  return html`<b class="news" title=${plural(count, 'new warning')}
    >${count}<span class="visually-hidden"> new ${count === 1 ? 'warning' : 'warnings'}</span></b
  >`;
}

export function totalsView(store) {
  const totals = store.totals();
  const fraction = totals.pieces ? totals.have / totals.pieces : 0;
  return html`
    <section class="totals" aria-label="This node in numbers">
      <div class="card tile down">
        <h2>↓ Down</h2>
        <p>${rate(totals.down)}</p>
        <spark-line .samples=${store.history.down}></spark-line>
      </div>
      <div class="card tile up">
        <h2>↑ Up</h2>
        <p>${rate(totals.up)}</p>
        <spark-line .samples=${store.history.up}></spark-line>
      </div>
      <div class="card tile">
        <h2>Transfers</h2>
        <p>${totals.count}</p>
        <small>${totals.count ? `${totals.active} active, ${totals.complete} done` : 'none yet'}</small>
      </div>
      <div class="card tile ${totals.count && totals.complete === totals.count ? 'done' : ''}">
        <h2>All done</h2>
        <p>${whenDone(totals)}</p>
        <progress-bar .value=${fraction} aria-label="All transfers"></progress-bar>
      </div>
    </section>
  `;
}

function whenDone({ count, complete, eta }) {
  if (count === 0) return '–';
  if (complete === count) return 'Complete';
  return eta == null ? '–' : `in ${duration(eta)}`;
}

/** What the window is called: how far, so that it can be seen from another tab. */
export function title(store) {
  const { count, complete, pieces, have } = store.totals();
  const progress = count && complete < count && pieces ? `${percent(have / pieces)} % · ` : '';
  return `${progress}Starling${store.node ? ` · ${store.node}` : ''}`;
}

/** @param why the node's own words */
export function refusedView(why) {
  return html`<p class="banner" role="alert">The node cannot show this now: ${why}</p>`;
}

export function lostView() {
  return html`<p class="banner" role="alert">
    The connection to this node is lost. What you see is what was last known; the page tries again by itself.
  </p>`;
}

