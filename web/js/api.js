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

export const nodes = () => call('nodes');
export const transfers = () => call('transfers');
export const files = () => call('files?size=1000');
export const log = () => call('log');

export const add = (source, peer) =>
  call('transfers', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(peer ? { source, peer } : { source }),
  });

/** Shows the token once; the cookie that comes back stands for it from then on. */
export const openSession = (token) =>
  call('session', { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
