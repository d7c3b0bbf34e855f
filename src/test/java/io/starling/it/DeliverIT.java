package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Delivery;
import io.starling.bus.Delivery.State;
import io.starling.bus.Delivery.Target;
import io.starling.testing.JarProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four nodes, each in a JVM of its own, whose files are pushed from one to the others while one or another is killed. The
 * seed's node is never killed and never the active tracker; which of the others is, they say themselves.
 */
class DeliverIT {
    private static final String SEED = "seed";

    /** A file that somebody is killed over takes this long at the least, in seconds. */
    private static final int SECONDS = 4;

    private static final int SLOW_KIBPS = 8 * 1024;

    @TempDir
    private static Path directory;

    private static JarCluster cluster;
    private static Path big;

    private String active;
    private String second;
    private String third;

    @BeforeAll
    static void fourNodesOfWhichOneShares() throws Exception {
        big = SampleFiles.write(directory.resolve("shared/big.bin"), 112 * SampleFiles.MIB + 4_321);
        JsonArray slow = new JsonArray();
        for (String name : List.of("tracker.bin", "asked.bin", "target.bin")) {
            slow.add(shared(name).toString());
            SampleFiles.write(shared(name), SECONDS * SLOW_KIBPS * 1024);
        }
        cluster = JarCluster.begin(directory, "n1", "n2", "n3");
        cluster.start(
                SEED,
                new JsonObject()
                        .put(
                                "peers",
                                JsonArray.of(
                                        peer("fast").put("share", JsonArray.of(big.toString())),
                                        peer("slow").put("share", slow).put("maxUploadKiBps", SLOW_KIBPS))));
        cluster.awaitTogether();
    }

    private static Path shared(String name) {
        return directory.resolve("shared").resolve(name);
    }

    private static JsonObject peer(String id) {
        return new JsonObject()
                .put("id", id)
                .put("port", 0)
                .put("downloadDir", directory.resolve(id).toString());
    }

    @AfterAll
    static void endThem() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void whoIsWho() {
        List<String> oldestFirst = cluster.seenBy(SEED);
        assertThat(oldestFirst).hasSize(4).element(0).isNotEqualTo(SEED);
        active = oldestFirst.get(0);
        List<String> others = oldestFirst.stream()
                .filter(name -> !name.equals(active) && !name.equals(SEED))
                .toList();
        second = others.get(0);
        third = others.get(1);
    }

    private static JarProcess deliver(String name, String askedNode, String... to) {
        return deliver(List.of(), name, askedNode, to);
    }

    private static JarProcess deliver(List<String> options, String name, String askedNode, String... to) {
        String dashboard = cluster.node(askedNode).dashboard();
        Stream<String> command = Stream.of("deliver", name, "--to", String.join(",", to), "--node", dashboard);
        return JarProcess.of(Stream.concat(command, options.stream()).toArray(String[]::new))
                .start();
    }

    private static String idOf(JarProcess deliver) {
        return deliver.awaitErr("delivery (\\S+) of .*").group(1);
    }

    private static Delivery await(String askedNode, String id, String expectation, Predicate<Delivery> isExpected)
            throws Exception {
        return Poll.until(
                        "delivery " + id + " " + expectation,
                        () -> cluster.node(askedNode).delivery(id),
                        delivery -> delivery.filter(isExpected).isPresent())
                .orElseThrow();
    }

    private static void awaitBegun(String askedNode, String id) throws Exception {
        await(
                askedNode,
                id,
                "has begun with all",
                delivery -> delivery.targets().stream()
                        .allMatch(target -> target.state() == Target.State.FETCHING && target.have() > 0));
    }

    private static Delivery awaitDelivered(String askedNode, String id) throws Exception {
        return await(askedNode, id, "DELIVERED", delivery -> delivery.state() == State.DELIVERED);
    }

    private static void assertSame(String name, String... nodes) throws IOException {
        String expected = SampleFiles.sha256(shared(name));
        for (String node : nodes) {
            Path copy = cluster.downloads(node).resolve(name);
            assertThat(Files.exists(copy)).as(copy.toString()).isTrue();
            assertThat(SampleFiles.sha256(copy)).as(node).isEqualTo(expected);
        }
    }

    @Test
    void allGetTheSameFileAndTheCommandEndsWithZero() throws Exception {
        try (JarProcess deliver = deliver("big.bin", third, "all")) {
            assertThat(deliver.awaitExit()).isZero();

            assertThat(deliver.out()).hasSize(5).allMatch(line -> line.matches("\\S+\tDELIVERED\t\\S+"));
            assertThat(deliver.err()).anyMatch(line -> line.matches(active + ": 100 %, .*, has it"));
            assertSame("big.bin", "n1", "n2", "n3");
        }
    }

    @Test
    void theNodeOfTheActiveTrackerIsKilledAndTheDeliveryCompletes() throws Exception {
        try (JarProcess deliver = deliver("tracker.bin", third, second, third)) {
            awaitBegun(third, idOf(deliver));

            cluster.kill(active);

            assertThat(deliver.awaitExit()).isZero();
            assertSame("tracker.bin", second, third);
            assertThat(awaitDelivered(second, idOf(deliver)).targets())
                    .extracting(Target::peer)
                    .containsExactly(second, third);
        }
        cluster.restart(active);
        cluster.awaitTogether();
    }

    @Test
    void theNodeThatWasAskedIsKilledAndTheDeliveryCompletes() throws Exception {
        try (JarProcess deliver = deliver("asked.bin", third, active, second)) {
            awaitBegun(second, idOf(deliver));

            cluster.kill(third);

            awaitDelivered(second, idOf(deliver));
            assertSame("asked.bin", active, second);
        }
        cluster.restart(third);
        cluster.awaitTogether();
    }

    @Test
    void aTargetIsKilledAndNamedAndGetsTheFileWhenItIsBack() throws Exception {
        try (JarProcess patient = deliver(List.of("--wait", "60"), "target.bin", second, active, second, third);
                JarProcess deliver = deliver("target.bin", second, active, second, third)) {
            String id = idOf(patient);
            awaitBegun(second, id);

            cluster.kill(third);

            assertThat(deliver.awaitExit()).isEqualTo(1);
            assertThat(idOf(deliver)).isEqualTo(id);
            assertThat(deliver.err())
                    .last()
                    .asString()
                    .matches("starling: 1 of 3 peers lack target\\.bin: " + third + " \\(is not there, since .*");
            Delivery partial = cluster.node(second).delivery(id).orElseThrow();
            assertThat(partial.state()).isEqualTo(State.PARTIAL);
            assertThat(partial.missing()).extracting(Target::peer).containsExactly(third);

            cluster.restart(third);
            assertThat(patient.awaitExit()).isZero();
            assertSame("target.bin", active, second, third);
        }
        cluster.awaitTogether();
    }
}
