import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { duration, percent, plural, rate, size } from './format.js';
import './bar.js';
import './canvas.js';

/** What each status is called, and its tone. */
const STATUS = {
  QUEUED: ['Queued', 'idle'],
  METADATA: ['Metadata', 'busy'],
  CHECKING: ['Checking', 'busy'],
  DOWNLOADING: ['Downloading', 'active'],
  REASSEMBLING: ['Reassembling', 'busy'],
  DOWNLOADED: ['Downloaded', 'done'],
  PAUSED: ['Paused', 'idle'],
  FAILED: ['Failed', 'bad'],
};

export function transfersView(files) {
  return repeat(files, (file) => file.infoHash, fileView);
}

function fileView(file) {
  const complete = file.rows.filter(({ status }) => status === 'DOWNLOADED').length;
  const down = file.rows.reduce((sum, row) => sum + (row.isOwn ? row.downRate : 0), 0);
  return html`
    <details class="card file" open data-info-hash=${file.infoHash}>
      <summary>
        <div class="file-title">
          <h3 title=${file.name}>${file.name}</h3>
          <p class="quiet facts">
            <span>${size(file.length)}</span><span>${plural(file.pieces, 'piece')} of ${size(file.pieceLength)}</span>
            <span class="mono" title=${`info-hash ${file.infoHash}`}>${file.infoHash.slice(0, 8)}</span>
          </p>
        </div>
        <div class="file-state">
          <strong>${complete} of ${plural(file.rows.length, 'peer')} complete</strong>
          <p class="quiet">${summary(file, down)}</p>
        </div>
      </summary>
      ${file.swarm ? availability(file.swarm) : nothing}
      <div role="table" aria-label=${`Peers with ${file.name}`}>
        <div class="row head" role="row">
          <span role="columnheader">Peer</span>
          <span role="columnheader">Status</span>
          <span role="columnheader">Progress</span>
          <span role="columnheader" class="number">Down</span>
          <span role="columnheader" class="number">Up</span>
          <span role="columnheader" class="number">Time left</span>
          <span role="columnheader" class="number">Connected</span>
        </div>
        ${repeat(file.rows, (row) => row.peer, rowView)}
      </div>
    </details>
  `;
}

function summary(file, down) {
  const left = Math.max(...file.rows.map((row) => row.etaSeconds ?? -1));
  if (left >= 0) return `${rate(down)}, done in ${duration(left)}`;
  if (down > 0) return rate(down);
  const seeds = file.swarm?.seedsTotal;
  return seeds ? `${plural(seeds, 'seed')} in the swarm` : 'at rest';
}

function availability(swarm) {
  const copies = swarm.availability ?? [];
  if (!copies.length) return nothing;
  const least = Math.min(...copies);
  if (least >= swarm.peersTotal) {
    return html`<div class="availability"><p class="quiet">Every peer of the swarm has every piece.</p></div>`;
  }
  const mean = copies.reduce((sum, value) => sum + value, 0) / copies.length;
  return html`
    <div class="availability">
      <availability-chart .copies=${copies} .peers=${swarm.peersTotal}></availability-chart>
      <p class="quiet">
        Copies of each piece among ${plural(swarm.peersTotal, 'peer')}:
        rarest <b class=${least < 1 ? 'missing' : ''}>${number(least)}</b>, mean <b>${number(mean)}</b>
      </p>
    </div>
  `;
}

function number(value) {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

function rowView(row) {
  const [word, tone] = STATUS[row.status] ?? [row.status, 'idle'];
  const done = percent(row.fraction);
  return html`
    <div class="row ${tone}" role="row" data-peer=${row.peer}>
      <span class="peer" role="cell" title=${row.peer}>
        <b>${row.peer}</b>${row.isOwn ? nothing : html`<i>${row.host}:${row.port}</i>`}
      </span>
      <span class="status" role="cell"><span class="chip">${word}</span></span>
      <span class="progress" role="cell">
        <span class="bar">
          <progress-bar .value=${row.fraction} aria-label=${`${row.peer}, ${row.name}`}></progress-bar>
          <b>${done} %</b>
        </span>
        <piece-strip ?hidden=${!row.bits} .pieces=${row.pieces} .bits=${row.bits}></piece-strip>
        ${row.error ? html`<em>${row.error}</em>` : nothing}
      </span>
      <span class="number down" role="cell" data-label="Down">${rate(row.downRate)}</span>
      <span class="number up" role="cell" data-label="Up">${rate(row.upRate)}</span>
      <span class="number left" role="cell" data-label="Time">${timeLeft(row)}</span>
      <span class="number conns" role="cell" data-label="Connected">${row.connections ?? '–'}</span>
    </div>
  `;
}

function timeLeft(row) {
  if (row.etaSeconds != null) return duration(row.etaSeconds);
  if (row.status === 'DOWNLOADED' && row.downloaded > 0 && row.startedAt && row.completedAt) {
    return `took ${duration((Date.parse(row.completedAt) - Date.parse(row.startedAt)) / 1000)}`;
  }
  return '–';
}
