package io.starling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000;
    private static final long RATE = 1_000_000;

    /** What is let go by one who takes all there is, as often as there is some. */
    private static long allowedIn(RateLimit limit, long fromNanos, long seconds) {
        long allowed = 0;
        for (long now = fromNanos;
                now < fromNanos + seconds * SECOND;
                now += Math.max(SECOND / 100, limit.waitNanos(now))) {
            allowed += limit.allow(Long.MAX_VALUE, now);
        }
        return allowed;
    }

    @Test
    void zeroIsNoLimit() {
        RateLimit limit = new RateLimit(0, 0);
        assertThat(limit.allow(1L << 40, 0)).isEqualTo(1L << 40);
        limit.spend(1L << 40, 0);
        assertThat(limit.waitNanos(0)).isZero();
    }

    @Test
    void letsTheRateThrough() {
        RateLimit limit = new RateLimit(RATE, -SECOND);
        assertThat(allowedIn(limit, -SECOND, 10)).isBetween(10 * RATE - RATE / 10, 10 * RATE + RATE / 3);
    }

    @Test
    void savesUpNoMoreThanAQuarterOfASecond() {
        RateLimit limit = new RateLimit(RATE, 0);
        assertThat(limit.allow(RATE, 3600 * SECOND)).isEqualTo(RATE / 4);
        assertThat(limit.allow(RATE, 3600 * SECOND)).isZero();
    }

    @Test
    void tellsHowLongToWait() {
        RateLimit limit = new RateLimit(RATE, 0);
        limit.spend(RATE, 0); // three quarters of a second too much
        long wait = limit.waitNanos(0);
        assertThat(wait).isBetween(SECOND * 3 / 4, SECOND * 3 / 4 + SECOND / 1000);
        assertThat(limit.allow(1, wait - SECOND / 1000)).isZero();
        assertThat(limit.waitNanos(wait)).isZero();
        assertThat(limit.allow(1, wait)).isEqualTo(1);
    }

    @Test
    void aSlowLimitLetsAWholeBlockGo() {
        RateLimit limit = new RateLimit(1_000, 0);
        assertThat(limit.allow(16_384, 0)).isEqualTo(16_384);
        assertThat(limit.waitNanos(0)).isPositive();
    }

    @Test
    void theRateCanBeChangedMeanwhile() {
        RateLimit limit = new RateLimit(RATE, 0);
        allowedIn(limit, 0, 5);
        limit.setBytesPerSecond(3 * RATE, 5 * SECOND);
        assertThat(allowedIn(limit, 5 * SECOND, 10)).isBetween(30 * RATE - RATE, 30 * RATE + RATE);
        limit.setBytesPerSecond(0, 15 * SECOND);
        assertThat(limit.waitNanos(15 * SECOND)).isZero();
        limit.setBytesPerSecond(RATE, 20 * SECOND);
        assertThat(allowedIn(limit, 20 * SECOND, 10)).isBetween(10 * RATE - RATE, 10 * RATE + RATE);
    }

    @Test
    void refusesANegativeRate() {
        assertThatThrownBy(() -> new RateLimit(-1, 0)).hasMessage("rate: -1 (expected: 0 or more)");
    }
}
