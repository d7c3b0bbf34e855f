package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After each piece the tracker is told; when it is gone the swarm goes on, and when it is back it knows all again. */
class UpdatesTest {
    private static final int PIECE = 128 * 1024;
    private static final int PIECES = 24;

    @TempDir
    private Path directory;

    private LocalSwarm swarm;

    /** The updates of the downloading peer that report pieces, as they are sent. */
    private final List<TrackerRequest.Update> updates = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        swarm = new LocalSwarm(directory);
        swarm.vertx.eventBus().<JsonObject>addOutboundInterceptor(sent -> {
            if (sent.message().address().equals(Addresses.TRACKER)
                    && sent.body() instanceof JsonObject body
                    && TrackerRequest.read(body) instanceof TrackerRequest.Update update
                    && !update.pieces().isEmpty()) {
                updates.add(update);
            }
            sent.next();
        });
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    /** All but those that wait together because the machine held them up. */
    @Test
    void reportsPiecesByThemselvesWhenTheyComeSlowly() throws Exception {
        swarm.tracker(0);
        swarm.peer("seed").share(swarm.file("file.bin", PIECES * PIECE), PIECE);

        download("file.bin", peer -> peer.setMaxDownloadKiBps(1024));

        assertThat(updates).hasSizeBetween(PIECES / 2, PIECES);
        assertThat(reported()).containsExactlyInAnyOrderElementsOf(all());
    }

    @Test
    void reportsEveryPieceOnceWhenPiecesComeFast() throws Exception {
        swarm.tracker(0);
        swarm.peer("seed").share(swarm.file("file.bin", PIECES * PIECE), PIECE);

        download("file.bin", peer -> peer);

        assertThat(updates).hasSizeLessThanOrEqualTo(PIECES);
        assertThat(reported()).containsExactlyInAnyOrderElementsOf(all());
    }

    @Test
    void theDownloadCompletesWithoutTheTrackerAndTheTrackerKnowsAllAgainWhenItIsBack() throws Exception {
        Starling tracker = swarm.tracker(0);
        LocalSwarm.Peer seed = swarm.peer("seed", peer -> peer.setMaxUploadKiBps(1024));
        seed.share(swarm.file("file.bin", PIECES * PIECE), PIECE);
        LocalSwarm.Peer peer = swarm.peer("peer");
        TorrentHandle transfer = peer.get("file.bin");
        peer.awaitTransfer("underway", now -> now.piecesHave() > 0);

        LocalSwarm.await(tracker.stop());
        LocalSwarm.await(transfer.downloaded());
        swarm.tracker(0);

        CatalogueView view = new CatalogueView(swarm);
        TrackerReply.ListedFile file = view.awaitFile(listed -> listed.peers() == 2 && listed.seeds() == 2);
        assertThat(file.infoHash()).isEqualTo(transfer.infoHash());
    }

    private void download(String name, UnaryOperator<PeerOptions> change) {
        LocalSwarm.Peer peer = swarm.peer("peer", change);
        peer.get(name);
        peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        new CatalogueView(swarm).awaitFile(listed -> listed.seeds() == 2);
    }

    private List<Integer> reported() {
        return updates.stream().flatMap(update -> update.pieces().stream()).toList();
    }

    private static List<Integer> all() {
        return IntStream.range(0, PIECES).boxed().toList();
    }
}
