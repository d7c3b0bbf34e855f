package io.starling.policy;

import io.starling.torrent.PieceSet;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Decides which piece to begin next. It knows the candidates, which are the pieces that are wanted and not begun: the
 * {@link RequestLedger} adds and removes them.
 */
public interface PiecePicker {
    /** A picker without candidates; {@code availability} says how many pieces there are. */
    static PiecePicker of(PickOrder order, Availability availability, RandomGenerator random) {
        return switch (order) {
            case RAREST_FIRST -> RankedPicker.rarestFirst(availability, random);
            case RANDOM -> RankedPicker.random(availability.pieces(), random);
            case SEQUENTIAL -> new SequentialPicker(availability.pieces());
        };
    }

    /** The piece is a candidate from now on. */
    void add(int piece);

    /** The piece is a candidate no more. */
    void remove(int piece);

    /** The candidate to begin next among the pieces that are offered, or nothing. It remains a candidate. */
    OptionalInt pick(PieceSet offered);

    /** Whether the piece may be begun together with the other, which was picked: it is not one of those that come later. */
    default boolean isAsEarly(int piece, int other) {
        return true;
    }
}
