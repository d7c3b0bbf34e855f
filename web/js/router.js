/** Where in the page one is: `#/swarm/ab12` is the view `swarm` of `ab12`. What does not name a view names the first. */
export class Router {
  #names;
  #moved;

  /** @param names of the views, the first one shown where nothing is named; @param moved called after each move */
  constructor(names, moved) {
    this.#names = names;
    this.#moved = moved;
    addEventListener('hashchange', () => this.#moved());
  }

  /** `{name, args}`, args decoded. */
  get place() {
    const [name, ...args] = location.hash.replace(/^#\/?/, '').split('/');
    return this.#names.includes(name) ? { name, args: args.map(decoded) } : { name: this.#names[0], args: [] };
  }
}

/** What a link to a view names. */
export const to = (name, ...args) => `#/${[name, ...args.map(encodeURIComponent)].join('/')}`;

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // typed by hand
  }
}
