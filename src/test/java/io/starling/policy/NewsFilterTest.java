package io.starling.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NewsFilterTest {
    private static final long MINUTE = NewsFilter.WINDOW.toNanos();

    private final NewsFilter filter = new NewsFilter(0);

    @Test
    void saysTheSameOfTheSameOnceAMinute() {
        assertThat(filter.isNews("ann", "have")).isTrue();
        assertThat(filter.isNews("ann", "have")).isFalse();
        assertThat(filter.isNews("ann", "piece")).isTrue();
        assertThat(filter.isNews("bob", "have")).isTrue();
        filter.untold(MINUTE);
        assertThat(filter.isNews("ann", "have")).isTrue();
    }

    @Test
    void countsWhatItDoesNotSay() {
        for (int i = 0; i < 10; i++) {
            filter.isNews("ann", "have");
        }
        assertThat(filter.untold(MINUTE - 1)).isZero();
        assertThat(filter.untold(MINUTE)).isEqualTo(9);
        assertThat(filter.untold(2 * MINUTE)).isZero();
    }

    @Test
    void saysABoundedNumberOfThingsAMinuteWhoeverDoesThem() {
        int said = 0;
        for (int i = 0; i < 10_000; i++) {
            said += filter.isNews(i, "have") ? 1 : 0;
        }
        assertThat(said).isEqualTo(NewsFilter.MAX_NEWS);
        assertThat(filter.untold(MINUTE)).isEqualTo(10_000 - NewsFilter.MAX_NEWS);
    }
}
