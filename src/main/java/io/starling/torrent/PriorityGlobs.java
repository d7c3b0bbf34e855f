package io.starling.torrent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user says of the priorities of files, by globs. A file that several match is high rather than low, and low rather
 * than normal; of one that none matches nothing is said.
 *
 * @param high what comes first
 * @param normal what comes neither first nor last, whatever was said of it before
 * @param low what comes last
 */
public record PriorityGlobs(List<String> high, List<String> normal, List<String> low) {
    /** Says nothing. */
    public static final PriorityGlobs NONE = new PriorityGlobs(List.of(), List.of(), List.of());

    public PriorityGlobs {
        high = orNone(high);
        normal = orNone(normal);
        low = orNone(low);
    }

    /** Those of one level. */
    public List<String> of(Priority priority) {
        return switch (priority) {
            case HIGH -> high;
            case NORMAL -> normal;
            case LOW -> low;
        };
    }

    private static List<String> orNone(@Nullable List<String> globs) {
        return globs == null ? List.of() : List.copyOf(globs);
    }
}
