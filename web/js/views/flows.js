import { html, nothing, svg } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { layout } from '../flow.js';
import { plural, rate } from '../format.js';
import { fromTop } from '../placed.js';

/** So many links are listed; the picture shows all. */
const LISTED_LINKS = 8;

/** Who sends to whom. @param flows the strongest first */
export function flowsView(flows, chosen) {
  return html`
    <section class="card swarm-part" aria-labelledby="swarm-flow">
      <h3 id="swarm-flow">Who sends to whom</h3>
      ${flows.length
        ? html`<div class="swarm-flows">${pictureView(layout(flows, chosen.name), chosen)} ${linksView(flows, chosen.name)}</div>`
        : html`<p class="quiet">Nothing moves between these peers now.</p>`}
    </section>
  `;
}

function pictureView({ height, senders, receivers, ribbons }, chosen) {
  const tone = (row) => (chosen.name == null ? '' : row.name === chosen.name ? 'chosen' : 'other');
  return html`
    <div class="swarm-flow">
      <p class="quiet">sends</p><p class="quiet">receives</p>
      <ul class="senders" aria-label="Senders">${namesView(senders, tone, chosen)}</ul>
      <svg viewBox="0 0 100 ${height}" preserveAspectRatio="none" aria-hidden="true" height=${height}>
        <linearGradient id="flow" gradientUnits="userSpaceOnUse" x2="100">
          <stop class="from" /><stop class="to" offset="1" />
        </linearGradient>
        ${ribbons.map(
          ({ sender, receiver, path }) =>
            svg`<path class=${[tone(sender), tone(receiver)].includes('chosen') ? 'chosen' : tone(sender)} d=${path} />`,
        )}
        ${senders.map((row) => svg`<rect class="from ${tone(row)}" width="0.8" y=${row.top} height=${row.height} />`)}
        ${receivers.map((row) => svg`<rect class="to ${tone(row)}" x="99.2" width="0.8" y=${row.top} height=${row.height} />`)}
      </svg>
      <ul class="receivers" aria-label="Receivers">${namesView(receivers, tone, chosen)}</ul>
    </div>
  `;
}

function namesView(rows, tone, chosen) {
  return repeat(
    rows,
    ({ name }) => name,
    (row) => html`
      <li class=${tone(row)} ${fromTop(row.middle)}>
        ${row.name == null ? html`<span>${plural(row.others, 'other')}</span>` : chosen.nameView(row.name)}
        <b>${rate(row.rate)}</b>
      </li>
    `,
  );
}

function linksView(flows, chosen) {
  const of = chosen == null ? flows : flows.filter(({ from, to }) => from === chosen || to === chosen);
  const more = of.length - LISTED_LINKS;
  return html`
    <table class="swarm-links">
      <caption>${chosen == null ? 'The strongest flows' : `The strongest flows of ${chosen}`}</caption>
      <thead class="visually-hidden"><tr><th scope="col">From</th><th scope="col">To</th><th scope="col">Rate</th></tr></thead>
      <tbody>
        ${of.slice(0, LISTED_LINKS).map(
          ({ from, to, rate: bytesPerSecond }) =>
            html`<tr><td>${from}</td><td>${to}</td><td class="number">${rate(bytesPerSecond)}</td></tr>`,
        )}
      </tbody>
      ${more > 0 ? html`<tfoot><tr><td colspan="3" class="quiet">and ${more} more</td></tr></tfoot>` : nothing}
    </table>
  `;
}
