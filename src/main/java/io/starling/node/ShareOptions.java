package io.starling.node;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How a file is shared.
 *
 * @param pieceLength bytes, a power of two; chosen by size when empty
 * @param timeout how long an unreachable tracker is asked again
 */
public record ShareOptions(OptionalInt pieceLength, Duration timeout) {
    public static final ShareOptions DEFAULT = new ShareOptions(OptionalInt.empty(), Duration.ofDays(1));
}
