package io.starling.it;

import io.starling.bus.TrackerReply.ListedFile;
import io.starling.it.stock.Order;
import io.starling.it.stock.StockClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Tries combinations of one client and one of our peers, with peers that seed all the while. */
final class PairTrial {
    private static final String OPEN = "open";
    private static final String STRICT = "strict";

    private final StockSwarm swarm;
    private final Map<String, JarNode> seeds = new HashMap<>();
    private int runs;

    private PairTrial(StockSwarm swarm) {
        this.swarm = swarm;
    }

    /** Starts two seeds of a file and a directory each: one that allows encryption, and one that requires it. */
    static PairTrial with(StockSwarm swarm) throws Exception {
        PairTrial trial = new PairTrial(swarm);
        trial.share(OPEN, "allow");
        trial.share(STRICT, "require");
        return trial;
    }

    private void share(String name, String encryption) throws Exception {
        Path file = swarm.write(shared(name, false), false);
        Path tree = swarm.write(shared(name, true), true);
        JsonObject seed = new JsonObject()
                .put("encryption", encryption)
                .put("share", JsonArray.of(file.toString(), tree.toString()));
        seeds.put(name, swarm.peer(name, seed));
        swarm.awaitListed(file.getFileName().toString(), "shared", listed -> listed.seeds() == 1);
        swarm.awaitListed(tree.getFileName().toString(), "shared", listed -> listed.seeds() == 1);
    }

    private Path shared(String name, boolean isDirectory) throws Exception {
        return swarm.home("shared").resolve(isDirectory ? name + "-tree" : name + ".bin");
    }

    /** Fails, with what both sides printed, when not all arrives as it was, or the client does not take leave. */
    void run(Combination combination) throws Exception {
        runs++;
        switch (combination.ours()) {
            case SEEDS -> weSeed(combination);
            case LEECHES -> weLeech(combination);
        }
    }

    private void weSeed(Combination combination) throws Exception {
        String seed = combination.isStrict() ? STRICT : OPEN;
        Path original = shared(seed, combination.isDirectory());
        String name = original.getFileName().toString();
        Path home = swarm.home("leech-" + runs);
        String source = combination.isByMagnet()
                ? swarm.magnet(seeds.get(seed), name, combination.tracker())
                : torrent(combination, original);
        Order order = new Order(source, home.resolve("files"), combination.encryption());
        ListedFile before = swarm.awaitListed(name, "listed", file -> true);
        try (StockClient client = swarm.start(combination.client(), order)) {
            swarm.told(client::awaitDone, client);
            if (combination.client().announcesCompletion()) {
                swarm.told(() -> awaitSeed(before), client);
            }
            swarm.told(() -> awaitLeave(combination, before, client), client);
        }
        Path copy = order.directory().resolve(name);
        if (combination.client().makesEmptyFiles()) {
            StockSwarm.assertSame(original, copy);
        } else {
            StockSwarm.assertSameBytes(original, copy);
        }
        StockSwarm.delete(home);
    }

    private void weLeech(Combination combination) throws Exception {
        String peer = "leech-" + runs;
        Path home = swarm.home("seed-" + runs);
        String name = "theirs-" + runs + (combination.isDirectory() ? "" : ".bin");
        Path original = swarm.write(home.resolve("files").resolve(name), combination.isDirectory());
        String source = torrent(combination, original);
        JsonObject get = new JsonObject()
                .put("encryption", combination.isStrict() ? "require" : "allow")
                .put("get", JsonArray.of(source));
        try (JarNode leech = swarm.peer(peer, get)) {
            ListedFile before = swarm.awaitListed(name, "published by who wants it", file -> file.peers() == 1);
            Order order = new Order(source, original.getParent(), combination.encryption());
            try (StockClient client = swarm.start(combination.client(), order)) {
                swarm.told(() -> leech.awaitDownloaded(1), client, leech);
                swarm.told(() -> awaitLeave(combination, before, client), client);
            }
        }
        StockSwarm.assertSame(original, swarm.downloads(peer).resolve(name));
        StockSwarm.delete(home);
        StockSwarm.delete(swarm.downloads(peer));
    }

    /** Clients of before of which nobody believed the farewell may go meanwhile: it is not counted exactly. */
    private void awaitSeed(ListedFile before) throws Exception {
        swarm.awaitListed(before.name(), "with the client as a seed, " + before, file -> file.seeds() >= 2);
    }

    private void awaitLeave(Combination combination, ListedFile before, StockClient client) throws Exception {
        client.leave();
        if (combination.isFarewellBelieved()) {
            swarm.awaitListed(before.name(), "without the client, " + before, file -> file.peers() <= before.peers());
        }
    }

    private String torrent(Combination combination, Path original) throws Exception {
        return swarm.torrent(original, combination.tracker()).toString();
    }
}
