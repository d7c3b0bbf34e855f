package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.starling.bus.TransferFiles.TransferFile;
import io.starling.bus.TransferSnapshot;
import io.starling.testing.JarProcess;
import io.starling.torrent.Priority;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers that are ended in the middle, rudely and politely: what they have stays, and the tracker knows who is gone. */
class KilledAndResumedIT {
    /** A download that has seconds left when it is ended in the middle. */
    private static final int SLOW_KIBPS = 2_048;

    private static final int LENGTH = 12 * SampleFiles.MIB + 54_321;

    /**
     * What may be fetched twice: pieces that were begun and not complete, and what was under way in the sockets. Far less
     * than what the first run had, so that a download that begins anew is seen.
     */
    private static final long LOST_AT_MOST = 3L * SampleFiles.MIB;

    @TempDir
    private Path directory;

    private JarSwarm swarm;
    private Path big;
    private Path other;

    @BeforeEach
    void startTheTracker() throws Exception {
        swarm = JarSwarm.begin(directory, JarSwarm.SLOW_HEARTBEAT_MILLIS);
        big = SampleFiles.write(directory.resolve("shared/big.bin"), LENGTH);
        other = SampleFiles.write(directory.resolve("shared/other.bin"), LENGTH);
    }

    @AfterEach
    void endThem() throws Exception {
        swarm.close();
    }

    /** A seed that tells what it has sent, and sends so slowly that there is a middle. */
    private JarNode slowSeed() throws Exception {
        return slowSeed(SLOW_KIBPS);
    }

    private JarNode slowSeed(int kibps) throws Exception {
        JsonObject peer =
                new JsonObject().put("share", JsonArray.of(big.toString())).put("maxUploadKiBps", kibps);
        JarNode seed = swarm.peer("seed", peer);
        awaitPeers("big.bin", 1);
        return seed;
    }

    private void awaitPeers(String name, int peers) throws Exception {
        Poll.until(
                name + " has " + peers + " peers",
                () -> swarm.listed(name),
                file -> file.isPresent() && file.get().peers() == peers);
    }

    @Test
    void aGetThatWasKilledGoesOnWithWhatItHas() throws Exception {
        JarNode seed = slowSeed();
        Path to = directory.resolve("got");
        JarProcess killed = swarm.get("big.bin", to);
        killed.awaitErr("big\\.bin: [4-8]\\d %.*");

        killed.kill();
        JarProcess again = swarm.get("big.bin", to);

        assertThat(again.awaitExit()).isZero();
        assertThat(again.out()).containsExactly(to.resolve("big.bin").toString());
        assertThat(SampleFiles.sha256(to.resolve("big.bin"))).isEqualTo(SampleFiles.sha256(big));
        long sent = seed.transfers().get(0).uploaded();
        assertThat(sent).isBetween((long) LENGTH, LENGTH + LOST_AT_MOST);
        assertThat(again.err().get(0)).matches("big\\.bin: [4-9]\\d %.*");
    }

    @Test
    void aNodeThatWasKilledGoesOnWithBothItsTransfers() throws Exception {
        swarm.share(big, other);
        JsonObject peer = new JsonObject()
                .put("get", JsonArray.of("big.bin", "other.bin"))
                .put("maxDownloadKiBps", 2 * SLOW_KIBPS);
        JarNode killed = swarm.peer("leech", peer);
        killed.await(2, "in the middle", transfer -> transfer.piecesHave() * 3 > transfer.pieces());
        Map<String, TransferSnapshot> before = byName(killed.transfers());

        killed.process().kill();
        // Its transfers are on disk: the configuration need not name them again.
        JarNode again = swarm.peer("leech", new JsonObject());
        Map<String, TransferSnapshot> after = byName(again.await(2, "here again", transfer -> true));

        assertThat(after.keySet()).isEqualTo(before.keySet());
        after.forEach((name, transfer) -> assertThat(transfer.piecesHave())
                .as(name)
                .isGreaterThanOrEqualTo(before.get(name).piecesHave()));
        for (TransferSnapshot done : again.awaitDownloaded(2)) {
            TransferSnapshot then = before.get(done.name());
            long had = (long) then.piecesHave() * then.pieceLength();
            assertThat(done.downloaded()).as(done.name()).isLessThanOrEqualTo(LENGTH - had + LOST_AT_MOST);
            Path copy = swarm.downloads("leech").resolve(done.name());
            assertThat(done.files()).containsExactly(copy.toString());
            assertThat(SampleFiles.sha256(copy))
                    .isEqualTo(SampleFiles.sha256(directory.resolve("shared").resolve(done.name())));
        }
    }

    @Test
    void aNodeThatWasKilledKnowsWhichFilesComeFirst() throws Exception {
        swarm.share(directory.resolve("shared"));
        JsonObject peer = new JsonObject().put("get", JsonArray.of("shared")).put("maxDownloadKiBps", SLOW_KIBPS / 4);
        JarNode killed = swarm.peer("leech", peer);
        TransferSnapshot begun = killed.await(1, "under way", transfer -> transfer.piecesHave() > 0)
                .get(0);
        JsonObject priorities =
                new JsonObject().put("high", JsonArray.of("other.*")).put("low", JsonArray.of("*"));
        killed.change(begun, new JsonObject().put("priorities", priorities));

        killed.process().kill();
        JarNode again = swarm.peer("leech", new JsonObject());
        again.awaitDownloaded(1);

        assertThat(again.files(begun))
                .extracting(TransferFile::path, TransferFile::priority)
                .containsExactly(tuple("big.bin", Priority.LOW), tuple("other.bin", Priority.HIGH));
    }

    private static Map<String, TransferSnapshot> byName(List<TransferSnapshot> transfers) {
        return transfers.stream().collect(Collectors.toMap(TransferSnapshot::name, Function.identity()));
    }

    @ParameterizedTest
    @CsvSource({"TERM,143", "INT,130"})
    void aGetThatIsEndedByASignalIsGoneFromTheTrackerAtOnce(String signal, int exitCode) throws Exception {
        slowSeed(SLOW_KIBPS / 4); // not done before the signal comes, however slow this machine is
        JarProcess get = swarm.get("big.bin", directory.resolve("got"));
        get.awaitErr("big\\.bin: [1-8]\\d %.*");
        awaitPeers("big.bin", 2);

        get.signal(signal);

        assertThat(get.awaitExit()).isEqualTo(exitCode);
        assertThat(get.out()).isEmpty();
        JsonObject listed = swarm.list("big.bin");
        assertThat(listed.getInteger("peers")).isEqualTo(1);
        assertThat(listed.getInteger("seeds")).isEqualTo(1);
    }

    @Test
    void aSeedThatIsEndedIsGoneFromTheTrackerAtOnce() throws Exception {
        JarProcess share = swarm.share(big);
        awaitPeers("big.bin", 1);

        assertThat(share.terminate()).isEqualTo(143);

        JsonObject listed = swarm.list("big.bin");
        assertThat(listed.getInteger("peers")).isZero();
        assertThat(listed.getInteger("seeds")).isZero();
    }
}
