/** Which pieces of a file a peer has, as the bitfield of BEP 3: a bit a piece, the high bit of the first byte is piece 0. */
export class PieceBits {
  #bytes;

  /** @param base64 the bitfield as it stands in a message */
  constructor(base64) {
    const text = atob(base64);
    this.#bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) this.#bytes[i] = text.charCodeAt(i);
  }

  has(piece) {
    return (this.#bytes[piece >> 3] & (0x80 >> (piece & 7))) !== 0;
  }

  /** How many of the pieces `from` to `to`, the latter not included. */
  count(from, to) {
    const bytes = this.#bytes;
    let count = 0;
    for (let piece = from; piece < to; piece++) count += (bytes[piece >> 3] >> (7 - (piece & 7))) & 1;
    return count;
  }
}

/** Every piece. */
export const ALL = Object.freeze({ has: () => true, count: (from, to) => to - from });

/** What a member of a swarm has; undefined when it does not say, or when the file has too many pieces to tell. */
export function bitsOf(member, pieces) {
  if (member.bitfield) return new PieceBits(member.bitfield);
  return member.piecesHave >= pieces ? ALL : undefined;
}
