package io.starling.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RateMeterTest {
    private static final long MILLI = 1_000_000;
    /** Clocks may be anywhere. */
    private static final long START = -77_777 * MILLI;

    private final RateMeter meter = new RateMeter();

    /** A thousand bytes every hundred milliseconds from then on. */
    private void flow(long fromMillis, long toMillis) {
        LongStream.iterate(fromMillis, at -> at < toMillis, at -> at + 100)
                .forEach(at -> meter.mark(1_000, START + at * MILLI));
    }

    private long rateAt(long millis) {
        return meter.bytesPerSecond(START + millis * MILLI);
    }

    @Test
    void isZeroBeforeAnythingCame() {
        assertThat(rateAt(0)).isZero();
        assertThat(meter.total()).isZero();
    }

    @Test
    void measuresASteadyFlow() {
        flow(0, 20_000);
        assertThat(rateAt(20_000)).isBetween(9_500L, 10_500L);
        assertThat(meter.total()).isEqualTo(200_000);
    }

    @Test
    void doesNotExaggerateTheFirstMoment() {
        meter.mark(16_384, START);
        assertThat(rateAt(1)).isEqualTo(16_384);
    }

    @Test
    void measuresAYoungFlowOverItsAge() {
        flow(0, 2_000);
        assertThat(rateAt(2_000)).isEqualTo(10_000);
    }

    @Test
    void fallsToZeroInFiveSeconds() {
        flow(0, 10_000);
        assertThat(rateAt(12_500)).isBetween(4_000L, 6_000L);
        assertThat(rateAt(15_250)).isZero();
        flow(3_600_000, 3_605_000);
        assertThat(rateAt(3_605_000)).isBetween(9_500L, 10_500L);
    }
}
