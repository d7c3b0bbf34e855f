package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.bus.TransferSnapshot;
import io.starling.policy.PickOrder;
import io.starling.storage.StorageMode;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One seed and many peers over sockets: every copy ends like the original, and who has nothing to give hangs up. */
class WholeSwarmTest {
    private static final int PIECE = 64 * 1024;

    @TempDir
    private Path directory;

    private LocalSwarm swarm;

    @BeforeEach
    void open() {
        swarm = new LocalSwarm(directory);
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    @ParameterizedTest(name = "{0}, {1}, tracker over {2}")
    @CsvSource({
        "RAREST_FIRST, APPEND, bus",
        "RAREST_FIRST, DIRECT, tcp",
        "RANDOM, APPEND, tcp",
        "SEQUENTIAL, DIRECT, bus",
        "SEQUENTIAL, APPEND, bus",
    })
    void oneSeedAndEightPeersEndWithTheSameFiles(PickOrder picker, StorageMode storage, String road) throws Exception {
        String door = "tcp://" + swarm.tracker(0).listening().tracker().orElseThrow();
        Path single = swarm.file("single.bin", 6_000_001);
        swarm.file("tree/a/empty", 0);
        swarm.file("tree/a/one", 3_000_000);
        swarm.file("tree/b/two", 17);
        Path tree = swarm.file("tree/three", 1_000_000).getParent();
        LocalSwarm.Peer seed = swarm.peer("seed", peer -> over(road, door, peer));
        seed.share(single, PIECE);
        seed.share(tree, PIECE);

        List<LocalSwarm.Peer> peers = IntStream.rangeClosed(1, 8)
                .mapToObj(i -> swarm.peer(
                        "peer-" + i,
                        peer -> over(road, door, peer).setPicker(picker).setStorage(storage)))
                .toList();
        List<TorrentHandle> transfers = peers.stream()
                .flatMap(peer -> List.of(peer.get("single.bin"), peer.get("tree")).stream())
                .toList();
        transfers.forEach(transfer -> LocalSwarm.await(transfer.downloaded()));

        for (LocalSwarm.Peer peer : peers) {
            Path copies = directory.resolve(peer.id);
            assertThat(Files.mismatch(single, copies.resolve("single.bin"))).isEqualTo(-1);
            for (String file : List.of("a/empty", "a/one", "b/two", "three")) {
                assertThat(Files.mismatch(
                                tree.resolve(file), copies.resolve("tree").resolve(file)))
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void aPeerFetchesWhatItsConfigurationNamesAsSoonAsSomebodyPublishesIt() throws Exception {
        swarm.tracker(0);
        Promise<String> said = Promise.promise();
        swarm.vertx.eventBus().<JsonObject>consumer(Addresses.LOG, event -> {
            if ("early".equals(event.body().getString("source"))) {
                said.tryComplete(event.body().getString("text"));
            }
        });
        LocalSwarm.Peer early = swarm.peer("early", peer -> peer.setGet(List.of("later.bin")));
        assertThat(LocalSwarm.await(said.future()))
                .isEqualTo("name: \"later.bin\" is not in the catalogue; trying again until it is");

        swarm.peer("late").share(swarm.file("later.bin", 100_000), PIECE);

        early.awaitTransfer("downloaded", transfer -> transfer.status() == TransferStatus.DOWNLOADED);
    }

    @Test
    void thirtyPeersSeeTwentyNineConnectionsEach() throws Exception {
        swarm.tracker(0);
        LocalSwarm.Peer seed = swarm.peer("seed", peer -> peer.setMaxUploadKiBps(16));
        seed.share(swarm.file("slow.bin", 4_000_000), PIECE);
        List<LocalSwarm.Peer> peers =
                IntStream.range(1, 30).mapToObj(i -> swarm.peer("peer-" + i)).toList();
        peers.forEach(peer -> peer.get("slow.bin"));

        peers.forEach(peer -> peer.awaitTransfer("connected with all", transfer -> transfer.connections() == 29));
        seed.awaitTransfer("connected with all", transfer -> transfer.connections() == 29);
        assertThat(peers).allMatch(peer -> peer.transfer().status() == TransferStatus.DOWNLOADING);
    }

    @Test
    void whoHasEverythingHangsUpOnThoseWhoHaveEverything() throws Exception {
        swarm.tracker(0);
        LocalSwarm.Peer seed = swarm.peer("seed");
        seed.share(swarm.file("file.bin", 2_000_000), PIECE);
        LocalSwarm.Peer first = swarm.peer("first");
        LocalSwarm.Peer second = swarm.peer("second");
        LocalSwarm.await(first.get("file.bin").downloaded());
        LocalSwarm.await(second.get("file.bin").downloaded());
        long downloadedNanos = System.nanoTime();

        for (LocalSwarm.Peer peer : List.of(seed, first, second)) {
            TransferSnapshot alone = peer.awaitTransfer("alone", transfer -> transfer.connections() == 0);
            assertThat(alone.status()).isEqualTo(TransferStatus.DOWNLOADED);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - downloadedNanos)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aPeerThatCompletesKeepsTheConnectionsWhoseOtherSideStillWantsData() throws Exception {
        swarm.tracker(0);
        LocalSwarm.Peer seed = swarm.peer("seed");
        seed.share(swarm.file("file.bin", 2_000_000), PIECE);
        LocalSwarm.Peer slow = swarm.peer("slow", peer -> peer.setMaxDownloadKiBps(64));
        slow.get("file.bin");
        LocalSwarm.Peer fast = swarm.peer("fast");
        LocalSwarm.await(fast.get("file.bin").downloaded());

        fast.awaitTransfer("connected with the slow one alone", transfer -> transfer.connections() == 1);
        assertThat(slow.transfer().status()).isEqualTo(TransferStatus.DOWNLOADING);
    }

    @Test
    void anEmptyFileIsDownloadedAtOnce() throws Exception {
        swarm.tracker(0);
        swarm.peer("seed").share(swarm.file("empty.bin", 0), PIECE);

        List<Path> files = LocalSwarm.await(swarm.peer("peer").get("empty.bin").downloaded());

        assertThat(files).singleElement().satisfies(file -> assertThat(file).isEmptyFile());
    }

    private static PeerOptions over(String road, String door, PeerOptions peer) {
        return road.equals("tcp") ? peer.setTracker(door) : peer;
    }
}
