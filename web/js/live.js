import * as api from './api.js';
import { BusConnection } from './bus.js';
import { LOG } from './store.js';

const FIRST_RETRY_MILLIS = 500;
const LAST_RETRY_MILLIS = 5_000;

/** The bus promises no delivery: what it lost is made good so often. */
const REFRESH_MILLIS = 30_000;

/** A feed of a view that needs none. */
const NONE = { addresses: [], snapshot: async () => {} };

/**
 * Keeps the store true for the view that is open, by its feed:
 * - `addresses` of the bus,
 * - `snapshot()`, which asks by HTTP and puts what it hears into the store,
 * - `heard(address, event)`, called after the store was, where it has one.
 * First the snapshot, then every event; after each lost connection the same again. Events that arrive while a snapshot is
 * under way are applied after it, because the last one of a transfer comes once. The log is heard always, so that a warning
 * can be told of in any view.
 */
export class Live {
  #store;
  #changed;
  #connection = null;
  #isOpen = false;
  #early = null;
  #retryMillis = FIRST_RETRY_MILLIS;
  #feed = NONE;
  #watched = new Set();
  #registered = new Set();
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

  /** From now on this feed is the one. */
  open(feed) {
    this.#feed = feed;
    this.#watched = new Set();
    if (!this.#isOpen) return;
    this.#register();
    this.#refresh();
  }

  /** From now on these addresses are heard, too, until another feed is opened. */
  watch(addresses) {
    this.#watched = new Set(addresses);
    if (this.#isOpen) this.#register();
  }

  #register() {
    const wanted = new Set([LOG, ...this.#feed.addresses, ...this.#watched]);
    for (const address of this.#registered) {
      if (!wanted.has(address)) this.#connection.unregister(address);
    }
    for (const address of wanted) {
      if (!this.#registered.has(address)) this.#connection.register(address);
    }
    this.#registered = wanted;
  }

  #opened() {
    this.#isOpen = true;
    this.#registered = new Set();
    this.#register();
    this.#refresh();
  }

  async #refresh() {
    clearTimeout(this.#timer);
    const connection = this.#connection;
    const feed = this.#feed;
    const isOver = () => connection !== this.#connection || feed !== this.#feed;
    this.#early = [];
    let refused = null;
    try {
      const [log] = await Promise.all([api.log(), feed.snapshot()]);
      if (isOver()) return;
      this.#store.setLog(log.items);
    } catch (failure) {
      if (isOver()) return;
      if (!(failure instanceof api.ApiError)) {
        connection.close();
        return;
      }
      refused = failure.message;
    }
    const early = this.#early;
    this.#early = null;
    early.forEach(([address, body]) => this.#heard(address, body));
    this.#store.refused = refused;
    this.#retryMillis = FIRST_RETRY_MILLIS;
    this.#become('live');
    this.#timer = setTimeout(() => this.#refresh(), REFRESH_MILLIS);
  }

  #event(address, body) {
    if (this.#early) {
      this.#early.push([address, body]);
    } else {
      this.#heard(address, body);
      this.#changed();
    }
  }

  #heard(address, body) {
    this.#store.heard(address, body);
    this.#feed.heard?.(address, body);
  }

  #lost() {
    clearTimeout(this.#timer);
    this.#connection = null;
    this.#isOpen = false;
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
