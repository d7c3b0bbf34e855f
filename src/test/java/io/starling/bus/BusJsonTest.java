package io.starling.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BusJsonTest {
    private static final InfoHash INFO_HASH = InfoHash.ofHex("0123456789abcdef0123456789abcdef01234567");
    private static final PeerId PEER_ID = PeerId.ofHex("2d5358303130302d303132333435363738396162");
    private static final ByteString BYTES = ByteString.ofHex("00ff80");

    static Stream<Record> replies() {
        TransferSnapshot transfer = new TransferSnapshot(
                "alpha",
                INFO_HASH,
                "big.iso",
                1L << 40,
                16_384,
                7,
                3,
                5,
                2,
                TransferStatus.DOWNLOADING,
                1,
                2,
                3,
                4,
                5L,
                6,
                new PeerCommand.Limits(7, 8),
                Instant.parse("2026-11-23T01:02:03.004Z"),
                null,
                null,
                List.of("/tmp/ä b"),
                "magnet:?xt=urn:btih:" + INFO_HASH);
        return Stream.of(
                new TrackerReply.Registered("e1", 2_000, List.of("udp://t:1/announce")),
                new TrackerReply.Published(INFO_HASH, "größe\n\"x\""),
                new TrackerReply.Listing(
                        List.of(new TrackerReply.ListedFile(INFO_HASH, "a", 1, 2, 3, 4, List.of("http://t/"))), 9),
                new TrackerReply.Found(INFO_HASH, "a", BYTES, List.of("http://t/")),
                new TrackerReply.Done(),
                new SwarmView(
                        "e1",
                        Long.MAX_VALUE,
                        true,
                        7,
                        List.of(
                                new SwarmView.Member(PEER_ID, "a", "::1", 1, BYTES, null, true),
                                new SwarmView.Member(PEER_ID, "b", "h", 65_535, null, List.of(0, 6), false)),
                        List.of(PEER_ID),
                        3,
                        1),
                new SwarmSnapshot(
                        INFO_HASH,
                        "a",
                        1,
                        2,
                        3,
                        4,
                        List.of(new SwarmSnapshot.Member("a", "h", 1, TransferStatus.DOWNLOADED, 2, null, 1, 2, 3, 4)),
                        List.of(0.5, 2.0),
                        List.of(new TrackerRequest.Link("a", "b", 7)),
                        List.of("http://t/")),
                new LogEvent(Instant.EPOCH, LogEvent.Level.WARNING, "tracker", null, "text"),
                transfer,
                new TransfersChanged("alpha", List.of(transfer), List.of(INFO_HASH.hex())),
                new PeerStatus("alpha", PEER_ID, "h", 1, true, List.of(transfer), 2, 3));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void whatIsWrittenIsReadBackTheSame(Record message) {
        JsonObject travelled = new JsonObject(BusJson.write(message).toBuffer());

        assertThat(travelled.getInteger("v")).isEqualTo(1);
        assertThat(BusJson.read(travelled, message.getClass())).isEqualTo(message);
    }

    @Test
    void writesHashesAsHexBytesAsBase64AndLeavesOutWhatIsAbsent() {
        JsonObject json = BusJson.write(new SwarmView.Member(PEER_ID, "a", "h", 1, BYTES, null, true));

        assertThat(json)
                .isEqualTo(new JsonObject()
                        .put("v", 1)
                        .put("peerId", PEER_ID.hex())
                        .put("peer", "a")
                        .put("host", "h")
                        .put("port", 1)
                        .put("bitfield", "AP+A")
                        .put("complete", true));
    }

    @Test
    void ignoresUnknownFields() {
        JsonObject body = new JsonObject()
                .put("infoHash", INFO_HASH.hex())
                .put("name", "a")
                .put("colour", new JsonObject().put("red", 1));

        assertThat(BusJson.read(body, TrackerReply.Published.class))
                .isEqualTo(new TrackerReply.Published(INFO_HASH, "a"));
    }

    @Test
    void readsABodyThatWasMadeHereAndNotParsed() {
        JsonObject body = new JsonObject()
                .put("total", 1)
                .put(
                        "files",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("infoHash", INFO_HASH.hex())
                                        .put("name", "a")));

        assertThat(BusJson.read(body, TrackerReply.Listing.class).files())
                .containsExactly(new TrackerReply.ListedFile(INFO_HASH, "a", 0, 0, 0, 0, List.of()));
    }

    @Test
    void refusesAnotherVersionAndTakesABodyWithoutOne() {
        JsonObject body = new JsonObject().put("epoch", "e").put("heartbeatMillis", 1);

        assertThat(BusJson.read(body, TrackerReply.Registered.class).epoch()).isEqualTo("e");
        assertThatThrownBy(() -> BusJson.read(body.copy().put("v", 2), TrackerReply.Registered.class))
                .isInstanceOf(BusException.class)
                .hasMessage("v: 2 (expected: 1)");
        assertThatThrownBy(() -> BusJson.read(body.copy().put("v", "1"), TrackerReply.Registered.class))
                .isInstanceOf(BusException.class);
    }
}
