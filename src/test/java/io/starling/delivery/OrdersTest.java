package io.starling.delivery;

import static io.starling.delivery.Samples.INFO_HASH;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OrdersTest {
    private static final Order FETCH = new Order("a", Order.Kind.FETCH);

    private final Orders orders = new Orders();

    private boolean begin(long nowMillis) {
        return orders.begin(INFO_HASH, FETCH, nowMillis);
    }

    @Test
    void oneAtATimeToAPeerAboutAFile() {
        assertThat(begin(0)).isTrue();
        assertThat(begin(60_000)).isFalse();
        assertThat(orders.begin(INFO_HASH, new Order("b", Order.Kind.FETCH), 0)).isTrue();
        assertThat(orders.begin(INFO_HASH, new Order("a", Order.Kind.PAUSE), 0)).isTrue();
    }

    @Test
    void eachIsRepeatedAfterTwiceTheTimeAndHalfAMinuteAtTheMost() {
        long now = 0;
        for (long pauseMillis : new long[] {1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000}) {
            assertThat(begin(now)).isTrue();
            orders.accepted(INFO_HASH, FETCH, now);
            assertThat(begin(now + pauseMillis - 1)).isFalse();
            now += pauseMillis;
        }
    }

    @Test
    void remembersSinceWhenAPeerRefuses() {
        begin(0);
        orders.refused(INFO_HASH, FETCH, "no tracker", true, 100);
        begin(2_000);
        orders.refused(INFO_HASH, FETCH, "no room", false, 2_100);

        assertThat(orders.lacking("a", INFO_HASH, 3_100))
                .isEqualTo(new Report.Refusing("no room", false, Duration.ofSeconds(3)));
        assertThat(orders.lacking("b", INFO_HASH, 3_100)).isEqualTo(new Report.Lacking());
    }

    @Test
    void whoTookAnOrderRefusesNoMore() {
        begin(0);
        orders.refused(INFO_HASH, FETCH, "no tracker", true, 100);
        begin(2_000);
        orders.accepted(INFO_HASH, FETCH, 2_100);

        assertThat(orders.lacking("a", INFO_HASH, 2_100)).isEqualTo(new Report.Lacking());
    }

    @Test
    void whoWasGoneIsToldAtOnce() {
        begin(0);
        orders.forget("a");
        orders.accepted(INFO_HASH, FETCH, 1);

        assertThat(begin(2)).isTrue();
    }
}
