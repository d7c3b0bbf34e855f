package io.starling.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.torrent.InfoHash;
import io.starling.torrent.PriorityGlobs;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeerCommandTest {
    private static final InfoHash INFO_HASH = InfoHash.ofHex("0123456789abcdef0123456789abcdef01234567");

    static Stream<PeerCommand> commands() {
        return Stream.of(
                PeerCommand.Add.of("big.iso"),
                new PeerCommand.Add(
                        "big.iso",
                        List.of("*.txt"),
                        new PriorityGlobs(List.of("a"), List.of("b"), List.of("c")),
                        new PeerCommand.Limits(1, 2),
                        List.of("127.0.0.1:6881")),
                new PeerCommand.Share("/tmp/a b", null),
                new PeerCommand.Share("/tmp/a b", 16_384),
                new PeerCommand.Pause(INFO_HASH),
                new PeerCommand.Resume(INFO_HASH),
                new PeerCommand.Remove(INFO_HASH, true),
                new PeerCommand.Recheck(INFO_HASH),
                new PeerCommand.Limit(INFO_HASH, PeerCommand.Limits.NONE),
                new PeerCommand.Choose(INFO_HASH, List.of("*.txt"), null),
                new PeerCommand.Choose(INFO_HASH, null, PriorityGlobs.NONE),
                new PeerCommand.Files(INFO_HASH, "txt", 1, 50),
                new PeerCommand.Files(INFO_HASH, null, null, null),
                new PeerCommand.Status());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whatIsWrittenIsReadBackTheSame(PeerCommand command) {
        assertThat(PeerCommand.read(new JsonObject(command.toJson().toBuffer())))
                .isEqualTo(command);
    }

    @Test
    void readsTheLimitsThatTheDesignNests() {
        JsonObject body =
                new JsonObject().put("op", "add").put("source", "a").put("limits", new JsonObject().put("upKiBps", 5));

        assertThat(PeerCommand.read(body))
                .isEqualTo(new PeerCommand.Add("a", null, null, new PeerCommand.Limits(5, 0), null));
    }

    @Test
    void namesWhatIsWrong() {
        JsonObject body = new JsonObject()
                .put("op", "limit")
                .put("infoHash", INFO_HASH.hex())
                .put("limits", new JsonObject().put("upKiBps", -1));

        assertThatThrownBy(() -> PeerCommand.read(body))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.code()).isEqualTo(BusException.MALFORMED))
                .hasMessageStartingWith("limits:");
        assertThatThrownBy(() ->
                        PeerCommand.read(new JsonObject().put("op", "choose").put("infoHash", INFO_HASH.hex())))
                .hasMessage("choose: expected files, priorities or both");
        assertThatThrownBy(() -> PeerCommand.read(new JsonObject()
                        .put("op", "files")
                        .put("infoHash", INFO_HASH.hex())
                        .put("size", 0)))
                .hasMessage("size: 0 (expected: 1..1000)");
        assertThatThrownBy(() -> PeerCommand.read(new JsonObject().put("op", "pause")))
                .hasMessage("infoHash: missing");
    }
}
