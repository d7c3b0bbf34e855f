package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.ByteString;
import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.PeerCommand;
import io.starling.bus.TransferFiles;
import io.starling.bus.TransferFiles.TransferFile;
import io.starling.bus.TransferSnapshot;
import io.starling.peer.Encryption;
import io.starling.testing.MetadataSupplier;
import io.starling.torrent.InfoHash;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.Priority;
import io.starling.torrent.PriorityGlobs;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a magnet link names and that our tracker does not know: the rest is got of peers (BEP 9). */
class MagnetTransferTest {
    /** Three pieces of metadata. */
    private static final int PIECES = 2_000;

    private static final int PIECE = 16 * 1024;

    private static final String NOBODY = "127.0.0.1:1";

    @TempDir
    private Path directory;

    /** Of those who have the file, with a tracker that the others do not ask. */
    private LocalSwarm elsewhere;

    private LocalSwarm here;
    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

    @BeforeEach
    void begin() throws Exception {
        elsewhere = new LocalSwarm(directory.resolve("elsewhere"));
        here = new LocalSwarm(directory.resolve("here"));
        here.vertx
                .eventBus()
                .<JsonObject>consumer(
                        Addresses.LOG, event -> log.add(event.body().getString("text")))
                .completion()
                .await(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        here.close();
        elsewhere.close();
    }

    private LocalSwarm.Peer leech() {
        return leech(UnaryOperator.identity());
    }

    private LocalSwarm.Peer leech(UnaryOperator<PeerOptions> change) {
        return here.peer("leech", change);
    }

    private static String link(Object infoHash, String more) {
        return "magnet:?xt=urn:btih:" + infoHash + "&dn=some%20file" + more;
    }

    private static void awaitFile(LocalSwarm.Peer leech, Path original) throws IOException {
        TransferSnapshot done =
                leech.awaitTransfer("DOWNLOADED", transfer -> transfer.status() == TransferStatus.DOWNLOADED);
        Path file = Path.of(done.files().get(0));
        assertThat(Files.mismatch(file, original)).isEqualTo(-1);
        Path kept = file.resolveSibling(".starling").resolve(done.infoHash().hex());
        assertThat(kept.resolve("meta.torrent")).exists();
        assertThat(kept.resolve("magnet")).doesNotExist();
    }

    private void awaitLog(String part) throws InterruptedException {
        for (String line = ""; !line.contains(part); ) {
            line = log.poll(30, TimeUnit.SECONDS);
            assertThat(line).as("nothing in the log with: " + part).isNotNull();
        }
    }

    @Test
    void comesFromAPeerThatTheLinkNames() throws Exception {
        elsewhere.tracker(0);
        LocalSwarm.Peer seed = elsewhere.peer("seed");
        Path file = elsewhere.file("file.bin", PIECES * PIECE);
        InfoHash hash = seed.share(file, PIECE).infoHash();
        LocalSwarm.Peer leech = leech();

        TorrentHandle got = leech.get(link(hash, "&x.pe=127.0.0.1:" + seed.port()));

        assertThat(got.name()).isEqualTo("some file");
        awaitFile(leech, file);
        assertThat(leech.transfer().name()).isEqualTo("file.bin");
    }

    /** As when the seed comes later, and the tracker tells it of us. */
    @Test
    void comesFromAPeerThatDialsUs() throws Exception {
        elsewhere.tracker(0);
        Path file = elsewhere.file("file.bin", PIECES * PIECE);
        LocalSwarm.Peer seed = elsewhere.peer("seed");
        InfoHash hash = seed.share(file, PIECE).infoHash();
        LocalSwarm.Peer leech = leech(peer -> peer.setEncryption(Encryption.REQUIRE));
        leech.get(link(hash, ""));
        String us = "127.0.0.1:" + leech.port();

        LocalSwarm.await(seed.node.get(hash.hex(), new GetOptions(List.of(us), List.of(), Duration.ofSeconds(20))));

        leech.awaitTransfer("known", transfer -> transfer.name().equals("file.bin"));
    }

    @Test
    void comesFromASeedThatATrackerOfTheLinkKnowsByAHashInBase32() throws Exception {
        Starling tracker = elsewhere.tracker(0);
        Path file = elsewhere.file("file.bin", 100_000);
        InfoHash hash = elsewhere.peer("seed").share(file, PIECE).infoHash();
        LocalSwarm.Peer leech = leech();
        String http = tracker.listening().http().orElseThrow();

        leech.get(link(base32(hash), "&tr=http://127.0.0.1:1/announce&tr=http://" + http + "/announce"));

        awaitFile(leech, file);
        assertThat(MagnetLink.parse(leech.transfer().magnet()).trackers())
                .as("its trackers are those of the link")
                .containsExactly("http://127.0.0.1:1/announce", "http://" + http + "/announce");
    }

    /** 160 bits are 32 digits of 5 bits. */
    private static String base32(InfoHash hash) {
        String digits = new BigInteger(1, hash.bytes().toByteArray()).toString(32);
        return "0"
                .repeat(32 - digits.length())
                .concat(digits)
                .chars()
                .map(digit -> "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(Character.digit(digit, 32)))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void comesByConnectionsThatAreEncryptedWhenBothRequireIt() throws Exception {
        elsewhere.tracker(0);
        LocalSwarm.Peer seed = elsewhere.peer("seed", peer -> peer.setEncryption(Encryption.REQUIRE));
        Path file = elsewhere.file("file.bin", 100_000);
        InfoHash hash = seed.share(file, PIECE).infoHash();
        LocalSwarm.Peer leech = leech(peer -> peer.setEncryption(Encryption.REQUIRE));

        leech.get(link(hash, "&x.pe=127.0.0.1:" + seed.port()));

        awaitFile(leech, file);
    }

    @Test
    void comesFromAnotherWhenOneLiesWhichIsNeverAskedAgain() throws Exception {
        elsewhere.tracker(0);
        LocalSwarm.Peer seed = elsewhere.peer("seed");
        Path file = elsewhere.file("file.bin", 100_000);
        InfoHash hash = seed.share(file, PIECE).infoHash();
        MetadataSupplier liar =
                MetadataSupplier.of(hash, ByteString.utf8("d4:name5:wronge")).listen(here.vertx);
        LocalSwarm.Peer leech = leech();

        leech.get(link(hash, "&x.pe=" + liar.address()));
        awaitLog("is not asked again: metadata: its SHA-1 is ");
        leech.get(link(hash, "&x.pe=" + liar.address() + "&x.pe=127.0.0.1:" + seed.port()));

        awaitFile(leech, file);
        assertThat(liar.met()).isEqualTo(1);
    }

    @Test
    void isMetadataUntilSomebodyHasItAndCanBeRemoved() throws Exception {
        InfoHash hash = InfoHash.ofHex("0123456789abcdef0123456789abcdef01234567");
        LocalSwarm.Peer leech = leech();

        TorrentHandle got = leech.get(link(hash, "&x.pe=" + NOBODY));

        TransferSnapshot transfer = leech.transfer();
        assertThat(transfer.status()).isEqualTo(TransferStatus.METADATA);
        assertThat(transfer.name()).isEqualTo("some file");
        assertThat(MagnetLink.parse(transfer.magnet())).isEqualTo(MagnetLink.parse(link(hash, "&x.pe=" + NOBODY)));
        awaitLog("some file: no peer has given its metadata yet (the last one, " + NOBODY);
        assertThatThrownBy(() -> LocalSwarm.await(got.pause())).hasMessageContaining(hash + " is METADATA");
        Path kept = here.directory.resolve("leech/.starling").resolve(hash.hex());
        assertThat(kept.resolve("magnet")).exists();

        LocalSwarm.await(got.remove(true));

        assertThat(leech.status().transfers()).isEmpty();
        assertThat(kept).doesNotExist();
    }

    @Test
    void saysThatTheLinkNamesNobodyAndWaitsForOurTracker() throws Exception {
        Path file = here.file("file.bin", 100_000);
        elsewhere.tracker(0);
        InfoHash hash = elsewhere.peer("seed").share(file, PIECE).infoHash();
        LocalSwarm.Peer leech = leech();

        leech.get(link(hash, ""));
        awaitLog("some file: no peers and no trackers in the link");
        here.tracker(0);
        here.peer("seed").share(file, PIECE);

        awaitFile(leech, file);
    }

    @Test
    void goesOnAfterARestart() throws Exception {
        elsewhere.tracker(0);
        LocalSwarm.Peer seed = elsewhere.peer("seed");
        Path file = elsewhere.file("file.bin", 100_000);
        InfoHash hash = seed.share(file, PIECE).infoHash();
        LocalSwarm.Peer stopped = leech();
        stopped.get(link(hash, "&x.pe=" + NOBODY));
        stopped.stop();

        LocalSwarm.Peer leech = leech();

        TransferSnapshot restored =
                leech.awaitTransfer("METADATA", transfer -> transfer.status() == TransferStatus.METADATA);
        assertThat(restored.name()).isEqualTo("some file");
        leech.get(link(hash, "&x.pe=127.0.0.1:" + seed.port()));
        awaitFile(leech, file);
    }

    @Test
    void whatIsWishedOfItsFilesHoldsWhenTheyAreKnownAndOverARestart() throws Exception {
        InfoHash hash = shareTree();
        LocalSwarm.Peer stopped = leech();
        PriorityGlobs priorities = new PriorityGlobs(List.of("deep/*"), List.of(), List.of());
        LocalSwarm.await(stopped.node.get(
                link(hash, "&x.pe=" + NOBODY),
                new GetOptions(List.of(), List.of("*.iso", "b.txt"), priorities, Duration.ofSeconds(20))));
        stopped.stop();
        LocalSwarm.Peer leech = leech();
        leech.awaitTransfer("METADATA", transfer -> transfer.status() == TransferStatus.METADATA);

        here.tracker(0);
        here.peer("seed").share(elsewhere.directory.resolve("original/tree"), PIECE);

        leech.awaitTransfer("DOWNLOADED", transfer -> transfer.status() == TransferStatus.DOWNLOADED);
        assertThat(files(hash))
                .containsExactly(
                        new TransferFile("a.iso", 100, 100, true, Priority.NORMAL),
                        new TransferFile("deep/b.txt", 100, 100, true, Priority.HIGH),
                        new TransferFile("deep/c.bin", 100_000, PIECE - 200, false, Priority.HIGH));
        assertThat(here.directory.resolve("leech/tree/deep/c.bin")).doesNotExist();
        assertThat(here.directory.resolve("leech/.starling/" + hash + "/wishes.json"))
                .doesNotExist();
    }

    @Test
    void failsWhenItHasNoneOfTheFilesThatAreWishedForAndGoesOnWithOthers() throws Exception {
        InfoHash hash = shareTree();
        LocalSwarm.Peer seed = elsewhere.peer("seed");
        seed.share(elsewhere.directory.resolve("original/tree"), PIECE);
        LocalSwarm.Peer leech = leech();
        LocalSwarm.await(leech.node.get(
                link(hash, "&x.pe=127.0.0.1:" + seed.port()),
                new GetOptions(List.of(), List.of("*.txt", "*.exe"), Duration.ofSeconds(20))));

        TransferSnapshot failed = leech.awaitTransfer("FAILED", transfer -> transfer.status() == TransferStatus.FAILED);
        assertThat(failed.error()).startsWith("files: \"*.exe\" matches no file of \"tree\"");
        PeerCommand.Choose choose = new PeerCommand.Choose(hash, List.of("*.txt"), null);
        LocalSwarm.await(new PeerBus(here.vertx, "leech").transfer(choose, Duration.ofSeconds(20)));

        leech.awaitTransfer("DOWNLOADED", transfer -> transfer.status() == TransferStatus.DOWNLOADED);
        assertThat(files(hash))
                .filteredOn(TransferFile::wanted)
                .singleElement()
                .satisfies(file -> assertThat(file.path()).isEqualTo("deep/b.txt"));
    }

    /** Of a tracker that the others do not ask. */
    private InfoHash shareTree() throws Exception {
        elsewhere.file("tree/a.iso", 100);
        elsewhere.file("tree/deep/b.txt", 100);
        elsewhere.file("tree/deep/c.bin", 100_000);
        elsewhere.tracker(0);
        Path root = elsewhere.directory.resolve("original/tree");
        return elsewhere.peer("maker").share(root, PIECE).infoHash();
    }

    private List<TransferFile> files(InfoHash infoHash) {
        PeerCommand.Files all = new PeerCommand.Files(infoHash, null, null, null);
        return LocalSwarm.await(new PeerBus(here.vertx, "leech")
                .send(all, Duration.ofSeconds(20))
                .map(body -> BusJson.read(body, TransferFiles.class).files()));
    }

    @Test
    void failsForAnInfoDictionaryThatCannotBeAndCanBeRemoved() throws Exception {
        ByteString info =
                ByteString.utf8("d6:lengthi5e4:name2:..12:piece lengthi16384e6:pieces20:aaaaaaaaaaaaaaaaaaaae");
        InfoHash hash = InfoHash.ofInfo(info);
        MetadataSupplier supplier = MetadataSupplier.of(hash, info).listen(here.vertx);
        LocalSwarm.Peer leech = leech();

        TorrentHandle got = leech.get(link(hash, "&x.pe=" + supplier.address()));

        assertThatThrownBy(() -> LocalSwarm.await(got.downloaded()))
                .hasMessageContaining("stays in the download directory");
        assertThat(leech.transfer().status()).isEqualTo(TransferStatus.FAILED);
        LocalSwarm.await(got.remove(false));
        assertThat(leech.status().transfers()).isEmpty();
    }

    @Test
    void aNameInALinkIsShownAsOneLine() {
        LocalSwarm.Peer leech = leech();

        leech.get("magnet:?xt=urn:btih:" + "a".repeat(40) + "&dn=a%0Ab%1B&x.pe=" + NOBODY);
        leech.get("magnet:?xt=urn:btih:" + "b".repeat(40) + "&x.pe=" + NOBODY);

        List<TransferSnapshot> transfers = leech.status().transfers();
        assertThat(transfers).extracting(TransferSnapshot::name).containsExactly("a?b?", "b".repeat(40));
    }
}
