package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.TrackerReply.ListedFile;
import io.starling.bus.TransferSnapshot;
import io.starling.testing.JarProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tracker only informs: without it a download completes, and when it is back it soon knows everything again. */
class TrackerGoneIT {
    private static final int HEARTBEAT_MILLIS = 2_000;

    /** For a machine with more to do than it has cores: a heartbeat is a timer in another JVM. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    private static final int SLOW_KIBPS = 2_048;
    private static final String NAME = "big.bin";

    @TempDir
    private Path directory;

    private JarSwarm swarm;
    private Path file;
    private JarProcess seed;
    private List<JarNode> peers;

    @BeforeEach
    void twoSlowPeersInTheMiddleOfADownload() throws Exception {
        swarm = JarSwarm.begin(directory, HEARTBEAT_MILLIS);
        file = SampleFiles.write(directory.resolve("shared/big.bin"), 10 * SampleFiles.MIB + 7);
        seed = swarm.share(file);
        peers = List.of(slowPeer("wren"), slowPeer("robin"));
        // Both JVMs run already, so that neither is nearly done when the other begins.
        for (JarNode peer : peers) {
            peer.get(NAME);
        }
        for (JarNode peer : peers) {
            peer.await(1, "in the middle", transfer -> transfer.piecesHave() * 5 > transfer.pieces());
        }
    }

    @AfterEach
    void endThem() throws Exception {
        swarm.close();
    }

    private JarNode slowPeer(String name) throws IOException {
        return swarm.peer(name, new JsonObject().put("maxDownloadKiBps", SLOW_KIBPS));
    }

    @Test
    void theDownloadCompletesWithoutItAndTheViewIsWholeSoonAfterItsReturn() throws Exception {
        swarm.tracker().process().kill();

        for (JarNode peer : peers) {
            TransferSnapshot transfer = peer.transfers().get(0);
            assertThat(transfer.piecesHave())
                    .as("pieces when the tracker is gone: it is still the middle")
                    .isLessThan(transfer.pieces());
        }
        for (JarNode peer : peers) {
            peer.awaitDownloaded(1);
            peer.process().awaitErr(".*the tracker cannot be reached.*");
        }
        assertThat(SampleFiles.sha256(swarm.downloads("wren").resolve(NAME))).isEqualTo(SampleFiles.sha256(file));
        assertThat(SampleFiles.sha256(swarm.downloads("robin").resolve(NAME))).isEqualTo(SampleFiles.sha256(file));

        swarm.restartTracker();
        long restartedNanos = System.nanoTime();
        assertThat(swarm.listed(NAME)).as("the catalogue").isPresent();
        Poll.until("the view is whole", () -> swarm.listed(NAME), TrackerGoneIT::isWhole);

        assertThat(Duration.ofNanos(System.nanoTime() - restartedNanos))
                .isLessThan(Duration.ofMillis(HEARTBEAT_MILLIS).plus(SLACK));
        JsonObject listed = swarm.list(NAME);
        assertThat(listed.getInteger("peers")).isEqualTo(3);
        assertThat(listed.getInteger("seeds")).isEqualTo(3);
        saidOnce(seed);
        peers.forEach(peer -> saidOnce(peer.process()));
    }

    private static boolean isWhole(Optional<ListedFile> file) {
        return file.isPresent() && file.get().peers() == 3 && file.get().seeds() == 3;
    }

    private static void saidOnce(JarProcess process) {
        process.awaitErr(".*the tracker answers again.*");
        assertThat(process.err()).filteredOn(line -> line.contains("tracker")).hasSize(2);
    }
}
