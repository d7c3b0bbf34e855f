package io.starling.torrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.starling.bencode.ByteString;
import org.junit.jupiter.api.Test;

class PeerIdTest {
    @Test
    void namesTheClientAsBep20Wants() {
        assertThat(PeerId.random().bytes().slice(0, 8).utf8()).contains("-SX0100-");
    }

    @Test
    void isNewEachTime() {
        assertThat(PeerId.random()).isNotEqualTo(PeerId.random());
    }

    @Test
    void readsBackItsHexadecimal() {
        PeerId id = PeerId.random();
        assertThat(PeerId.ofHex(id.hex())).isEqualTo(id);
        assertThat(id).hasToString(id.hex());
    }

    @Test
    void refusesOtherLengths() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PeerId(ByteString.wrap(new byte[19])));
        assertThatIllegalArgumentException().isThrownBy(() -> PeerId.ofHex("00"));
    }
}
