package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.ByteString;
import io.starling.wire.PexMessage.Peer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PexMessageTest {
    /** Each byte is a character. */
    private static ByteString bytes(String latin1) {
        return ByteString.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(host, port);
    }

    /** The keys of BEP 11, in the order of bencoding. */
    @Test
    void readsAndWritesWhatTheSpecificationSays() {
        ByteString payload = bytes(
                "d5:added12:\u0001\u0002\u0003\u0004\u001a\u00e1\u0005\u0006\u0007\u0008\u001a\u00e27:added.f2:\u0002\u0010"
                        + "6:added618:" + "\u00fd" + "\0".repeat(14) + "\u0001\u001a\u00e1" + "8:added6.f1:\0"
                        + "7:dropped6:\u0009\u0009\u0009\u0009\0\u0001" + "8:dropped618:" + "\u00fd" + "\0".repeat(14)
                        + "\u0002\0\u0002" + "e");
        PexMessage message = new PexMessage(
                List.of(
                        new Peer(at("1.2.3.4", 6881), Peer.SEED),
                        new Peer(at("5.6.7.8", 6882), Peer.REACHABLE),
                        new Peer(at("fd00::1", 6881), 0)),
                List.of(at("9.9.9.9", 1), at("fd00::2", 2)));

        assertThat(PexMessage.decode(payload)).isEqualTo(message);
        assertThat(message.encode()).isEqualTo(payload);
    }

    @Test
    void readsNothingWhereThereIsNothing() {
        PexMessage none = new PexMessage(List.of(), List.of());
        assertThat(PexMessage.decode(bytes("de"))).isEqualTo(none);
        assertThat(none.encode()).isEqualTo(bytes("de"));
        assertThat(PexMessage.decode(bytes("d5:addedi1e7:droppedlee"))).isEqualTo(none);
    }

    @Test
    void readsAddressesWithoutFlagsAndNoPartOfAnAddress() {
        assertThat(PexMessage.decode(bytes("d5:added8:\u0001\u0002\u0003\u0004\u001a\u00e1\u0005\u00067:added.f0:e"))
                        .added())
                .containsExactly(new Peer(at("1.2.3.4", 6881), 0));
    }

    @Test
    void readsFiftyOfEachKindAndNoMore() {
        String many = "\u0001\u0002\u0003\u0004\u001a\u00e1".repeat(200);
        PexMessage message = PexMessage.decode(bytes("d5:added1200:" + many + "7:dropped1200:" + many + "e"));
        assertThat(message.added()).hasSize(50);
        assertThat(message.dropped()).hasSize(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "i1e", "le", "d", "d5:added6:abe"})
    void refusesWhatIsNoDictionary(String payload) {
        assertThatThrownBy(() -> PexMessage.decode(bytes(payload)))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("ut_pex: ");
    }

    @Test
    void refusesWhatIsLongerThanAnybodyTells() {
        String padding = "x".repeat(17_000);
        assertThatThrownBy(() -> PexMessage.decode(bytes("d1:a17000:" + padding + "e")))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("expected: at most 16384");
    }
}
