package io.starling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PickOrderTest {
    @Test
    void readsTheWordsOfTheConfiguration() {
        assertThat(PickOrder.ofConfigName("rarest-first")).isEqualTo(PickOrder.RAREST_FIRST);
        assertThat(PickOrder.ofConfigName("random")).isEqualTo(PickOrder.RANDOM);
        assertThat(PickOrder.ofConfigName("sequential")).isEqualTo(PickOrder.SEQUENTIAL);
    }

    @Test
    void namesTheWordsThatThereAre() {
        assertThatThrownBy(() -> PickOrder.ofConfigName("rarest"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("picker: \"rarest\" (expected: rarest-first, random, sequential)");
    }
}
