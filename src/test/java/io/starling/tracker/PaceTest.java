package io.starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaceTest {
    private long now = -1_500;
    private final Pace pace = new Pace(10, 4, () -> now);

    private long entered(String network, int tries) {
        return IntStream.range(0, tries).filter(i -> pace.enter(network)).count();
    }

    @Test
    void oneNetworkHasItsPartOfASecond() {
        assertThat(entered("a", 100)).isEqualTo(4);
        assertThat(entered("b", 2)).isEqualTo(2);
    }

    @Test
    void allTogetherHaveNoMoreThanASecond() {
        assertThat(entered("a", 4) + entered("b", 4) + entered("c", 4)).isEqualTo(10);
    }

    @Test
    void everySecondBeginsAnew() {
        assertThat(entered("a", 100)).isEqualTo(4);
        now += 1_000;
        assertThat(entered("a", 100)).isEqualTo(4);
        now += 10_000;
        assertThat(entered("a", 100)).isEqualTo(4);
    }
}
