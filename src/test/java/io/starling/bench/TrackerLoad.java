package io.starling.bench;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.starling.announce.TrackerClient;
import io.starling.bencode.BValue;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import io.starling.bus.TrackerRequest;
import io.starling.testing.JarProcess;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceSet;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The load of {@code bench/tracker}: peers of one swarm that each send an update as soon as the last one is answered, with
 * one new piece, as a peer does that downloads fast. Exits with 1 when the tracker's live heap has grown.
 */
public final class TrackerLoad {
    private static final int PIECES = 2_000;
    private static final int STEPS = 10;

    /** The heap is measured after a collection; what is cached or pooled by then is less than this. */
    private static final long GROWTH_BYTES = 16L << 20;

    private static final int IDLE_CONNECTIONS = 10_000;

    /** One event loop: what all peers count needs no lock. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private final Context context = vertx.getOrCreateContext();
    private final JarProcess tracker;
    private final int port;
    private final InfoHash infoHash;
    private final long[] latencies;
    private int started;
    private int answered;

    private TrackerLoad(JarProcess tracker, int port, int updates) throws Exception {
        this.tracker = tracker;
        this.port = port;
        this.latencies = new long[updates];
        this.infoHash = publish();
    }

    /** @param args how many updates, a million by default, of how many peers, fifty by default */
    public static void main(String[] args) throws Exception {
        int updates = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int peers = args.length > 1 ? Integer.parseInt(args[1]) : 50;
        Path directory = Files.createTempDirectory("starling-bench");
        Path conf = Files.writeString(
                directory.resolve("tracker.json"),
                "{\"node\":{\"dataDir\":\"data\"},\"tracker\":{\"port\":0,\"httpPort\":0,\"udpPort\":0}}");
        boolean isFlat;
        try (JarProcess tracker = JarProcess.of("-conf", conf.toString())
                .jvmArg("-Xmx512m")
                .jvmArg("-XX:+UseG1GC")
                .jvmArg("-XX:TieredStopAtLevel=4")
                .start()) {
            JsonObject ready =
                    new JsonObject(tracker.awaitOut("STARLING READY (.*)").group(1));
            int port = Integer.parseInt(ready.getString("tracker").split(":")[1]);
            TrackerLoad load = new TrackerLoad(tracker, port, updates);
            isFlat = load.update(peers);
            load.connect();
            load.vertx.close().await(30, SECONDS);
        }
        System.exit(isFlat ? 0 : 1);
    }

    private TrackerClient client() {
        return TrackerClient.overTcp(vertx, "127.0.0.1", port);
    }

    private InfoHash publish() throws Exception {
        ByteString torrent = BencodeWriter.write(BDict.of(Map.of(
                "info",
                BDict.of(Map.of(
                        "length", BValue.of(PIECES * 16_384L),
                        "name", BValue.of("bench"),
                        "piece length", BValue.of(16_384),
                        "pieces", BValue.of(ByteString.wrap(new byte[20 * PIECES])))))));
        client().publish(new TrackerRequest.Publish("bench", torrent)).await(30, SECONDS);
        return Metainfo.parse(torrent).infoHash();
    }

