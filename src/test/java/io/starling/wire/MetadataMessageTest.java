package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataMessageTest {
    private static MetadataMessage decode(String payload) {
        return MetadataMessage.decode(ByteString.utf8(payload)).orElseThrow();
    }

    /** The three of BEP 9, whose data message ends with "xxxxxxxx…". */
    @Test
    void readsAndWritesTheExamplesOfTheSpecification() {
        String request = "d8:msg_typei0e5:piecei0ee";
        assertThat(decode(request)).isEqualTo(new MetadataMessage.Request(0));
        assertThat(decode(request).encode()).isEqualTo(ByteString.utf8(request));

        String data = "d8:msg_typei1e5:piecei0e10:total_sizei3425eexxxxxxxx";
        assertThat(decode(data)).isEqualTo(new MetadataMessage.Data(0, 3425, ByteString.utf8("xxxxxxxx")));
        assertThat(decode(data).encode()).isEqualTo(ByteString.utf8(data));

        String reject = "d8:msg_typei2e5:piecei0ee";
        assertThat(decode(reject)).isEqualTo(new MetadataMessage.Reject(0));
        assertThat(decode(reject).encode()).isEqualTo(ByteString.utf8(reject));
    }

    @Test
    void passesOverKindsThatItDoesNotKnow() {
        assertThat(MetadataMessage.decode(ByteString.utf8("d8:msg_typei3e5:piecei0ee")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "i1e",
                "de",
                "d8:msg_typei0ee",
                "d8:msg_typei0e5:piecei-1ee",
                "d8:msg_typei0e5:piecei2147483648ee",
                "d8:msg_typei1e5:piecei0eexx",
                "d8:msg_type1:05:piecei0ee",
                "d8:msg_typei0e5:piecei0e"
            })
    void refusesWhatIsNone(String payload) {
        assertThatThrownBy(() -> MetadataMessage.decode(ByteString.utf8(payload)))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("ut_metadata: ");
    }

    @Test
    void refusesMoreThanAPieceAndItsDictionary() {
        String data = "d8:msg_typei1e5:piecei0e10:total_sizei99999ee" + "x".repeat(MetadataMessage.MAX_PAYLOAD_BYTES);
        assertThatThrownBy(() -> decode(data))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("expected: at most");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, MetadataMessage.PIECE_BYTES - 1, MetadataMessage.PIECE_BYTES})
    void countsOnePieceUpToItsLength(int size) {
        assertThat(MetadataMessage.pieces(size)).isEqualTo(1);
        assertThat(MetadataMessage.pieces(MetadataMessage.PIECE_BYTES + size)).isEqualTo(2);
    }
}
