package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.starling.bencode.ByteString;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyExchangeTest {
    private static final String PRIME = "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74"
            + "020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9"
            + "a63a362100000000000905";

    @RepeatedTest(20)
    void bothSidesKnowTheSameSecret(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        KeyExchange one = KeyExchange.begin(random);
        KeyExchange other = KeyExchange.begin(random);

        SharedSecret secret = one.agree(KeyExchange.readKey(other.hello(random)));
        assertThat(secret).isEqualTo(other.agree(KeyExchange.readKey(one.hello(random))));
        assertThat(secret).isNotEqualTo(one.agree(KeyExchange.readKey(one.hello(random))));
    }

    @Test
    void padsItsKeyWithUpTo512Bytes() {
        Random random = new Random(1);
        KeyExchange exchange = KeyExchange.begin(random);
        Set<Integer> lengths = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            ByteBuf hello = exchange.hello(random);
            lengths.add(hello.readableBytes() - KeyExchange.KEY_BYTES);
        }

        assertThat(lengths).contains(0, 512).hasSize(513);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "01", PRIME + "62", PRIME + "63", PRIME + "64", PRIME + "ff"})
    void refusesKeysThatMakeNoSecret(String end) {
        ByteString key = ByteString.ofHex("00".repeat(KeyExchange.KEY_BYTES - end.length() / 2) + end);

        assertThatThrownBy(() -> KeyExchange.begin(new Random(1)).agree(key))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("encrypted handshake: key ")
                .hasMessageContaining("…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", PRIME + "61"})
    void takesTheLeastAndTheGreatestOfAllOthers(String end) {
        ByteString key = ByteString.ofHex("00".repeat(KeyExchange.KEY_BYTES - end.length() / 2) + end);

        assertThat(KeyExchange.begin(new Random(1)).agree(key).s().size()).isEqualTo(KeyExchange.KEY_BYTES);
    }
}
