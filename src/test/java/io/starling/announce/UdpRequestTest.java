package io.starling.announce;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class UdpRequestTest {
    /** As BEP 15 draws it: protocol id, action 0, and a transaction id of the client's. */
    private static final String CONNECT = "00000417271019800000000012345678";

    static Buffer datagram(String... hexadecimal) {
        return Buffer.buffer(HexFormat.of().parseHex(String.join("", hexadecimal)));
    }

    @Test
    void readsAConnectAndBeginsItsAnswer() {
        UdpRequest connect = UdpRequest.read(datagram(CONNECT)).orElseThrow();

        assertThat(connect.isConnect()).isTrue();
        assertThat(connect.answer(UdpAction.CONNECT)).isEqualTo(datagram("00000000", "12345678"));
        assertThat(connect.answer(UdpAction.ERROR)).isEqualTo(datagram("00000003", "12345678"));
    }

    @Test
    void isNoConnectWithoutTheProtocolIdOrWithAnotherAction() {
        assertThat(UdpRequest.read(datagram("0000041727101981", "00000000", "12345678")))
                .get()
                .matches(request -> !request.isConnect());
        assertThat(UdpRequest.read(datagram("0000041727101980", "00000001", "12345678")))
                .get()
                .matches(request -> !request.isConnect());
    }

    @Test
    void readsNothingFromFewerBytes() {
        for (int length = 0; length < UdpRequest.LENGTH_BYTES; length++) {
            assertThat(UdpRequest.read(datagram(CONNECT).slice(0, length))).isEmpty();
        }
    }

    @Test
    void knowsTheActionsByTheirNumbers() {
        for (UdpAction action : UdpAction.values()) {
            assertThat(UdpAction.of(action.code())).contains(action);
        }
        assertThat(UdpAction.of(4)).isEmpty();
        assertThat(UdpAction.of(-1)).isEmpty();
    }
}
