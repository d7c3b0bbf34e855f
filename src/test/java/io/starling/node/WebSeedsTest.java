package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.BValue;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BValue.BList;
import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.starling.peer.PeerTimeouts;
import io.starling.storage.TorrentBuilder;
import io.starling.storage.TorrentSpec;
import io.starling.torrent.Metainfo;
import io.starling.torrent.TransferStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Web servers that have the files of a torrent (BEP 19), with peers beside them and without. */
class WebSeedsTest {
    private static final int PIECE = 64 * 1024;
    private static final int LENGTH = 40 * PIECE + 12_345;

    @TempDir
    private Path directory;

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final Set<String> failedOnce = ConcurrentHashMap.newKeySet();
    private LocalSwarm swarm;
    private int port;

    @BeforeEach
    void open() throws Exception {
        swarm = new LocalSwarm(directory);
        swarm.tracker(0);
        port = LocalSwarm.await(swarm.vertx
                        .createHttpServer()
                        .requestHandler(this::answer)
                        .listen(0, "127.0.0.1"))
                .actualPort();
        swarm.vertx
                .eventBus()
                .<JsonObject>consumer(
                        Addresses.LOG,
                        message -> log.add(
                                BusJson.read(message.body(), LogEvent.class).text()));
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    /** The first element of the path says how the server behaves; the rest is a file below the originals. */
    private void answer(HttpServerRequest request) {
        String path = URI.create(request.uri()).getPath();
        asked.add(path);
        String manner = path.substring(1, path.indexOf('/', 1));
        Path file = directory.resolve("original" + path.substring(path.indexOf('/', 1)));
        boolean isFirst = failedOnce.add(path);
        HttpServerResponse response = request.response();
        try {
            if (manner.equals("lacks") && path.endsWith("lacking") || path.contains(".pad")) {
                response.setStatusCode(404).end();
            } else if (manner.equals("fails") && isFirst) {
                response.setStatusCode(503).end();
            } else if (manner.equals("stalls") && isFirst) {
                part(request, file).setChunked(true).write(Buffer.buffer(new byte[100]));
            } else {
                send(request, file, manner.equals("lies"));
            }
        } catch (IOException e) {
            response.setStatusCode(500).end();
        }
    }

    private static long[] range(HttpServerRequest request) {
        String[] range = request.getHeader("Range").substring("bytes=".length()).split("-");
        return new long[] {Long.parseLong(range[0]), Long.parseLong(range[1])};
    }

    private static HttpServerResponse part(HttpServerRequest request, Path file) throws IOException {
        long[] range = range(request);
        return request.response()
                .setStatusCode(206)
                .putHeader("Content-Range", "bytes " + range[0] + "-" + range[1] + "/" + Files.size(file));
    }

    private static void send(HttpServerRequest request, Path file, boolean isLie) throws IOException {
        long[] range = range(request);
        HttpServerResponse response = part(request, file);
        if (isLie) {
            response.end(Buffer.buffer(new byte[(int) (range[1] - range[0] + 1)]));
        } else {
            response.sendFile(file.toString(), range[0], range[1] - range[0] + 1);
        }
    }

    private String url(String manner) {
        return "http://127.0.0.1:" + port + "/" + manner + "/";
    }

    private String torrent(Path original, String... webSeeds) throws IOException {
        TorrentSpec spec = new TorrentSpec(original, OptionalInt.of(PIECE), List.of(), false, "", List.of(webSeeds));
        return written(TorrentBuilder.build(spec, 1, hashed -> {}));
    }

    private String written(Metainfo metainfo) throws IOException {
        Path file = directory.resolve(metainfo.infoHash() + ".torrent");
        return Files.write(file, metainfo.torrent().toByteArray()).toString();
    }

    private LocalSwarm.Peer peer() {
        return swarm.peer(
                "peer",
                peer -> peer.setTimeouts(new PeerTimeouts(
                        PeerTimeouts.DEFAULT.handshake(),
                        PeerTimeouts.DEFAULT.keepAlive(),
                        PeerTimeouts.DEFAULT.silence(),
                        PeerTimeouts.DEFAULT.unread(),
                        Duration.ofSeconds(3))));
    }

    private void assertDownloaded(LocalSwarm.Peer peer, Path original) throws IOException {
        peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        Path copy = directory.resolve(peer.id).resolve(original.getFileName().toString());
        assertThat(Files.mismatch(original, copy)).isEqualTo(-1);
    }

    private void awaitLog(String part) throws InterruptedException {
        String text = "";
        while (!text.contains(part)) {
            text = log.poll(60, TimeUnit.SECONDS);
            if (text == null) {
                throw new AssertionError("nothing says \"" + part + "\"");
            }
        }
    }

    @Test
    void fetchesAFileThatNoPeerHas() throws Exception {
        Path original = swarm.file("file.bin", LENGTH);
        LocalSwarm.Peer peer = peer();
        peer.get(torrent(original, url("good")));
        assertDownloaded(peer, original);
        awaitLog("web seed " + url("good") + " sends");
    }

    @Test
    void fetchesAFileWhoseUrlIsGivenWhole() throws Exception {
        Path original = swarm.file("file.bin", LENGTH);
        LocalSwarm.Peer peer = peer();
        peer.get(torrent(original, url("good") + "file.bin"));
        assertDownloaded(peer, original);
    }

    @Test
    void fetchesFromWhereALinkSays() throws Exception {
        Path original = swarm.file("file.bin", LENGTH);
        LocalSwarm.Peer publisher = swarm.peer("publisher");
        String link = "magnet:?xt=urn:btih:" + publisher.share(original, PIECE).infoHash() + "&ws=" + url("good");
        publisher.stop();
        LocalSwarm.Peer peer = peer();
        peer.get(link);
        assertDownloaded(peer, original);
    }

    @Test
    void fetchesADirectoryOfFilesThatShareTheirPieces() throws Exception {
        swarm.file("tree/a b.txt", 1);
        swarm.file("tree/empty", 0);
        swarm.file("tree/sub/Größe %25 ☂", 3 * PIECE + 7);
        swarm.file("tree/sub/z", 100);
        LocalSwarm.Peer peer = peer();
        peer.get(torrent(directory.resolve("original/tree"), url("good")));
        peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        for (String file : List.of("tree/a b.txt", "tree/empty", "tree/sub/Größe %25 ☂", "tree/sub/z")) {
            assertThat(Files.mismatch(
                            directory.resolve("original").resolve(file),
                            directory.resolve("peer").resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }

    @Test
    void asksForNoPadding() throws Exception {
        Path first = swarm.file("padded/first", 10_000);
        Path second = swarm.file("padded/second", PIECE);
        byte[] bytes = new byte[2 * PIECE];
        System.arraycopy(Files.readAllBytes(first), 0, bytes, 0, 10_000);
        System.arraycopy(Files.readAllBytes(second), 0, bytes, PIECE, PIECE);
        LocalSwarm.Peer peer = peer();

        peer.get(written(padded(bytes)));

        peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        assertThat(Files.mismatch(first, directory.resolve("peer/padded/first")))
                .isEqualTo(-1);
        assertThat(Files.mismatch(second, directory.resolve("peer/padded/second")))
                .isEqualTo(-1);
        assertThat(asked).containsExactlyInAnyOrder("/good/padded/first", "/good/padded/second");
    }

    /** Two files of a piece each, the first filled up with padding (BEP 47). */
    private Metainfo padded(byte[] bytes) throws Exception {
        MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
        byte[] hashes = new byte[40];
        for (int piece = 0; piece < 2; piece++) {
            sha1.update(bytes, piece * PIECE, PIECE);
            System.arraycopy(sha1.digest(), 0, hashes, piece * 20, 20);
        }
        BDict info = BDict.of(Map.of(
                "name", BValue.of("padded"),
                "piece length", BValue.of(PIECE),
                "pieces", BValue.of(ByteString.wrap(hashes)),
                "files",
                        new BList(List.of(
                                file(10_000, "", "first"),
                                file(PIECE - 10_000, "p", ".pad", "1"),
                                file(PIECE, "", "second")))));
        return Metainfo.parse(BencodeWriter.write(BDict.of(Map.of("info", info, "url-list", BValue.of(url("good"))))));
    }

    private static BDict file(int length, String attributes, String... path) {
        List<BValue> elements =
                java.util.Arrays.stream(path).<BValue>map(BValue::of).toList();
        return BDict.of(
                Map.of("length", BValue.of(length), "attr", BValue.of(attributes), "path", new BList(elements)));
    }

    @Test
    void isBannedForABadPieceAndPeersGiveTheRest() throws Exception {
        Path original = swarm.file("file.bin", LENGTH);
        LocalSwarm.Peer peer = peer();
        peer.get(torrent(original, url("lies")));
        awaitLog("web seed " + url("lies") + " is not asked any more: sent a bad piece");

        swarm.peer("seed").share(original, PIECE);

        assertDownloaded(peer, original);
    }

    @Test
    void isNotAskedForPiecesOfAFileThatItLacks() throws Exception {
        swarm.file("tree/here", 5 * PIECE);
        swarm.file("tree/lacking", 5 * PIECE);
        LocalSwarm.Peer peer = peer();
        peer.get(torrent(directory.resolve("original/tree"), url("lacks")));
        peer.awaitTransfer("half way", now -> now.piecesHave() == 5);

        swarm.peer("seed").share(directory.resolve("original/tree"), PIECE);

        peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        assertThat(asked.stream().filter(path -> path.endsWith("lacking"))).hasSize(1);
    }

    @Test
    void isLeftWhenItHasNothing() throws Exception {
        Path original = swarm.file("lacking", LENGTH);
        peer().get(torrent(original, url("lacks")));
        awaitLog("web seed " + url("lacks") + " is not asked any more: status 404");
    }

    @Test
    void isAskedAgainWhenItFailedAndWhenItStalled() throws Exception {
        Path original = swarm.file("file.bin", LENGTH);
        LocalSwarm.Peer peer = peer();
        peer.get(torrent(original, url("fails"), url("stalls")));
        assertDownloaded(peer, original);
        List<String> texts = List.copyOf(log);
        assertThat(texts)
                .anyMatch(text -> text.endsWith("web seed " + url("fails") + ": status 503; trying again"))
                .anyMatch(text -> text.endsWith("web seed " + url("stalls") + ": silent for 3000 ms; trying again"));
    }

    /** The limit is of all that comes, from whomever. */
    @Test
    void givesBesideAPeerAndBothKeepToTheLimit() throws Exception {
        Path original = swarm.file("file.bin", LENGTH);
        LocalSwarm.Peer seed = swarm.peer("seed", peer -> peer.setMaxUploadKiBps(512));
        seed.share(original, PIECE);
        LocalSwarm.Peer peer = swarm.peer("peer", options -> options.setMaxDownloadKiBps(1024));
        long begin = System.nanoTime();

        peer.get(torrent(original, url("good")));

        assertDownloaded(peer, original);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(1_800));
        assertThat(seed.transfer().uploaded()).isBetween(1L, LENGTH - 1L);
        assertThat(asked).isNotEmpty();
    }
}
