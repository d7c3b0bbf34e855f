package io.starling.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bus.Delivery.Target;
import io.starling.torrent.InfoHash;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DeliveryTest {
    private static final InfoHash INFO_HASH = InfoHash.ofHex("0123456789abcdef0123456789abcdef01234567");
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    static Stream<DeliveryRequest> requests() {
        return Stream.of(
                new DeliveryRequest.Deliver(INFO_HASH, Recipients.ALL),
                new DeliveryRequest.Deliver(INFO_HASH, Recipients.of(List.of("a", "b"))),
                new DeliveryRequest.Status("d1"),
                new DeliveryRequest.Cancel("d1"),
                new DeliveryRequest.ListAll());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void whatIsWrittenIsReadBackTheSame(DeliveryRequest request) {
        assertThat(DeliveryRequest.read(new JsonObject(request.toJson().toBuffer())))
                .isEqualTo(request);
    }

    @Test
    void everybodyIsAWordAndOthersAreAList() {
        assertThat(new DeliveryRequest.Deliver(INFO_HASH, Recipients.ALL)
                        .toJson()
                        .getValue("peers"))
                .isEqualTo("all");
        assertThat(new DeliveryRequest.Deliver(INFO_HASH, Recipients.of(List.of("a", "b", "a")))
                        .toJson()
                        .getJsonArray("peers"))
                .isEqualTo(JsonArray.of("a", "b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"some\"      | peers: \"some\" (expected: \"all\" or a list of peers)",
                "[]            | peers: none (expected: \"all\" or a list of peers)",
                "[1]           | peers: [1] (expected: \"all\" or a list of peers)",
                "[\"a b\"]     | peers: \"a b\" (expected: 1 to 128 letters",
                "null          | peers: missing",
                "7             | peers: 7 (expected: \"all\" or a list of peers)",
            })
    void namesWhatIsWrongWithThePeers(String peers, String message) {
        JsonObject body =
                new JsonObject("{\"op\":\"deliver\",\"infoHash\":\"" + INFO_HASH + "\",\"peers\":" + peers + "}");

        assertThatThrownBy(() -> DeliveryRequest.read(body))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.code()).isEqualTo(BusException.MALFORMED))
                .hasMessageStartingWith(message);
    }

    @Test
    void isTheSameAfterItsWayThroughJson() {
        Target target =
                new Target("a", Target.State.MISSING, NOW, "is not there", true, TransferStatus.DOWNLOADING, 7, 8, 9L);
        Delivery delivery = new Delivery(
                "d1",
                INFO_HASH,
                "big.iso",
                100,
                Recipients.ALL,
                Delivery.State.PARTIAL,
                NOW,
                NOW,
                List.of(target, Target.of("b", NOW)));

        assertThat(BusJson.read(new JsonObject(BusJson.write(delivery).encode()), Delivery.class))
                .isEqualTo(delivery);
    }
}
