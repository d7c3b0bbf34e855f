package io.starling.cli;

import java.time.Duration;
import java.util.Locale;

/** Sizes, rates and times as people read them. */
final class Units {
    private static final String[] BINARY = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Units() {}

    /** {@code 122.7 MiB}; below 1 KiB, {@code 17 B}. */
    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < BINARY.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, BINARY[unit]);
    }

    static String rate(long bytesPerSecond) {
        return bytes(bytesPerSecond) + "/s";
    }

    /** {@code 1:02:03}, {@code 2:03}, {@code 0:09}. */
    static String time(Duration time) {
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }

    /** Whole per cent, 100 only when all is done. */
    static int percent(long done, long total) {
        if (total <= 0) {
            return 100;
        }
        return (int) Math.min(done >= total ? 100 : 99, 100.0 * done / total);
    }
}
