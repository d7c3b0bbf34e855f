package io.starling.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Patience patience = new Patience(0);

    @Test
    void bearsABurstAndNoMore() {
        assertThat(patience.bears(Patience.BURST, 0)).isTrue();
        assertThat(patience.bears(1, 0)).isFalse();
    }

    @Test
    void bearsALittleForEver() {
        for (int second = 1; second <= 1_000; second++) {
            assertThat(patience.bears(Patience.PER_SECOND, second * SECOND)).isTrue();
        }
    }

    @Test
    void isNotSavedUp() {
        assertThat(patience.bears(1, 1_000 * SECOND)).isTrue();
        assertThat(patience.bears(Patience.BURST, 1_000 * SECOND)).isFalse();
    }
}
