package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.starling.bus.PeerCommand;
import io.starling.bus.TransferSnapshot;
import io.starling.cli.BusObserver;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes and an observer on their bus, while one of them goes, comes back, or stands still. */
class ClusterIT {
    private static final Set<String> ALL = Set.of("n1", "n2", "n3");

    /** From its connections, which end with it. */
    private static final Duration GONE = Duration.ofSeconds(5);

    /** From its missing heartbeats, of which five seconds are the measure. */
    private static final Duration HANGS = Duration.ofSeconds(15);

    private static final Duration RIGHT_AGAIN = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static JarCluster cluster;
    private static BusObserver observer;
    private static int listenersToTheLog;

    @BeforeAll
    static void threeNodesThatAllHaveAFile() throws Exception {
        cluster = JarCluster.begin(directory, "n1", "n2", "n3");
        observer = cluster.observer();
        Path file = SampleFiles.write(directory.resolve("shared.bin"), 300_000);
        observer.request(Addresses.peer("n1"), new PeerCommand.Share(file.toString(), null).toJson());
        for (String name : List.of("n2", "n3")) {
            cluster.node(name).get("shared.bin");
            cluster.node(name).awaitDownloaded(1);
        }
        awaitSeeds(3);
        listenersToTheLog = observer.consumers(Addresses.LOG);
    }

    @AfterAll
    static void endThem() {
        cluster.close();
    }

    /** What the active tracker says. */
    private static void awaitSeeds(int expected) throws Exception {
        Poll.until("seeds " + expected, ClusterIT::seeds, seeds -> seeds == expected);
    }

    private static int seeds() {
        try {
            JsonObject list = new JsonObject().put("v", 1).put("op", "list").put("query", "shared.bin");
            JsonArray files = observer.request(Addresses.TRACKER, list).getJsonArray("files");
            return files.isEmpty() ? 0 : files.getJsonObject(0).getInteger("seeds");
        } catch (Exception e) {
            return -1; // No tracker answers at the moment.
        }
    }

    private static void isWithin(Duration most, Instant since) {
        assertThat(Duration.between(since, Instant.now())).isLessThan(most);
    }

    private static List<String> warnings(String node) {
        return cluster.node(node).process().err().stream()
                .filter(line -> line.matches("\\S+ (WARN|ERROR) .*") || !line.matches("\\d\\d:.*|Watch it at .*"))
                .toList();
    }

    @Test
    void aNodeThatEndsOrIsKilledIsGoneAtOnceAndItsNameIsFree() throws Exception {
        Instant ended = Instant.now();
        assertThat(cluster.terminate("n3")).isEqualTo(143);
        cluster.awaitTogether(Set.of("n1", "n2"));
        isWithin(GONE, ended);
        cluster.restart("n3");
        cluster.awaitTogether();

        Instant killed = Instant.now();
        cluster.kill("n3");
        cluster.awaitTogether(Set.of("n1", "n2"));
        isWithin(GONE, killed);
        cluster.restart("n3");
        cluster.awaitTogether();
        awaitSeeds(3);

        assertThat(warnings("n1")).as("of what nobody has to look after").isEmpty();
        everyConsumerIsRegisteredOnce();
    }

    /** The oldest one, which is the active tracker's. */
    @Test
    void aNodeThatStandsStillIsLeftOutAndIsRightAgainSoonAfterItWakes() throws Exception {
        String oldest = cluster.seenBy("n2").get(0);
        Set<String> others = ALL.stream().filter(name -> !name.equals(oldest)).collect(Collectors.toSet());

        Instant stopped = Instant.now();
        cluster.pause(oldest);
        cluster.awaitTogether(others);
        isWithin(HANGS, stopped);
        awaitSeeds(2);

        Instant woken = Instant.now();
        cluster.resume(oldest);
        cluster.awaitTogether();
        awaitSeeds(3);
        everyConsumerIsRegisteredOnce();
        isWithin(RIGHT_AGAIN, woken);
    }

    private static void everyConsumerIsRegisteredOnce() throws Exception {
        isRegistered(Addresses.TRACKER, 1);
        for (String name : ALL) {
            isRegistered(Addresses.peer(name), 1);
            JsonObject status = observer.request(Addresses.peer(name), new PeerCommand.Status().toJson());
            TransferSnapshot transfer =
                    BusJson.read(status.getJsonArray("transfers").getJsonObject(0), TransferSnapshot.class);
            assertThat(transfer.status()).isEqualTo(TransferStatus.DOWNLOADED);
        }
        isRegistered(Addresses.LOG, listenersToTheLog);
        String text = "said once, " + Instant.now();
        LogEvent event = new LogEvent(Instant.now(), LogEvent.Level.INFO, BusObserver.NAME, null, text);
        observer.publish(Addresses.LOG, BusJson.write(event));
        for (String name : ALL) {
            assertThat(cluster.node(name)
                            .process()
                            .awaitErr(".*\\Q" + text + "\\E")
                            .group())
                    .isNotEmpty();
            assertThat(cluster.node(name).process().err())
                    .filteredOn(line -> line.endsWith(text))
                    .hasSize(1);
        }
    }

    private static void isRegistered(String address, int times) throws Exception {
        Poll.until("consumers of " + address + ": " + times, () -> observer.consumers(address), n -> n == times);
    }
}
