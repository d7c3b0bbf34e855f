import 'sockjs-client'; // leaves SockJS in the global scope

/** SockJS on the node sends a heartbeat every 5 s; without several the connection is dead, whatever TCP believes. */
const SILENCE_MILLIS = 20_000;

/**
 * One connection to the event bus bridge of Vert.x: JSON frames `register`, `unregister` and `ping` go out, `rec` comes
 * in. The bridge wants pings; they answer heartbeats, because browsers slow down the timers of a page in the background.
 * It ends once, and whoever made it makes another.
 */
export class BusConnection {
  #socket;
  #timer;
  #heard = performance.now();
  #isOver = false;

  /** @param on `{open(), event(address, body), close()}`; close is called exactly once */
  constructor(url, on) {
    this.on = on;
    this.#socket = new globalThis.SockJS(String(url), null, {
      transports: ['websocket', 'xhr-streaming', 'xhr-polling'],
    });
    this.#socket.onopen = () => this.#opened();
    this.#socket.onmessage = (message) => this.#received(message.data);
    this.#socket.onheartbeat = () => this.#ping();
    this.#socket.onclose = () => this.close();
  }

  register(address) {
    this.#send({ type: 'register', address, headers: {} });
  }

  unregister(address) {
    this.#send({ type: 'unregister', address, headers: {} });
  }

  close() {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#socket.close();
    this.on.close();
  }

  #opened() {
    this.#ping();
    this.#timer = setInterval(() => {
      if (performance.now() - this.#heard > SILENCE_MILLIS) this.close();
    }, SILENCE_MILLIS / 4);
    this.on.open();
  }

  #ping() {
    this.#heard = performance.now();
    this.#send({ type: 'ping' });
  }

  #received(text) {
    this.#heard = performance.now();
    const frame = JSON.parse(text);
    if (frame.type === 'rec') this.on.event(frame.address, frame.body);
    else if (frame.type === 'err') console.warn('event bus bridge:', frame);
  }

  #send(frame) {
    if (this.#socket.readyState === globalThis.SockJS.OPEN) this.#socket.send(JSON.stringify(frame));
  }
}