    /** Whether the heap is what it was. */
    private boolean update(int peers) throws Exception {
        List<Peer> all = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            all.add(new Peer(i));
        }
        System.out.println("updates   /s      p50 ms  p99 ms  max ms  live heap MiB  RSS MiB");
        long first = 0;
        long last = 0;
        for (int step = 1; step <= STEPS; step++) {
            int from = answered;
            int to = (int) ((long) latencies.length * step / STEPS);
            long startNanos = System.nanoTime();
            Future.all(all.stream().map(peer -> peer.updateUntil(to)).toList()).await(600, SECONDS);
            double seconds = (System.nanoTime() - startNanos) / 1e9;
            last = liveHeapBytes();
            first = first == 0 ? last : first;
            print(from, seconds, last);
        }
        boolean isFlat = last - first < GROWTH_BYTES;
        System.out.println(isFlat ? "heap: flat" : "heap: GROWN by " + ((last - first) >> 20) + " MiB");
        return isFlat;
    }

    private void print(int from, double seconds, long liveHeap) throws IOException {
        long[] sorted = Arrays.copyOfRange(latencies, from, answered);
        Arrays.sort(sorted);
        System.out.printf(
                "%-9d %-7.0f %-7.2f %-7.2f %-7.2f %-14.1f %d%n",
                answered,
                sorted.length / seconds,
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                sorted[sorted.length - 1] / 1e6,
                liveHeap / (double) (1 << 20),
                rssMib());
    }

    /** Silent clients from a dozen addresses, as many as fill the door; whoever was connected before is served. */
    private void connect() throws Exception {
        TrackerClient client = client();
        client.list(new TrackerRequest.ListFiles(null, null, null)).await(30, SECONDS);
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE_CONNECTIONS; i++) {
                InetAddress from = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (2 + i % 12)});
                idle.add(new Socket(InetAddress.getLoopbackAddress(), port, from, 0));
            }
            client.list(new TrackerRequest.ListFiles(null, null, null)).await(30, SECONDS);
            long startNanos = System.nanoTime();
            client.list(new TrackerRequest.ListFiles(null, null, null)).await(30, SECONDS);
            System.out.printf(
                    "%d connections, 4000 of them kept: a request takes %.2f ms, live heap %.1f MiB, RSS %d MiB%n",
                    idle.size(),
                    (System.nanoTime() - startNanos) / 1e6,
                    liveHeapBytes() / (double) (1 << 20),
                    rssMib());
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private long liveHeapBytes() throws Exception {
        jcmd("GC.run");
        String used = jcmd("GC.heap_info").replaceAll("(?s).*?used (\\d+)K.*", "$1");
        return Long.parseLong(used) << 10;
    }

    private String jcmd(String command) throws Exception {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(tracker.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String out = new String(jcmd.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        jcmd.waitFor();
        return out;
    }

    private long rssMib() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + tracker.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** One peer, on a connection of its own.  */
    private final class Peer {
        private final PeerId peerId = PeerId.random();
        private final TrackerClient client = client();
        private final String epoch;
        private int piece;
        private long since;

        Peer(int number) throws Exception {
            epoch = client.register(
                            new TrackerRequest.Register("peer-" + number, peerId, "127.0.0.1", 1 + number, List.of()))
                    .await(30, SECONDS)
                    .epoch();
            join().await(30, SECONDS);
        }

        private Future<Void> join() {
            ByteString none = PieceSet.none(PIECES).toBitfield();
            return client.join(new TrackerRequest.Join(infoHash, peerId, none, TransferStatus.DOWNLOADING))
                    .onSuccess(view -> since = view.version())
                    .mapEmpty();
        }

        /** Updates until all peers together have sent so many. */
        Future<Void> updateUntil(int total) {
            Promise<Void> done = Promise.promise();
            context.runOnContext(start -> next(total, done));
            return done.future();
        }

        /** A promise for each update would be a chain of a million: each answer starts the next update instead. */
        private void next(int total, Promise<Void> done) {
            if (started >= total) {
                done.complete();
                return;
            }
            started++;
            long startNanos = System.nanoTime();
            piecesLeft()
                    .compose(ready -> client.update(update()))
                    .onFailure(done::fail)
                    .onSuccess(view -> {
                        since = view.version();
                        latencies[answered++] = System.nanoTime() - startNanos;
                        next(total, done);
                    });
        }

        /** Who has all pieces begins anew. */
        private Future<Void> piecesLeft() {
            if (piece < PIECES) {
                return Future.succeededFuture();
            }
            piece = 0;
            return join();
        }

        private TrackerRequest.Update update() {
            return new TrackerRequest.Update(
                    infoHash,
                    peerId,
                    List.of(piece++),
                    epoch,
                    since,
                    TransferStatus.DOWNLOADING,
                    0,
                    0,
                    0,
                    0,
                    List.of());
        }
    }
}
