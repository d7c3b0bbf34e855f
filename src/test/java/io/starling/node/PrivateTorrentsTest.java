package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.announce.TrackerClient;
import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.starling.bus.TrackerRequest;
import io.starling.storage.TorrentBuilder;
import io.starling.storage.TorrentSpec;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A private torrent (BEP 27): its own trackers name its peers, and nobody else is told of it. */
class PrivateTorrentsTest {
    private static final String NOBODY = "127.0.0.1:1";

    @TempDir
    private Path directory;

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> trackerOps = new LinkedBlockingQueue<>();
    private LocalSwarm swarm;
    private Path original;
    private Metainfo metainfo;
    private Path torrent;

    @BeforeEach
    void open() throws Exception {
        swarm = new LocalSwarm(directory);
        swarm.tracker(0);
        original = swarm.file("file.bin", 100_000);
        TorrentSpec spec = new TorrentSpec(original, OptionalInt.empty(), List.of(), true, "");
        metainfo = TorrentBuilder.build(spec, 1, hashed -> {});
        torrent = Files.write(
                directory.resolve("file.torrent"), metainfo.torrent().toByteArray());
        swarm.vertx
                .eventBus()
                .<JsonObject>consumer(
                        Addresses.LOG,
                        message -> log.add(
                                BusJson.read(message.body(), LogEvent.class).text()))
                .completion()
                .await(30, TimeUnit.SECONDS);
        swarm.vertx.eventBus().<JsonObject>addOutboundInterceptor(sent -> {
            if (sent.message().address().equals(Addresses.TRACKER)) {
                trackerOps.add(sent.message().body().getString("op"));
            }
            sent.next();
        });
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    @Test
    void doesNotDialWhomAUserNames() throws Exception {
        GetOptions named = new GetOptions(List.of(NOBODY), List.of(), Duration.ofMinutes(1));
        LocalSwarm.await(swarm.peer("peer").node.get(torrent.toString(), named));

        assertThat(await(log, "is not dialled"))
                .isEqualTo("\"file.bin\": " + NOBODY
                        + " is not dialled: the torrent is private, and its trackers alone name its peers");
    }

    @Test
    void doesNotDialWhomALinkNames() throws Exception {
        publishByHand();
        swarm.peer("peer").get("magnet:?xt=urn:btih:" + metainfo.infoHash() + "&x.pe=" + NOBODY);

        assertThat(await(log, "is not dialled")).contains(NOBODY);
    }

    /** The tracker that somebody has published it at is one of its own. */
    @Test
    void dialsWhomItsTrackerNames() throws Exception {
        publishByHand();
        LocalSwarm.Peer seed = seed();
        assertThat(seed.transfer().status()).isEqualTo(TransferStatus.DOWNLOADED);

        LocalSwarm.Peer peer = swarm.peer("peer");
        peer.get(torrent.toString());

        peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        assertThat(Files.mismatch(original, directory.resolve("peer").resolve("file.bin")))
                .isEqualTo(-1);
    }

    @Test
    void isNotPublishedToATrackerThatDoesNotKnowIt() throws Exception {
        swarm.peer("peer").get(torrent.toString());

        await(trackerOps, "join");
        assertThat(next(trackerOps)).isEqualTo("join"); // as the first was answered with "unknown"
        assertThat(next(trackerOps)).isEqualTo("join");
    }

    @Test
    void isNotPublishedWhenItsFileIsShared() throws Exception {
        LocalSwarm.Peer seed = seed();

        InfoHash shared = LocalSwarm.await(
                        seed.node.share(directory.resolve("seed").resolve("file.bin"), ShareOptions.DEFAULT))
                .infoHash();

        assertThat(shared).isNotEqualTo(metainfo.infoHash());
        assertThat(seed.status().transfers()).hasSize(2);
    }

    /** A peer that has the file already. */
    private LocalSwarm.Peer seed() throws Exception {
        Path file = directory.resolve("seed").resolve("file.bin");
        Files.createDirectories(file.getParent());
        Files.copy(original, file);
        LocalSwarm.Peer seed = swarm.peer("seed");
        seed.get(torrent.toString());
        seed.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        return seed;
    }

    private void publishByHand() {
        TrackerRequest.Publish request = new TrackerRequest.Publish(metainfo.name(), metainfo.torrent());
        LocalSwarm.await(TrackerClient.overEventBus(swarm.vertx).publish(request));
    }

    private static String next(BlockingQueue<String> queue) throws InterruptedException {
        return await(queue, "");
    }

    private static String await(BlockingQueue<String> queue, String part) throws InterruptedException {
        while (true) {
            String next = queue.poll(60, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing says \"" + part + "\"");
            }
            if (next.contains(part)) {
                return next;
            }
        }
    }
}
