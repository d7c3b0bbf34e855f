/** How many bits are set in a byte. */
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/** Which pieces of a file a peer has, as the bitfield of BEP 3: a bit a piece, the high bit of the first byte is piece 0. */
export class PieceBits {
  #bytes;
  /** How many pieces stand before each byte, and in all. */
  #before;

  /** @param base64 the bitfield as it stands in a message */
  constructor(base64) {
    const text = atob(base64);
    this.#bytes = new Uint8Array(text.length + 1);
    this.#before = new Uint32Array(text.length + 1);
    for (let i = 0; i < text.length; i++) {
      this.#bytes[i] = text.charCodeAt(i);
      this.#before[i + 1] = this.#before[i] + ONES[this.#bytes[i]];
    }
  }

  has(piece) {
    return (this.#bytes[piece >> 3] & (0x80 >> (piece & 7))) !== 0;
  }

  /** How many of the pieces `from` to `to`, the latter not included; as quick for many as for few. */
  count(from, to) {
    return this.#upTo(to) - this.#upTo(from);
  }

  /** The same for each two neighbours of `edges`, in the order of the pieces. */
  counts(edges) {
    const counts = new Uint32Array(edges.length - 1);
    let before = this.#upTo(edges[0]);
    for (let i = 0; i < counts.length; i++) {
      const now = this.#upTo(edges[i + 1]);
      counts[i] = now - before;
      before = now;
    }
    return counts;
  }

  #upTo(piece) {
    return this.#before[piece >> 3] + ONES[this.#bytes[piece >> 3] >> (8 - (piece & 7))];
  }
}

/** Every piece. */
export const ALL = Object.freeze({
  has: () => true,
  count: (from, to) => to - from,
  counts: (edges) => Uint32Array.from({ length: edges.length - 1 }, (_, i) => edges[i + 1] - edges[i]),
});

/**
 * What a member of a swarm has; undefined when it does not say, or when the file has too many pieces to tell.
 *
 * @param before the same member as it was told of last, if it was: when nothing came, its pieces are the same object
 */
export function bitsOf(member, pieces, before) {
  if (member.bitfield) return member.bitfield === before?.bitfield ? before.bits : new PieceBits(member.bitfield);
  return member.piecesHave >= pieces ? ALL : undefined;
}
