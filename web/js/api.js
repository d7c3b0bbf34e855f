/** The HTTP interface of the node, relative to where the page is, so that a proxy may serve it under any path. */

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const BASE = new URL('api/v1/', document.baseURI);

/** Longer than the node takes to give up on a peer. */
const TIMEOUT_MILLIS = 40_000;

async function call(path, options = {}) {
  const response = await fetch(new URL(path, BASE), { signal: AbortSignal.timeout(TIMEOUT_MILLIS), ...options });
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  const body = isJson ? await response.json() : null;
  if (!response.ok) {
    throw new ApiError(response.status, body?.error?.message ?? `The node answered ${response.status}.`);
  }
  return body;
}

const path = (...parts) => parts.map(encodeURIComponent).join('/');

const json = (method, body) => ({ method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

export const nodes = () => call('nodes');
export const transfers = () => call('transfers');
export const log = () => call('log');

/** @param query part of the name; @param sort `name`, `length`, `peers` or `seeds`, with a minus the other way round; @param page from 0 */
export const files = ({ query = '', sort = 'name', page = 0, size = 1000 } = {}) =>
  call(`files?${new URLSearchParams({ query, sort, page, size })}`);
/** One file with its swarm, as the bus tells of it. */
export const file = (infoHash) => call(path('files', infoHash));
export const torrentUrl = (infoHash) => new URL(path('files', infoHash, 'torrent'), BASE).href;

/** @param peer may be missing where the node has only one; @param wishes `{files, priorities}`, each a list of globs or by `high` and `low` */
export const add = (source, peer, wishes = {}) => call('transfers', json('POST', { source, peer, ...wishes }));

/** Answers with a transfer, or only with `{peer, path}` while what is there is still being hashed. */
export const share = (place, peer) => call('files', json('POST', { path: place, peer }));

/** Tells the tracker of a .torrent file. */
export function publish(file) {
  const form = new FormData();
  form.append('torrent', file);
  return call('files', { method: 'POST', body: form });
}

/** The files of a transfer. @param query part of the path; @param page from 0 */
export const transferFiles = ({ peer, infoHash }, { query, page, size }) =>
  call(`${path('transfers', peer, infoHash, 'files')}?${new URLSearchParams({ query, page, size })}`);

/** @param changes some of `{state, limits: {upKiBps, downKiBps}, files: [glob], priorities: {high, normal, low}}` */
export const change = ({ peer, infoHash }, changes) => call(path('transfers', peer, infoHash), json('PATCH', changes));
export const remove = ({ peer, infoHash }, withData) =>
  call(`${path('transfers', peer, infoHash)}?data=${withData}`, { method: 'DELETE' });

/** @param what `peers`, `verticles` or `tracker` */
export const deploy = (node, what, options) => call(path('nodes', node, what), json('POST', options));
export const undeploy = (node, ...what) => call(path('nodes', node, ...what), { method: 'DELETE' });

export const deliveries = () => call('deliveries');
/** @param peers their ids, or "all" */
export const deliver = (infoHash, peers) => call('deliveries', json('POST', { infoHash, peers }));
export const cancelDelivery = (id) => call(path('deliveries', id), { method: 'DELETE' });

/** Shows the token once; the cookie that comes back stands for it from then on. */
export const openSession = (token) =>
  call('session', { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
