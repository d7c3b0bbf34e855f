package io.starling.policy;

import java.util.OptionalInt;
import java.util.function.IntPredicate;

/** Decides which piece to begin next. */
public interface PiecePicker {
    /**
     * The piece to begin next among those that {@code isCandidate} accepts (wanted, not begun, and offered by the peer
     * that is to be asked), or nothing.
     */
    OptionalInt pick(IntPredicate isCandidate);
}
