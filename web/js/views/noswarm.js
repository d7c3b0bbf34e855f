import { html } from 'lit-html';
import { to } from '../router.js';

/** Before the tracker has answered. */
export function waitingView() {
  return html`<main id="main" tabindex="-1"><p class="card empty quiet">Asking the tracker for this swarm…</p></main>`;
}

/** @param why there is no such swarm */
export function unknownView(why) {
  return html`
    <main id="main" tabindex="-1">
      <section class="card empty">
        <h2>No swarm here</h2>
        <p>${why}</p>
        <p class="quiet">A file has a swarm as soon as somebody shares it. The
          <a href=${to('catalogue')}>catalogue</a> lists those that the tracker knows.</p>
      </section>
    </main>
  `;
}

/** A file that the tracker knows, and nobody has. */
export function nobodyView(swarm) {
  return html`
    <section class="card empty">
      <h3>Nobody has this file now</h3>
      <p>The tracker knows it, but no peer takes part. Share it where it is:</p>
      <pre><code>java -jar target/starling-fat.jar share FILE --tracker HOST:PORT</code></pre>
      <p class="quiet">${swarm.name} is here as soon as a peer has a part of it.</p>
    </section>
  `;
}
