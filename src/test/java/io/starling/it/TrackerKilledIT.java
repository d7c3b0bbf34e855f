package io.starling.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.announce.TrackerClient;
import io.starling.bencode.ByteString;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.storage.TorrentBuilder;
import io.starling.storage.TorrentSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tracker is killed while torrents are being published: what it has confirmed, it has. Rounds and seed as in
 * {@link KillRoundsIT}.
 */
class TrackerKilledIT {
    private static final int ROUNDS = Math.max(1, Integer.getInteger("starling.kill.rounds", 6) / 3);
    private static final long SEED = Long.getLong("starling.kill.seed", System.nanoTime());
    private static final int TORRENTS_A_ROUND = 300;

    /** A client has no more than 1,024 requests under way. */
    private static final int ASKED_AT_ONCE = 500;

    /** About as long as it takes to publish half of them. */
    private static final int KILLED_WITHIN_MILLIS = 400;

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, ByteString> torrents = new TreeMap<>();
    private JarSwarm swarm;

    @BeforeEach
    void startTheTracker() throws Exception {
        swarm = JarSwarm.begin(directory);
        for (int i = 0; i < ROUNDS * TORRENTS_A_ROUND; i++) {
            Path file = SampleFiles.write(directory.resolve("files/file-" + i), 10 + i);
            torrents.put(
                    "file-" + i,
                    TorrentBuilder.build(TorrentSpec.of(file), 1, hashed -> {}).torrent());
        }
    }

    @AfterEach
    void endThem() throws Exception {
        swarm.close();
        vertx.close().await(10, SECONDS);
    }

    private TrackerClient client() {
        return TrackerClient.overTcp(
                vertx, "127.0.0.1", Integer.parseInt(swarm.trackerAddress().split(":")[1]));
    }

    @Test
    void whatItHasConfirmedIsThereAndNothingIsDamaged() throws Exception {
        Random random = new Random(SEED);
        Set<String> confirmed = new ConcurrentSkipListSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            publishUntilKilled(round, random, confirmed);
            swarm.restartTracker();

            Set<String> listed = listed();
            System.out.printf(
                    "seed %d, round %d: %d confirmed, %d listed%n", SEED, round, confirmed.size(), listed.size());
            assertThat(listed).containsAll(confirmed);
            assertThat(swarm.tracker().process().err()).noneMatch(line -> line.contains("damaged"));
            // Not confirmed, and there all the same: it was on its way, and is there whole.
            confirmed.addAll(listed);
            assertWhole(confirmed);
        }
    }

    private void publishUntilKilled(int round, Random random, Set<String> confirmed) throws Exception {
        TrackerClient client = client();
        int before = confirmed.size();
        for (int i = round * TORRENTS_A_ROUND; i < (round + 1) * TORRENTS_A_ROUND; i++) {
            String name = "file-" + i;
            client.publish(new TrackerRequest.Publish(name, torrents.get(name)))
                    .onSuccess(published -> confirmed.add(name));
        }
        Poll.until("the first is confirmed", confirmed::size, size -> size > before);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(KILLED_WITHIN_MILLIS)));
        swarm.tracker().process().kill();
        client.close().await(10, SECONDS);
    }

    private Set<String> listed() throws Exception {
        TrackerClient client = client();
        try {
            Set<String> names = new ConcurrentSkipListSet<>();
            for (int page = 0; ; page++) {
                TrackerReply.Listing listing = client.list(new TrackerRequest.ListFiles(null, page, null))
                        .await(10, SECONDS);
                names.addAll(listing.files().stream()
                        .map(TrackerReply.ListedFile::name)
                        .collect(Collectors.toSet()));
                if (names.size() >= listing.total()) {
                    return names;
                }
            }
        } finally {
            client.close().await(10, SECONDS);
        }
    }

    private void assertWhole(Set<String> names) throws Exception {
        TrackerClient client = client();
        try {
            List<String> all = List.copyOf(names);
            for (int from = 0; from < all.size(); from += ASKED_AT_ONCE) {
                List<Future<TrackerReply.Found>> found =
                        all.subList(from, Math.min(from + ASKED_AT_ONCE, all.size())).stream()
                                .map(name -> client.find(new TrackerRequest.Find(name, null)))
                                .toList();
                for (Future<TrackerReply.Found> each : found) {
                    TrackerReply.Found torrent = each.await(30, SECONDS);
                    assertThat(torrent.torrent()).isEqualTo(torrents.get(torrent.name()));
                }
            }
        } finally {
            client.close().await(10, SECONDS);
        }
    }

    @Test
    void aDamagedEntryIsSetAsideAndNamedAndTheOthersAreThere() throws Exception {
        TrackerClient client = client();
        for (String name : List.of("file-0", "file-1", "file-2")) {
            client.publish(new TrackerRequest.Publish(name, torrents.get(name))).await(10, SECONDS);
        }
        client.close().await(10, SECONDS);
        swarm.tracker().process().kill();
        Path damaged = torrentFiles().get(1);
        flipABitOfAHash(damaged);

        swarm.restartTracker();

        swarm.tracker().process().awaitErr(".*\\Q" + damaged.getFileName() + "\\E is damaged and was set aside: .*");
        assertThat(listed()).hasSize(2);
        assertWhole(listed());
        assertThat(damaged.resolveSibling(damaged.getFileName() + ".damaged")).exists();
    }

    private List<Path> torrentFiles() throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve("tracker/data"))) {
            return all.filter(path -> path.toString().endsWith(".torrent"))
                    .sorted()
                    .toList();
        }
    }

    /** The piece hashes are the last of the torrent's info, and that the last of the torrent. */
    private static void flipABitOfAHash(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long position = bytes.length() - 10;
            bytes.seek(position);
            int before = bytes.read();
            bytes.seek(position);
            bytes.write(before ^ 1);
        }
    }
}
