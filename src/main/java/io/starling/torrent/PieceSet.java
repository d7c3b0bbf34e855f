package io.starling.torrent;

import io.starling.bencode.ByteString;
import java.util.BitSet;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;

/**
 * A set of pieces of one torrent: what somebody has, wants or offers. Mutable, and owned by one object at a time; what
 * crosses an owner is a {@link #copy()} or a {@link #toBitfield() bitfield}.
 */
public final class PieceSet {
    private final BitSet bits;
    private final int pieces;

    private PieceSet(BitSet bits, int pieces) {
        this.bits = bits;
        this.pieces = pieces;
    }

    /** The empty set of a torrent of so many pieces. */
    public static PieceSet none(int pieces) {
        return new PieceSet(new BitSet(pieces), pieces);
    }

    public static PieceSet all(int pieces) {
        PieceSet set = none(pieces);
        set.bits.set(0, pieces);
        return set;
    }

    public static PieceSet of(int pieces, Iterable<Integer> members) {
        PieceSet set = none(pieces);
        members.forEach(set::add);
        return set;
    }

    /**
     * Reads a bitfield: one bit a piece, the high bit of the first byte is piece 0, spare bits are zero (BEP 3). Throws
     * {@link IllegalArgumentException} for another size or a spare bit that is set.
     */
    public static PieceSet ofBitfield(ByteString bitfield, int pieces) {
        if (bitfield.size() != bitfieldLength(pieces)) {
            throw new IllegalArgumentException(
                    "bitfield: " + bitfield.size() + " bytes (expected: " + bitfieldLength(pieces) + ")");
        }
        PieceSet set = none(pieces);
        for (int i = 0; i < bitfield.size() * 8; i++) {
            if ((bitfield.at(i >> 3) & (0x80 >> (i & 7))) != 0) {
                if (i >= pieces) {
                    throw new IllegalArgumentException("bitfield: spare bit " + i + " is set (expected: zero)");
                }
                set.bits.set(i);
            }
        }
        return set;
    }

    /** The size in bytes of a bitfield of so many pieces. */
    public static int bitfieldLength(int pieces) {
        return (pieces + 7) / 8;
    }

    public ByteString toBitfield() {
        byte[] bytes = new byte[bitfieldLength(pieces)];
        for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
            bytes[i >> 3] |= (byte) (0x80 >> (i & 7));
        }
        return ByteString.wrap(bytes);
    }

    /** Adds the piece and tells whether it was new; throws {@link IndexOutOfBoundsException} outside the torrent. */
    public boolean add(int piece) {
        check(piece);
        boolean isNew = !bits.get(piece);
        bits.set(piece);
        return isNew;
    }

    /** Removes the piece and tells whether it was there. */
    public boolean remove(int piece) {
        check(piece);
        boolean wasThere = bits.get(piece);
        bits.clear(piece);
        return wasThere;
    }

    public boolean contains(int piece) {
        return piece >= 0 && bits.get(piece);
    }

    public void addAll(PieceSet other) {
        checkSameTorrent(other);
        bits.or(other.bits);
    }

    public void removeAll(PieceSet other) {
        checkSameTorrent(other);
        bits.andNot(other.bits);
    }

    public void retainAll(PieceSet other) {
        checkSameTorrent(other);
        bits.and(other.bits);
    }

    /** Whether {@code other} has a piece that this set lacks. */
    public boolean lacksAnyOf(PieceSet other) {
        for (int i = other.bits.nextSetBit(0); i >= 0; i = other.bits.nextSetBit(i + 1)) {
            if (!bits.get(i)) {
                return true;
            }
        }
        return false;
    }

    /** Whether some piece is in both sets. */
    public boolean intersects(PieceSet other) {
        checkSameTorrent(other);
        return bits.intersects(other.bits);
    }

    /** How many pieces are in the set. */
    public int count() {
        return bits.cardinality();
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    public boolean isComplete() {
        return count() == pieces;
    }

    /** How many pieces the torrent has, in the set or not. */
    public int pieces() {
        return pieces;
    }

    /** The members in ascending order. */
    public IntStream stream() {
        return bits.stream();
    }

    public PrimitiveIterator.OfInt iterator() {
        return stream().iterator();
    }

    /** The first member at or after {@code from}, or -1. */
    public int next(int from) {
        return bits.nextSetBit(from);
    }

    /** The first piece of the torrent at or after {@code from} that is not a member, or -1. */
    public int nextMissing(int from) {
        int missing = bits.nextClearBit(from);
        return missing < pieces ? missing : -1;
    }

    public PieceSet copy() {
        return new PieceSet((BitSet) bits.clone(), pieces);
    }

    /** The pieces of the torrent that are not in this set. */
    public PieceSet complement() {
        PieceSet rest = all(pieces);
        rest.bits.andNot(bits);
        return rest;
    }

    private void check(int piece) {
        if (piece < 0 || piece >= pieces) {
            throw new IndexOutOfBoundsException("piece " + piece + " (expected: 0.." + (pieces - 1) + ")");
        }
    }

    private void checkSameTorrent(PieceSet other) {
        if (other.pieces != pieces) {
            throw new IllegalArgumentException("a set of " + other.pieces + " pieces (expected: " + pieces + ")");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PieceSet that && that.pieces == pieces && that.bits.equals(bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    @Override
    public String toString() {
        return count() + " of " + pieces + " pieces";
    }
}
