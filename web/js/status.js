import { html } from 'lit-html';

/** What each status of a transfer is called, and its tone. */
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

/** The class of what is coloured by a status. */
export const tone = (status) => STATUS[status]?.[1] ?? 'idle';

export function statusView(status) {
  return html`<span class="chip ${tone(status)}">${STATUS[status]?.[0] ?? status}</span>`;
}
