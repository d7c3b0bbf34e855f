package io.starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldBytesTest {
    private static final int FREE = HeldBytes.UNCOUNTED_BYTES;

    private final HeldBytes held = new HeldBytes(1_000, 600);
    private final HeldBytes.Share share = held.share("a");

    @Test
    void usualMessagesAlwaysHaveRoom() {
        share.change(FREE + 600);

        HeldBytes.Share other = held.share("a");

        assertThat(other.hasRoom(FREE)).isTrue();
        other.change(FREE);
        assertThat(other.hasRoom(1)).isFalse();
    }

    @Test
    void oneAddressHasOnlyItsPart() {
        assertThat(share.hasRoom(FREE + 600)).isTrue();
        assertThat(share.hasRoom(FREE + 601)).isFalse();
    }

    @Test
    void allAddressesTogetherHaveTheWhole() {
        share.change(FREE + 600);
        HeldBytes.Share other = held.share("b");

        assertThat(other.hasRoom(FREE + 400)).isTrue();
        assertThat(other.hasRoom(FREE + 401)).isFalse();
    }

    @Test
    void whatIsGivenBackIsFreeAgain() {
        share.change(FREE + 600);
        share.change(-300);

        assertThat(share.hasRoom(300)).isTrue();
        assertThat(share.hasRoom(301)).isFalse();

        share.change(-share.held());
        assertThat(held.all()).isZero();
        assertThat(share.hasRoom(FREE + 600)).isTrue();
    }
}
