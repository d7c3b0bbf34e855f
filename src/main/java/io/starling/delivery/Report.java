package io.starling.delivery;

import io.starling.bus.TransferSnapshot;
import java.time.Duration;

/** What is known at the moment of one peer and one file. */
sealed interface Report {
    /** Nothing yet: it has not been asked, or has just not answered. */
    record Unknown() implements Report {}

    /** It has not answered for this long. */
    record Silent(String why, Duration duration) implements Report {}

    /** It is there, and has no transfer of the file. */
    record Lacking() implements Report {}

    /**
     * It is there, has no transfer of the file, and did not take the order to fetch it.
     *
     * @param isPassing whether that is likely to be right again by itself, as when there was no tracker
     * @param duration since it first refused
     */
    record Refusing(String why, boolean isPassing, Duration duration) implements Report {}

    /**
     * It has a transfer of the file.
     *
     * @param unchanged how long it has got no further
     */
    record Present(TransferSnapshot transfer, Duration unchanged) implements Report {}
}
