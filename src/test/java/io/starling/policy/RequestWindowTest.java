package io.starling.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.torrent.Block;
import org.junit.jupiter.api.Test;

class RequestWindowTest {
    private static final long SECOND = 1_000_000_000;
    private static final Block BLOCK = new Block(0, 0, Block.LENGTH_BYTES);

    private final RequestWindow window = new RequestWindow();
    private long now;

    /** A peer sends so many blocks a second, for some seconds. */
    private void flow(int blocksPerSecond, int seconds) {
        for (int i = 0; i < blocksPerSecond * seconds; i++) {
            now += SECOND / blocksPerSecond;
            window.arrived(BLOCK, (long) blocksPerSecond * Block.LENGTH_BYTES, now);
        }
    }

    @Test
    void growsByOneABlockAtFirst() {
        int first = window.size(false);
        window.arrived(BLOCK, 0, 1);
        window.arrived(BLOCK, 0, 2);
        assertThat(window.size(false)).isEqualTo(first + 2);
    }

    @Test
    void holdsASecondOfWhatThePeerSends() {
        flow(100, 10);
        assertThat(window.size(false)).isEqualTo(100);
        flow(40, 10);
        assertThat(window.size(false)).isEqualTo(40);
    }

    @Test
    void growsWhileTheRateRises() {
        flow(20, 1);
        flow(40, 1);
        int size = window.size(false);
        flow(80, 1);
        assertThat(window.size(false)).isEqualTo(size + 80);
    }

    @Test
    void isNeverMoreThanThePeerQueuesNorThanOurMost() {
        window.setPeerLimit(10_000);
        flow(20_000, 3);
        assertThat(window.size(false)).isEqualTo(RequestWindow.MAX);
        window.setPeerLimit(7);
        assertThat(window.size(false)).isEqualTo(7);
        window.setPeerLimit(-5);
        assertThat(window.size(false)).isEqualTo(1);
    }

    @Test
    void believesADefaultOfAPeerThatSaysNothing() {
        flow(20_000, 3);
        assertThat(window.size(false)).isEqualTo(RequestWindow.DEFAULT_PEER_LIMIT);
    }

    @Test
    void keepsTwoUnderWayHoweverSlowThePeerIs() {
        flow(2, 2);
        window.arrived(BLOCK, 17, now + 60 * SECOND);
        window.arrived(BLOCK, 17, now + 120 * SECOND);
        assertThat(window.size(false)).isEqualTo(2);
    }

    @Test
    void isOneForAPeerThatSnubsUs() {
        flow(100, 10);
        assertThat(window.size(true)).isEqualTo(1);
    }
}
