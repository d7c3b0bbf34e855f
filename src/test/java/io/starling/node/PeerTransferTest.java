package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.PeerCommand;
import io.starling.bus.PeerStatus;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A transfer as it is followed over the bus, with a peer that says what the test wants. */
@ExtendWith(VertxExtension.class)
class PeerTransferTest {
    private static final String MAGNET = "magnet:?xt=urn:btih:0123456789012345678901234567890123456789&tr=http://t/";
    private static final InfoHash HASH = InfoHash.ofHex("0123456789012345678901234567890123456789");
    private static final InfoHash OTHER = InfoHash.ofHex("9876543210987654321098765432109876543210");

    private static final long LONGER_THAN_A_POLL_MILLIS = 1_500;

    private final List<PeerCommand> commands = new ArrayList<>();
    private List<TransferSnapshot> transfers = List.of(snapshot(HASH, TransferStatus.DOWNLOADING, null));
    private final Set<TransferWatch> following = new HashSet<>();
    private Vertx vertx;
    private TransferWatch watch;
    private PeerTransfer transfer;

    @BeforeEach
    void followATransfer(Vertx vertx) {
        this.vertx = vertx;
        vertx.eventBus().<JsonObject>consumer(Addresses.peer("p"), this::answer);
        PeerBus bus = new PeerBus(vertx, "p");
        watch = new TransferWatch(vertx.getOrCreateContext(), bus, HASH, following);
        transfer = new PeerTransfer(bus, watch, transfers.get(0));
    }

    private void answer(Message<JsonObject> message) {
        PeerCommand command = PeerCommand.read(message.body());
        commands.add(command);
        message.reply(BusJson.write(
                command instanceof PeerCommand.Status
                        ? new PeerStatus("p", PeerId.random(), "127.0.0.1", 1, true, transfers, 0, 0)
                        : transfers.get(0)));
    }

    private void publish(TransferSnapshot snapshot) {
        vertx.eventBus().publish(Addresses.transfer("p", HASH), BusJson.write(snapshot));
    }

    private static TransferSnapshot snapshot(InfoHash infoHash, TransferStatus status, String error) {
        List<String> files = status == TransferStatus.DOWNLOADED ? List.of("/there/a file") : List.of();
        return new TransferSnapshot(
                "p",
                infoHash,
                "a file",
                100,
                10,
                10,
                5,
                10,
                null,
                status,
                50,
                0,
                1,
                0,
                5L,
                1,
                PeerCommand.Limits.NONE,
                null,
                null,
                error,
                files,
                MAGNET);
    }

    @Test
    void saysWhatItIs() {
        assertThat(transfer.infoHash()).isEqualTo(HASH);
        assertThat(transfer.name()).isEqualTo("a file");
        assertThat(transfer.magnet()).isEqualTo(MAGNET);
    }

    @Test
    void givesThePathsWhenAnEventSaysDownloaded(VertxTestContext test) {
        transfer.onProgress(first -> publish(snapshot(HASH, TransferStatus.DOWNLOADED, null)));

        transfer.downloaded()
                .onComplete(test.succeeding(paths -> test.verify(() -> {
                    assertThat(paths).containsExactly(Path.of("/there/a file"));
                    test.completeNow();
                })));
    }

    @Test
    void givesThePathsWhenTheEventGotLost(VertxTestContext test) {
        transfer.onProgress(first -> transfers = List.of(
                snapshot(OTHER, TransferStatus.FAILED, "not this one"),
                snapshot(HASH, TransferStatus.DOWNLOADED, null)));

        transfer.downloaded().onComplete(test.succeedingThenComplete());
    }

    @Test
    void followsNothingAnyMoreWhenItIsDownloadedAndNobodyListens(VertxTestContext test) {
        transfers = List.of(snapshot(HASH, TransferStatus.DOWNLOADED, null));

        transfer.downloaded()
                // What ends the watch happens on its context too, after it has told.
                .compose(paths -> vertx.timer(1))
                .onComplete(test.succeeding(later -> test.verify(() -> {
                    assertThat(following).isEmpty();
                    test.completeNow();
                })));
    }

    @Test
    void tellsWhoListensWhatHappensAfterTheDownloadWithoutAskingForIt(VertxTestContext test) {
        transfers = List.of(snapshot(HASH, TransferStatus.DOWNLOADED, null));
        transfer.onProgress(now -> {
            if (now.status() == TransferStatus.FAILED) {
                // Once by the first listener; not every second.
                test.verify(() -> assertThat(commands).hasSize(1));
                test.completeNow();
            }
        });

        transfer.downloaded()
                .compose(paths -> vertx.timer(LONGER_THAN_A_POLL_MILLIS))
                .onSuccess(later -> publish(snapshot(HASH, TransferStatus.FAILED, "the file is gone")));
    }

    @Test
    void failsWithTheReasonOfTheTransfer(VertxTestContext test) {
        transfers = List.of(snapshot(HASH, TransferStatus.FAILED, "the disk is full"));

        transfer.downloaded()
                .onComplete(test.failing(failure -> test.verify(() -> {
                    assertThat(failure).hasMessage("a file: the disk is full");
                    test.completeNow();
                })));
    }

    @Test
    void failsWhenTheTransferIsRemoved(VertxTestContext test) {
        transfer.onProgress(first -> transfers = List.of());

        transfer.downloaded()
                .onComplete(test.failing(failure -> test.verify(() -> {
                    assertThat(failure).hasMessage(HASH + ": removed");
                    test.completeNow();
                })));
    }

    @Test
    void failsWhenTheNodeStops(VertxTestContext test) {
        transfer.onProgress(first -> watch.close());

        transfer.downloaded()
                .onComplete(test.failing(failure -> test.verify(() -> {
                    assertThat(failure).hasMessage("the node stopped");
                    test.completeNow();
                })));
    }

    @Test
    void sendsCommandsForThisTransfer(VertxTestContext test) {
        transfer.pause()
                .compose(unused -> transfer.resume())
                .compose(unused -> transfer.remove(true))
                .onComplete(test.succeeding(unused -> test.verify(() -> {
                    assertThat(commands)
                            .containsExactly(
                                    new PeerCommand.Pause(HASH),
                                    new PeerCommand.Resume(HASH),
                                    new PeerCommand.Remove(HASH, true));
                    test.completeNow();
                })));
    }

    @Test
    void saysThatAPeerIsNotThere(VertxTestContext test) {
        new PeerBus(vertx, "nobody")
                .status()
                .onComplete(test.failing(failure -> test.verify(() -> {
                    assertThat(failure)
                            .isInstanceOfSatisfying(
                                    BusException.class,
                                    e -> assertThat(e.code()).isEqualTo(BusException.NO_TRACKER));
                    test.completeNow();
                })));
    }
}
