import { html, nothing } from 'lit-html';
import '../bar.js';
import '../canvas.js';
import { duration, percent, plural, rate, size } from '../format.js';
import { fraction } from '../lines.js';
import { statusView } from '../status.js';

const MAX_NAMED = 2;

/** The cells of a line of the list, which is a file or a transfer: one for each of COLUMNS. */
export function cellsView({ file, transfer, level }, store) {
  const what = transfer ?? file;
  return html`
    ${transfer ? whatView(transfer, level, store.swarms.get(file.infoHash)) : fileView(file)}
    <span class="status" role="gridcell">${transfer ? statusView(transfer.status) : completeView(file)}</span>
    <span class="progress" role="gridcell">${progressView(file, transfer, transfer && store.bits(transfer))}</span>
    <span class="number down" role="gridcell" data-label="↓">${rate(what.downRate)}</span>
    <span class="number up" role="gridcell" data-label="↑">${rate(what.upRate)}</span>
    <span class="number left" role="gridcell">${timeLeft(what)}</span>
    <span class="number connected" role="gridcell">${transfer ? transfer.connections : nothing}</span>
  `;
}

function progressView(file, transfer, bits) {
  const part = transfer ? fraction(transfer) : file.fraction;
  return html`
    <span class="bar">
      <progress-bar .value=${part} aria-label=${transfer ? `${transfer.peer}, ${file.name}` : file.name}></progress-bar>
      <b>${file.pieces ? `${percent(part)} %` : '–'}</b>
    </span>
    ${transfer?.error
      ? html`<em title=${transfer.error}>${transfer.error}</em>`
      : html`<piece-strip ?hidden=${!bits} .pieces=${file.pieces} .bits=${bits}></piece-strip>`}
  `;
}

function whatView(transfer, level, swarm) {
  const { peer, name } = transfer;
  const flow = flowOf(transfer, swarm);
  return html`
    <span class="what" role="gridcell" title=${name}>
      <b>${level === 1 ? name : peer}</b><i>${level === 1 ? `${peer} ${flow}` : flow}</i>
    </span>
  `;
}

/** From where, or to where, it moves. */
function flowOf({ peer, status }, swarm) {
  const moving = (swarm?.links ?? []).filter(({ rate }) => rate > 0).sort((a, b) => b.rate - a.rate);
  const sources = moving.filter(({ to }) => to === peer).map(({ from }) => from);
  const targets = moving.filter(({ from }) => from === peer).map(({ to }) => to);
  if (sources.length && status === 'DOWNLOADING') return `from ${named(sources)}`;
  return targets.length ? `to ${named(targets)}` : '';
}

function named(peers) {
  const more = peers.length - MAX_NAMED;
  return peers.slice(0, MAX_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function fileView(file) {
  return html`
    <span class="what" role="gridcell" title=${file.name}>
      <b>${file.name}</b><i>${file.pieces ? `${size(file.length)}, ${plural(file.pieces, 'piece')} of ${size(file.pieceLength)}` : 'what it is made of is not known yet'}</i>
    </span>
  `;
}

function completeView({ complete, transfers }) {
  return html`<span class="quiet">${complete} of ${transfers.length} have it</span>`;
}

function timeLeft({ etaSeconds, status, downloaded, startedAt, completedAt }) {
  if (etaSeconds != null) return duration(etaSeconds);
  if (status === 'DOWNLOADED' && downloaded > 0 && startedAt && completedAt) {
    return `took ${duration((Date.parse(completedAt) - Date.parse(startedAt)) / 1000)}`;
  }
  return '–';
}
