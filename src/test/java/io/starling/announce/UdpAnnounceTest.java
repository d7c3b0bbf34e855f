package io.starling.announce;

import static io.starling.announce.UdpRequestTest.datagram;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdpAnnounceTest {
    private static final String HEAD = "0102030405060708" + "00000001" + "12345678";
    private static final String INFO_HASH = "aa".repeat(20);
    private static final String PEER_ID = "2d".repeat(20);

    /** As BEP 15 draws it, with a different value in each field. */
    private static final Buffer REQUEST = datagram(
            HEAD,
            INFO_HASH,
            PEER_ID,
            "0000000000000010",
            "0000000000000020",
            "0000000000000030",
            "00000002",
            "7f000001",
            "0badcafe",
            "ffffffff",
            "1ae1");

    private static AnnounceReply reply(List<String> peers) throws UnknownHostException {
        List<AnnounceReply.Peer> told = peers.stream()
                .map(host -> new AnnounceReply.Peer(
                        new PeerId(ByteString.ofHex(PEER_ID)), address(host), host.contains("255") ? 65_535 : 6881))
                .toList();
        return new AnnounceReply(Duration.ofSeconds(1800), Duration.ofSeconds(60), 2, 1, told);
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Buffer head() {
        return UdpRequest.read(REQUEST).orElseThrow().answer(UdpAction.ANNOUNCE);
    }

    @Test
    void readsEveryFieldFromItsPlace() {
        assertThat(UdpAnnounce.readRequest(REQUEST))
                .isEqualTo(new AnnounceRequest(
                        InfoHash.ofHex(INFO_HASH),
                        new PeerId(ByteString.ofHex(PEER_ID)),
                        6881,
                        0x30,
                        0x10,
                        0x20,
                        AnnounceEvent.STARTED,
                        ByteString.utf8("0BADCAFE"),
                        -1));
    }

    @Test
    void takesNoNoticeOfWhatFollows() {
        assertThat(UdpAnnounce.readRequest(REQUEST.copy().appendString("anything")))
                .isEqualTo(UdpAnnounce.readRequest(REQUEST));
    }

    @Test
    void refusesFewerBytes() {
        assertThatThrownBy(() -> UdpAnnounce.readRequest(REQUEST.slice(0, 97)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("announce: 97 bytes (expected: at least 98)");
    }

    @ParameterizedTest
    @CsvSource({"0, NONE", "1, COMPLETED", "2, STARTED", "3, STOPPED", "4, PAUSED"})
    void readsTheEventsByTheirNumbers(int code, AnnounceEvent event) {
        Buffer request = REQUEST.copy().setInt(80, code);

        assertThat(UdpAnnounce.readRequest(request).event()).isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            80 | 5          | event: 5 (expected: 0..4)
            80 | -1         | event: -1 (expected: 0..4)
            64 | -1         | left: -4294967264 (expected: 0 or more)
            94 | 0          | port: 0 (expected: 1..65535)
            """)
    void saysWhatIsWrong(int offset, int value, String message) {
        Buffer request = REQUEST.copy().setInt(offset, value);

        assertThatThrownBy(() -> UdpAnnounce.readRequest(request))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void writesPeersOfSixBytesAndOfEighteen() throws UnknownHostException {
        assertThat(UdpAnnounce.writeReply(head(), reply(List.of("10.1.2.3", "255.255.255.254")), 1_000))
                .isEqualTo(datagram(
                        "00000001", "12345678", "00000708", "00000001", "00000002", "0a0102031ae1", "fffffffeffff"));
        assertThat(UdpAnnounce.writeReply(head(), reply(List.of("2001:db8::1")), 1_000))
                .isEqualTo(datagram(
                        "00000001",
                        "12345678",
                        "00000708",
                        "00000001",
                        "00000002",
                        "20010db80000000000000000000000011ae1"));
    }

    @ParameterizedTest
    @CsvSource({"31, 26", "32, 32", "20, 20"})
    void leavesOutPeersThatFindNoRoom(int maxBytes, int length) throws UnknownHostException {
        Buffer answer = UdpAnnounce.writeReply(head(), reply(List.of("10.0.0.1", "10.0.0.2", "10.0.0.3")), maxBytes);

        assertThat(answer.length()).isEqualTo(length);
    }
}
