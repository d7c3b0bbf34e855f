package io.starling.policy;

import io.starling.torrent.PieceSet;
import java.util.OptionalInt;

/** The lowest index first. */
final class SequentialPicker implements PiecePicker {
    private final PieceSet candidates;

    SequentialPicker(int pieces) {
        candidates = PieceSet.none(pieces);
    }

    @Override
    public void add(int piece) {
        candidates.add(piece);
    }

    @Override
    public void remove(int piece) {
        candidates.remove(piece);
    }

    @Override
    public OptionalInt pick(PieceSet offered) {
        int first = nextInBoth(candidates, offered, 0);
        return first < 0 ? OptionalInt.empty() : OptionalInt.of(first);
    }

    /** The first piece at or after {@code from} that is in both sets, or -1. */
    static int nextInBoth(PieceSet one, PieceSet other, int from) {
        int piece = one.next(from);
        while (piece >= 0) {
            int met = other.next(piece);
            if (met < 0 || met == piece) {
                return met;
            }
            piece = one.next(met);
        }
        return -1;
    }
}
