package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.TransferSnapshot;
import io.starling.storage.StorageMode;
import io.starling.testing.JarProcess;
import io.starling.torrent.Metainfo;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A downloading peer is killed at random moments, again and again, and goes on each time with all that it had. How many
 * rounds: {@code -Dstarling.kill.rounds=30}; the same moments again: {@code -Dstarling.kill.seed=…}, as printed.
 */
class KillRoundsIT {
    private static final int ROUNDS = Integer.getInteger("starling.kill.rounds", 6);
    private static final long SEED = Long.getLong("starling.kill.seed", System.nanoTime());

    /** From the first piece to the end of the temporary file. */
    private static final int ROUNDS_A_TRANSFER = 3;

    /** Beyond the first checkpoint; a directory, so that renaming has steps. */
    private static final List<Integer> LENGTHS = List.of(30 * SampleFiles.MIB + 1, 7, 20 * SampleFiles.MIB, 25_000_000);

    /** Two seconds for it all: nothing is missed, and nobody waits. */
    private static final int DOWN_KIBPS = 40 * 1024;

    @TempDir
    private static Path directory;

    private static JarSwarm swarm;
    private static Path original;
    private static Metainfo torrent;

    @BeforeAll
    static void startTrackerAndSeed() throws Exception {
        original = directory.resolve("shared/payload");
        for (int file = 0; file < LENGTHS.size(); file++) {
            SampleFiles.write(original.resolve(file + ".bin"), LENGTHS.get(file));
        }
        Path torrentFile = directory.resolve("payload.torrent");
        JarProcess.of("create", original.toString(), "-o", torrentFile.toString())
                .run();
        torrent = TransferOnDisk.torrentIn(torrentFile);
        swarm = JarSwarm.begin(directory);
        swarm.share(original);
    }

    @AfterAll
    static void endThem() throws Exception {
        swarm.close();
    }

    @ParameterizedTest
    @EnumSource(StorageMode.class)
    void goesOnWithAllThatItHad(StorageMode mode) throws Exception {
        Random random = new Random(31 * SEED + mode.ordinal());
        int transfers = Math.max(1, ROUNDS / StorageMode.values().length / ROUNDS_A_TRANSFER);
        for (int transfer = 0; transfer < transfers; transfer++) {
            String storage = mode.name().toLowerCase(Locale.ROOT);
            String name = storage + "-" + transfer;
            JsonObject peer = new JsonObject()
                    .put("storage", storage)
                    .put("maxDownloadKiBps", DOWN_KIBPS)
                    .put("get", JsonArray.of("payload"));
            TransferOnDisk onDisk = new TransferOnDisk(swarm.downloads(name), torrent, original);
            for (int round = 1; round < ROUNDS_A_TRANSFER; round++) {
                kill(name, peer, onDisk, KillMoment.ofDownload(random));
            }
            kill(name, peer, onDisk, KillMoment.ofReassembly(random));
            goOnToTheEnd(name, peer, onDisk);
        }
    }

    private static void kill(String name, JsonObject peer, TransferOnDisk onDisk, KillMoment moment) throws Exception {
        TransferOnDisk.Index before = onDisk.index();
        JarProcess process = swarm.launch(name, peer);
        moment.await(onDisk);
        process.kill();

        TransferOnDisk.Index after = onDisk.index();
        System.out.printf(
                "seed %d, %s: killed %s: %d of %d pieces%s%n",
                SEED,
                name,
                moment,
                after.slots().size(),
                torrent.grid().pieces(),
                after.isComplete() ? ", COMPLETE" : after.isRenaming() ? ", renaming" : "");
        assertThat(after.goesOnFrom(before))
                .as("what it had, and more: nothing anew")
                .isTrue();
        onDisk.assertSound();
        assertThat(process.err()).as("nothing is hashed again").noneMatch(line -> line.contains("to be hashed"));
    }

    private static void goOnToTheEnd(String name, JsonObject peer, TransferOnDisk onDisk) throws Exception {
        TransferOnDisk.Index before = onDisk.index();
        long missing = before.isComplete() ? 0 : torrent.grid().totalLength() - onDisk.bytesOf(before);

        try (JarNode last = swarm.peer(name, peer)) {
            TransferSnapshot done = last.awaitDownloaded(1).get(0);
            Poll.until("finished", onDisk::isFinished, isFinished -> isFinished);

            assertThat(done.downloaded()).as("bytes fetched, of those missing").isEqualTo(missing);
            assertThat(last.process().err()).noneMatch(line -> line.contains("to be hashed"));
        }
        assertThat(SampleFiles.sha256OfAll(onDisk.downloads().resolve("payload")))
                .isEqualTo(SampleFiles.sha256OfAll(original));
        deleteAll(onDisk.downloads());
    }

    /** The next transfer needs the room. */
    private static void deleteAll(Path downloads) throws Exception {
        try (Stream<Path> all = Files.walk(downloads)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
