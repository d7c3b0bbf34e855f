package io.starling.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitingTest {
    private static final long LONG = Waiting.SNUBBED_AFTER.toNanos();

    private final Waiting waiting = new Waiting();

    @Test
    void aPeerThatOwesNothingIsNotSnubbing() {
        assertThat(waiting.isSnubbed(10 * LONG)).isFalse();
    }

    @Test
    void aPeerThatOwesAndSendsNothingIsSnubbing() {
        waiting.asked(5);
        waiting.asked(LONG);
        assertThat(waiting.isSnubbed(LONG)).isFalse();
        assertThat(waiting.isSnubbed(LONG + 5)).isTrue();
    }

    @Test
    void aBlockEndsIt() {
        waiting.asked(0);
        waiting.arrived(3, LONG);
        assertThat(waiting.isSnubbed(LONG)).isFalse();
        assertThat(waiting.isSnubbed(2 * LONG)).isTrue();
        waiting.arrived(0, 2 * LONG);
        assertThat(waiting.isSnubbed(9 * LONG)).isFalse();
    }

    @Test
    void aPeerThatHasChokedOwesNothing() {
        waiting.asked(0);
        waiting.settled();
        assertThat(waiting.isSnubbed(LONG)).isFalse();
        waiting.asked(LONG);
        assertThat(waiting.isSnubbed(LONG + 1)).isFalse();
    }
}
