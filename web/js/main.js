import { html, nothing, render } from 'lit-html';
import { AddForm } from './add.js';
import { headerView, lostView, title, totalsView } from './header.js';
import { Live } from './live.js';
import { logView } from './log.js';
import { Store } from './store.js';
import { TokenForm } from './token.js';
import { transfersView } from './transfers.js';

const store = new Store();
const live = new Live(store, changed);
const add = new AddForm(changed);
const token = new TokenForm(changed, () => live.connect());

/** Only swarms on the screen are asked for. */
const onScreen = new Set();
const observed = new WeakSet();
const screen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) onScreen.add(target.dataset.infoHash);
    else onScreen.delete(target.dataset.infoHash);
    if (!target.isConnected) screen.unobserve(target);
  }
  live.watchSwarms(onScreen);
});

function observeFiles() {
  for (const file of document.querySelectorAll('.file')) {
    if (observed.has(file)) continue;
    observed.add(file);
    screen.observe(file);
  }
}

let isDue = false;

/** However much changed, one frame shows it. */
function changed() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    document.title = title(store);
    render(page(), document.getElementById('app'));
    observeFiles();
  });
}

function page() {
  return html`
    <a class="skip" href="#transfers">Skip to the transfers</a>
    ${headerView(store)}
    ${store.connection === 'lost' ? lostView() : nothing}
    ${store.connection === 'token' ? html`<main>${token.view()}</main>` : body()}
  `;
}

function body() {
  const files = store.files();
  return html`
    <div class="body ${store.connection}">
      ${totalsView(store)}
      <div class="columns">
        <main id="transfers" tabindex="-1">
          ${add.view(store.peers)}
          <h2 class="visually-hidden">Transfers</h2>
          ${files.length ? transfersView(files) : emptyView()}
        </main>
        <aside>${logView(store.log)}</aside>
      </div>
    </div>
  `;
}

function emptyView() {
  if (store.connection === 'connecting') return html`<p class="card empty quiet">Asking the node…</p>`;
  return html`
    <section class="card empty">
      <img src="favicon.svg" alt="" width="56" height="56" />
      <h3>Nothing moves yet</h3>
      <p>Get a file by its name above, or share one from a terminal:</p>
      <pre><code>java -jar starling-fat.jar share FILE --tracker HOST:PORT</code></pre>
      <p class="quiet">As soon as a peer of this node takes part, its progress is here.</p>
    </section>
  `;
}

setInterval(() => {
  store.sample();
  changed();
}, 1000);
changed();
live.connect();
