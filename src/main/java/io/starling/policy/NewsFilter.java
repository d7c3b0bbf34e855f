package io.starling.policy;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Decides what of many like events is worth saying to a person: of one kind and from one source the first in each
 * minute, and of all together a bounded number; the rest is counted. So ten thousand bad connections are a line, and not
 * ten thousand. Time is an argument, in nanoseconds of any clock.
 */
public final class NewsFilter {
    /** What is said once is not said again for so long. */
    public static final Duration WINDOW = Duration.ofMinutes(1);

    /** No more in one window, from however many sources: more than a person reads in a minute. */
    public static final int MAX_NEWS = 40;

    private record News(Object source, String kind) {}

    private final Set<News> said = new HashSet<>();
    private long windowEndNanos;
    private int untold;

    public NewsFilter(long nowNanos) {
        windowEndNanos = nowNanos + WINDOW.toNanos();
    }

    /** Whether to say this now; when not, it is counted. */
    public boolean isNews(Object source, String kind) {
        News news = new News(source, kind);
        if (said.contains(news) || said.size() >= MAX_NEWS) {
            untold++;
            return false;
        }
        return said.add(news);
    }

    /** To be called now and then: when a window is over, how many events in it were not said; otherwise 0. */
    public int untold(long nowNanos) {
        if (nowNanos - windowEndNanos < 0) {
            return 0;
        }
        int counted = untold;
        windowEndNanos = nowNanos + WINDOW.toNanos();
        untold = 0;
        said.clear();
        return counted;
    }
}
