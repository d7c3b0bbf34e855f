import { html, nothing, render } from 'lit-html';
import { withNextFrame } from './frames.js';
import { headerView, lostView, refusedView, title } from './header.js';
import { Live } from './live.js';
import { Router } from './router.js';
import { Store } from './store.js';
import { TokenForm } from './token.js';
import { CatalogueView } from './views/catalogue.js';
import { LogView } from './views/log.js';
import { NodesView } from './views/nodes.js';
import { SwarmView } from './views/swarm.js';
import { TransfersView } from './views/transfers.js';

const store = new Store();
const live = new Live(store, changed);
const token = new TokenForm(changed, () => live.connect());

/**
 * What each view is given: what the page knows, whom to tell that something changed, and whom to tell which addresses of
 * the bus it wants to hear of beside those of its feed.
 */
const page = { store, changed, watch: (addresses) => live.watch(addresses) };

/**
 * The views by the names that the address bar has for them, in the order of the navigation. Each has
 * - `label`, its name in the navigation; none when it is reached from within another,
 * - `news`, how much of it waits to be looked at, where it counts that,
 * - `feed(...args)`, what keeps its part of the store true (see `Live`); while it stays the same one, so does the place where
 *   the page is scrolled to,
 * - `view(...args)`, the template,
 * - `shown()`, called after it was rendered, where it has one,
 * - `tick()`, called once a second while it is open, where it has one.
 */
const views = {
  transfers: new TransfersView(page),
  catalogue: new CatalogueView(page),
  nodes: new NodesView(page),
  log: new LogView(page),
  swarm: new SwarmView(page),
};

const router = new Router(Object.keys(views), moved);

let feed = null;

function moved() {
  const { name, args } = router.place;
  const before = feed;
  feed = views[name].feed(...args);
  if (feed !== before) {
    live.open(feed);
    scrollTo(0, 0);
  }
  changed();
}

/** However much changed, one frame shows it. */
function changed() {
  withNextFrame(show);
}

function show() {
  const { name, args } = router.place;
  document.title = title(store);
  render(frame(name, args), document.getElementById('app'));
  if (store.connection !== 'token') views[name].shown?.();
}

function frame(name, args) {
  return html`
    <a class="skip" href="#main" @click=${skip}>Skip to what this page shows</a>
    ${headerView(store, views, name)}
    ${store.connection === 'lost' ? lostView() : nothing}
    ${store.refused ? refusedView(store.refused) : nothing}
    ${store.connection === 'token'
      ? html`<main id="main" tabindex="-1">${token.view()}</main>`
      : html`<div class="body ${store.connection}">${views[name].view(...args)}</div>`}
    <footer class="quiet"><a href="api/">HTTP interface</a></footer>
  `;
}

/** The part of the address bar that a link would change is the router's. */
function skip(event) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

setInterval(() => {
  store.sample();
  views[router.place.name].tick?.();
  changed();
}, 1000);
moved();
live.connect();
