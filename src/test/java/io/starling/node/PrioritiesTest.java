package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.PeerCommand;
import io.starling.bus.TrackerRequest;
import io.starling.bus.TransferFiles;
import io.starling.bus.TransferFiles.TransferFile;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceSet;
import io.starling.torrent.Priority;
import io.starling.torrent.PriorityGlobs;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a directory that come first and last. In which order pieces came, the tracker is told. */
class PrioritiesTest {
    private static final int PIECE = 16 * 1024;
    private static final int PIECES_EACH = 60;
    private static final int PIECES = 3 * PIECES_EACH + 1;

    /** The boundaries between files lie within pieces. */
    private static final int LENGTH = PIECES_EACH * PIECE + 100;

    /** Several workers verify pieces, some at a time, and one may stand still for a while. In no order it would be twice as many. */
    private static final int OUT_OF_ORDER = 20;

    private static final PriorityGlobs LAST_FIRST =
            new PriorityGlobs(List.of("c.*"), List.of(), List.of("a.bin", "c.txt"));

    @TempDir
    private Path directory;

    private LocalSwarm swarm;
    private LocalSwarm.Peer seed;
    private volatile PeerId seedId;
    private final List<Integer> came = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws Exception {
        swarm = new LocalSwarm(directory);
        swarm.vertx.eventBus().<JsonObject>addOutboundInterceptor(sent -> {
            if (sent.message().address().equals(Addresses.TRACKER) && sent.body() instanceof JsonObject body) {
                told(TrackerRequest.read(body))
                        .filter(piece -> !came.contains(piece))
                        .forEach(came::add);
            }
            sent.next();
        });
        swarm.tracker(0);
        seed = swarm.peer("seed");
        seedId = seed.status().peerId();
        for (String file : List.of("a.bin", "b.bin", "deep/c.txt")) {
            swarm.file("tree/" + file, LENGTH);
        }
        seed.share(directory.resolve("original/tree"), PIECE);
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    /** The pieces that somebody says to have; all of them at once when a tracker that stood still has forgotten it. */
    private Stream<Integer> told(TrackerRequest request) {
        if (request instanceof TrackerRequest.Update update) {
            return update.pieces().stream();
        }
        return request instanceof TrackerRequest.Join join
                        && !join.peerId().equals(seedId)
                        && join.bitfield().size() == PieceSet.bitfieldLength(PIECES)
                ? PieceSet.ofBitfield(join.bitfield(), PIECES).stream().boxed()
                : Stream.of();
    }

    private static InfoHash get(LocalSwarm.Peer peer, PriorityGlobs priorities) {
        GetOptions options = new GetOptions(List.of(), List.of(), priorities, Duration.ofSeconds(20));
        return LocalSwarm.await(peer.node.get("tree", options)).infoHash();
    }

    private static void awaitDownloaded(LocalSwarm.Peer peer) {
        peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
    }

    /** The last pieces are told when what was told before is answered, and that may be after all is done. */
    private void awaitDownloadedAndTold(LocalSwarm.Peer peer, int pieces) {
        peer.awaitTransfer(
                "downloaded, and the tracker told of " + pieces + " pieces",
                now -> now.status() == TransferStatus.DOWNLOADED
                        && now.piecesHave() == pieces
                        && came.size() == pieces);
    }

    private TransferSnapshot choose(InfoHash infoHash, List<String> files, PriorityGlobs priorities) {
        PeerCommand.Choose choose = new PeerCommand.Choose(infoHash, files, priorities);
        return LocalSwarm.await(new PeerBus(swarm.vertx, "peer").transfer(choose, Duration.ofSeconds(20)));
    }

    private TransferFiles files(InfoHash infoHash, String query, Integer page, Integer size) {
        PeerCommand.Files asked = new PeerCommand.Files(infoHash, query, page, size);
        return LocalSwarm.await(new PeerBus(swarm.vertx, "peer")
                .send(asked, Duration.ofSeconds(20))
                .map(body -> BusJson.read(body, TransferFiles.class)));
    }

    private List<Priority> priorities(InfoHash infoHash) {
        return files(infoHash, null, null, null).files().stream()
                .map(TransferFile::priority)
                .toList();
    }

    private static long fromFile(int file, List<Integer> pieces) {
        return pieces.stream().filter(piece -> piece / PIECES_EACH == file).count();
    }

    private List<Integer> first(int count) {
        return came.subList(0, count);
    }

    private List<Integer> last(int count) {
        return came.subList(PIECES - count, PIECES);
    }

    @Test
    void whatComesFirstIsFetchedFirstAndWhatComesLastLast() {
        LocalSwarm.Peer peer = swarm.peer("peer", options -> options.setMaxDownloadKiBps(1024));
        InfoHash infoHash = get(peer, LAST_FIRST);
        awaitDownloadedAndTold(peer, PIECES);

        assertThat(priorities(infoHash)).containsExactly(Priority.LOW, Priority.NORMAL, Priority.HIGH);
        assertThat(came)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, PIECES).boxed().toList());
        assertThat(fromFile(2, first(PIECES_EACH))).isGreaterThan(PIECES_EACH - OUT_OF_ORDER);
        assertThat(fromFile(0, last(PIECES_EACH))).isGreaterThan(PIECES_EACH - OUT_OF_ORDER);
    }

    @Test
    void theyAreSaidWhileItRunsToo() {
        LocalSwarm.Peer peer = swarm.peer("peer", options -> options.setMaxDownloadKiBps(256));
        InfoHash infoHash = get(peer, PriorityGlobs.NONE);
        peer.awaitTransfer("underway", now -> now.piecesHave() > 0);
        choose(infoHash, null, LAST_FIRST);
        awaitDownloadedAndTold(peer, PIECES);

        assertThat(fromFile(2, last(PIECES_EACH)))
                .as("came when others were to come: " + came)
                .isLessThan(OUT_OF_ORDER);
    }

    @Test
    void aRestartForgetsNothingAndWhatIsTakenBackStaysSo() {
        LocalSwarm.Peer peer = swarm.peer("peer", options -> options.setMaxDownloadKiBps(64));
        InfoHash infoHash = get(peer, LAST_FIRST);
        peer.stop();

        LocalSwarm.Peer again = swarm.peer("peer", options -> options.setMaxDownloadKiBps(64));
        again.awaitTransfer("underway", now -> now.status() == TransferStatus.DOWNLOADING);
        assertThat(priorities(infoHash)).containsExactly(Priority.LOW, Priority.NORMAL, Priority.HIGH);

        choose(infoHash, null, new PriorityGlobs(List.of(), List.of("*"), List.of("b.bin")));
        again.stop();
        LocalSwarm.Peer last = swarm.peer("peer");
        awaitDownloaded(last);
        assertThat(priorities(infoHash)).containsExactly(Priority.NORMAL, Priority.LOW, Priority.NORMAL);
    }

    @Test
    void theyHoldForFilesThatAreWantedLater() {
        LocalSwarm.Peer peer = swarm.peer("peer", options -> options.setMaxDownloadKiBps(1024));
        GetOptions one = new GetOptions(List.of(), List.of("b.bin"), LAST_FIRST, Duration.ofSeconds(20));
        InfoHash infoHash = LocalSwarm.await(peer.node.get("tree", one)).infoHash();
        awaitDownloadedAndTold(peer, PIECES_EACH + 1);

        choose(infoHash, List.of("/a.bin", "/deep/*"), null);
        awaitDownloadedAndTold(peer, PIECES);

        assertThat(fromFile(0, last(PIECES_EACH))).isGreaterThan(PIECES_EACH - OUT_OF_ORDER);
    }

    @Test
    void whatIsPausedStaysSoWhenMoreIsWanted() {
        LocalSwarm.Peer peer = swarm.peer("peer", options -> options.setMaxDownloadKiBps(64));
        GetOptions one = new GetOptions(List.of(), List.of("b.bin"), Duration.ofSeconds(20));
        TorrentHandle transfer = LocalSwarm.await(peer.node.get("tree", one));
        LocalSwarm.await(transfer.pause());

        TransferSnapshot chosen = choose(transfer.infoHash(), List.of("a.bin"), null);

        assertThat(chosen.status()).isEqualTo(TransferStatus.PAUSED);
        assertThat(chosen.piecesWanted()).isEqualTo(2 * PIECES_EACH + 1);
    }

    @Test
    void theFilesAreListed() {
        LocalSwarm.Peer peer = swarm.peer("peer");
        GetOptions one = new GetOptions(List.of(), List.of("b.bin"), LAST_FIRST, Duration.ofSeconds(20));
        InfoHash infoHash = LocalSwarm.await(peer.node.get("tree", one)).infoHash();
        awaitDownloaded(peer);

        // Of a, the bytes that are on the piece where b begins; of c, those on the piece where b ends.
        TransferFile a = new TransferFile("a.bin", LENGTH, 100, false, Priority.LOW);
        TransferFile b = new TransferFile("b.bin", LENGTH, LENGTH, true, Priority.NORMAL);
        TransferFile c = new TransferFile("deep/c.txt", LENGTH, PIECE - 200, false, Priority.HIGH);
        assertThat(files(infoHash, null, null, null)).isEqualTo(new TransferFiles(List.of(a, b, c), 3));
        assertThat(files(infoHash, null, 1, 2)).isEqualTo(new TransferFiles(List.of(c), 3));
        assertThat(files(infoHash, "DEEP/", null, null)).isEqualTo(new TransferFiles(List.of(c), 1));
        assertThat(files(infoHash, "none", 0, 2)).isEqualTo(new TransferFiles(List.of(), 0));
    }

    @Test
    void aGlobThatMatchesNothingIsRefusedAndNothingIsBegunOrChanged() {
        LocalSwarm.Peer peer = swarm.peer("peer", options -> options.setMaxDownloadKiBps(64));
        PriorityGlobs wrong = new PriorityGlobs(List.of("a.bin"), List.of(), List.of("*.iso"));
        assertThatThrownBy(() -> get(peer, wrong))
                .hasMessageContaining("priorities.low: \"*.iso\" matches no file of \"tree\"");
        assertThat(peer.status().transfers()).isEmpty();

        InfoHash infoHash = get(peer, PriorityGlobs.NONE);
        assertThatThrownBy(() -> choose(infoHash, List.of("a.bin"), wrong)).hasMessageContaining("priorities.low");
        assertThat(priorities(infoHash)).containsOnly(Priority.NORMAL);
    }

    @Test
    void oneGlobWithASlashInFrontIsForOneFile() throws Exception {
        swarm.file("twice/a.txt", 100);
        swarm.file("twice/deep/a.txt", 100);
        seed.share(directory.resolve("original/twice"), PIECE);
        LocalSwarm.Peer peer = swarm.peer("peer");
        GetOptions one = new GetOptions(List.of(), List.of("/a.txt"), Duration.ofSeconds(20));
        InfoHash infoHash = LocalSwarm.await(peer.node.get("twice", one)).infoHash();

        assertThat(files(infoHash, null, null, null).files().stream()
                        .filter(TransferFile::wanted)
                        .map(TransferFile::path))
                .containsExactly("a.txt");
    }
}
