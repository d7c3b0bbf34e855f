import * as api from './api.js';
import { BusConnection } from './bus.js';

const TRANSFERS = 'starling.events.transfers';
const LOG = 'starling.events.log';
const SWARM = 'starling.events.swarm.';

const FIRST_RETRY_MILLIS = 500;
const LAST_RETRY_MILLIS = 5_000;

/** The bus promises no delivery: what it lost is made good so often. */
const REFRESH_MILLIS = 30_000;

/**
 * Keeps the store true: a snapshot by HTTP, then every event of the bus; after each lost connection the same again.
 * Events that arrive while a snapshot is under way are applied after it, because the last one of a transfer comes once.
 */
export class Live {
  #store;
  #changed;
  #connection = null;
  #early = null;
  #retryMillis = FIRST_RETRY_MILLIS;
  #swarms = new Set();
  #timer;

  /** @param changed called after each change of the store */
  constructor(store, changed) {
    this.#store = store;
    this.#changed = changed;
  }

  async connect() {
    try {
      // Asked first, because a failed SockJS connection does not tell why it failed.
      this.#store.setNodes(await api.nodes());
    } catch (failure) {
      if (failure.status === 401) this.#become('token');
      else this.#lost();
      return;
    }
    this.#connection = new BusConnection(new URL('eventbus', document.baseURI), {
      open: () => this.#opened(),
      event: (address, body) => this.#event(address, body),
      close: () => this.#lost(),
    });
  }

  /** Says of which swarms, by info-hash, events are wanted: those on the screen. */
  watchSwarms(wanted) {
    for (const infoHash of this.#swarms) {
      if (!wanted.has(infoHash)) this.#connection?.unregister(SWARM + infoHash);
    }
    for (const infoHash of wanted) {
      if (!this.#swarms.has(infoHash)) this.#connection?.register(SWARM + infoHash);
    }
    this.#swarms = new Set(wanted);
  }

  #opened() {
    const connection = this.#connection;
    for (const address of [TRANSFERS, LOG, ...[...this.#swarms].map((hash) => SWARM + hash)]) {
      connection.register(address);
    }
    this.#refresh(connection);
  }

  async #refresh(connection) {
    this.#early = [];
    try {
      const [transfers, log] = await Promise.all([api.transfers(), api.log()]);
      if (connection !== this.#connection) return;
      this.#store.reset(transfers.items, log.items);
    } catch {
      connection.close();
      return;
    }
    const early = this.#early;
    this.#early = null;
    early.forEach(([address, body]) => this.#apply(address, body));
    this.#retryMillis = FIRST_RETRY_MILLIS;
    this.#become('live');
    this.#timer = setTimeout(() => this.#refresh(connection), REFRESH_MILLIS);
  }

  #event(address, body) {
    if (this.#early) this.#early.push([address, body]);
    else this.#apply(address, body);
  }

  #apply(address, body) {
    if (address === TRANSFERS) this.#store.transfersChanged(body);
    else if (address === LOG) this.#store.logged(body);
    else if (address.startsWith(SWARM)) this.#store.swarmChanged(body);
    this.#changed();
  }

  #lost() {
    clearTimeout(this.#timer);
    this.#connection = null;
    this.#early = null;
    this.#become('lost');
    setTimeout(() => this.connect(), this.#retryMillis * (0.8 + 0.4 * Math.random()));
    this.#retryMillis = Math.min(LAST_RETRY_MILLIS, this.#retryMillis * 1.6);
  }

  #become(connection) {
    this.#store.connection = connection;
    this.#changed();
  }
}
