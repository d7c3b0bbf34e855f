package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.TransferSnapshot;
import io.starling.it.stock.Order;
import io.starling.it.stock.StockClient;
import io.starling.it.stock.StockKind;
import io.starling.torrent.InfoHash;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One swarm of all: a seed of ours, a leech of each kind of client, two leeches of ours. They have one file to fetch. */
final class MixedTrial {
    /** So little that leeches have to help one another: all of them together want the file seven times. */
    private static final int SEED_KIBPS = 6 * 1024;

    private static final String SEED = "mixed-seed";
    private static final List<String> LEECHES = List.of("mixed-one", "mixed-two");
    private static final String NAME = "mixed.bin";

    private final StockSwarm swarm;
    private final Path home;
    private final Path original;
    private final Map<String, Set<String>> senders = new TreeMap<>();

    private MixedTrial(StockSwarm swarm) throws Exception {
        this.swarm = swarm;
        this.home = swarm.home("mixed");
        this.original = swarm.write(home.resolve("files").resolve(NAME), false);
        LEECHES.forEach(leech -> senders.put(leech, new TreeSet<>()));
    }

    /**
     * Fails when not all of them get all of it, or one of ours gets nothing from a client.
     *
     * @return of each of our leeches, the clients that sent to it, as the tracker calls them
     */
    static Map<String, Set<String>> run(StockSwarm swarm) throws Exception {
        MixedTrial trial = new MixedTrial(swarm);
        trial.run();
        return trial.senders;
    }

    private void run() throws Exception {
        JsonObject seed =
                new JsonObject().put("maxUploadKiBps", SEED_KIBPS).put("share", JsonArray.of(original.toString()));
        try (JarNode sharing = swarm.peer(SEED, seed);
                JarNode one = swarm.peer(LEECHES.get(0), new JsonObject());
                JarNode two = swarm.peer(LEECHES.get(1), new JsonObject());
                Clients clients = new Clients()) {
            InfoHash infoHash =
                    swarm.awaitListed(NAME, "shared", file -> file.seeds() == 1).infoHash();
            clients.start();
            List<JarNode> ours = List.of(one, two);
            for (JarNode leech : ours) {
                leech.get(infoHash.toString());
            }
            swarm.told(() -> awaitDownloaded(ours, infoHash), sharing, one, two, clients);
            clients.awaitDone();
        }
        for (StockKind kind : StockKind.values()) {
            StockSwarm.assertSame(original, directory(kind).resolve(NAME));
        }
        for (String leech : LEECHES) {
            StockSwarm.assertSame(original, swarm.downloads(leech).resolve(NAME));
            assertThat(senders.get(leech)).as("clients that sent to " + leech).isNotEmpty();
        }
    }

    private void awaitDownloaded(List<JarNode> leeches, InfoHash infoHash) throws Exception {
        for (JarNode leech : leeches) {
            Poll.until(
                    "has it all, of clients, too",
                    () -> {
                        note(leech, infoHash);
                        return leech.transfers();
                    },
                    MixedTrial::areDownloaded);
        }
    }

    /** The one that is asked knows of both. */
    private void note(JarNode leech, InfoHash infoHash) throws Exception {
        leech.links(infoHash).stream()
                .filter(link -> LEECHES.contains(link.to()))
                .filter(link -> !LEECHES.contains(link.from()) && !link.from().equals(SEED))
                .forEach(link -> senders.get(link.to()).add(link.from()));
    }

    private static boolean areDownloaded(List<TransferSnapshot> transfers) {
        return transfers.stream().allMatch(transfer -> transfer.status() == TransferStatus.DOWNLOADED);
    }

    private Path directory(StockKind kind) {
        return home.resolve(kind.title()).resolve("files");
    }

    /** A leech of each kind, by both doors of the tracker in turn. */
    private final class Clients implements AutoCloseable {
        private final Deque<StockClient> running = new ArrayDeque<>();

        void start() throws Exception {
            List<Path> torrents = List.of(swarm.torrent(original, "http"), swarm.torrent(original, "udp"));
            for (StockKind kind : StockKind.values()) {
                Path torrent = torrents.get(running.size() % torrents.size());
                running.add(swarm.start(kind, Order.of(torrent, directory(kind))));
            }
        }

        void awaitDone() throws Exception {
            for (StockClient client : running) {
                swarm.told(client::awaitDone, this);
            }
        }

        @Override
        public void close() throws Exception {
            try (StockClient client = running.poll()) {
                if (client != null) {
                    close();
                }
            }
        }

        @Override
        public String toString() {
            return String.join("\n", running.stream().map(Object::toString).toList());
        }
    }
}
