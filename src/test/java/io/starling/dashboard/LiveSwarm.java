package io.starling.dashboard;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.PeerCommand;
import io.starling.bus.TransferSnapshot;
import io.starling.node.PeerOptions;
import io.starling.node.ShareOptions;
import io.starling.node.Starling;
import io.starling.node.StarlingOptions;
import io.starling.node.TorrentHandle;
import io.starling.torrent.InfoHash;
import io.starling.torrent.TransferStatus;
import io.starling.tracker.TrackerOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/**
 * A node of this JVM with a tracker, peers on real sockets, and a dashboard. The first peer seeds, as slowly as the test
 * wants, so that there is something to see. Close it.
 */
final class LiveSwarm implements AutoCloseable {
    static final int PIECE_LENGTH = 16 * 1024;
    private static final int SECONDS_TO_START = 30;

    private final Vertx vertx = Vertx.vertx();
    private final Path directory;
    private final List<String> peers;
    private final Starling node;

    /**
     * @param directory for what it reads and writes
     * @param seedKiBps what the first peer uploads at most, 0 for no limit
     * @param peers their ids
     */
    LiveSwarm(Path directory, int seedKiBps, List<String> peers) throws Exception {
        this.directory = directory;
        this.peers = List.copyOf(peers);
        StarlingOptions options = new StarlingOptions()
                .setTracker(new TrackerOptions().setPort(0).setHttpPort(0).setHeartbeatMillis(500))
                .setDashboard(new DashboardOptions().setPort(0).setRoots(List.of(directory.toString())));
        options.getNode().setName("alpha").setDataDir(directory.resolve("node"));
        for (String id : peers) {
            int limit = id.equals(peers.get(0)) ? seedKiBps : 0;
            options.addPeer(new PeerOptions()
                    .setId(id)
                    .setPort(0)
                    .setDownloadDir(directory.resolve(id))
                    .setMaxUploadKiBps(limit));
        }
        node = Starling.start(vertx, options).await(SECONDS_TO_START, SECONDS);
    }

    /** Where the page is. */
    String url() {
        return node.listening().dashboard().orElseThrow();
    }

    /** The first peer shares a new file of random bytes, always the same for the same name. */
    TorrentHandle share(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(name.hashCode()).nextBytes(bytes);
        Path file = Files.write(directory.resolve(name), bytes);
        ShareOptions options = new ShareOptions(OptionalInt.of(PIECE_LENGTH), ShareOptions.DEFAULT.timeout());
        try {
            return node.share(file, options).await(SECONDS_TO_START, SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(file + " cannot be shared", e);
        }
    }

    /** All others fetch the file; completes when the last of them has it. */
    Future<Void> fetch(InfoHash infoHash) {
        return Future.join(peers.stream()
                        .skip(1)
                        .map(peer -> fetch(peer, infoHash))
                        .toList())
                .mapEmpty();
    }

    /** One fetches the file; completes when it has it. */
    Future<Void> fetch(String peer, InfoHash infoHash) {
        Promise<Void> downloaded = Promise.promise();
        MessageConsumer<JsonObject> news = vertx.eventBus().consumer(Addresses.transfer(peer, infoHash));
        news.handler(message -> {
            TransferSnapshot transfer = BusJson.read(message.body(), TransferSnapshot.class);
            if (transfer.status() == TransferStatus.DOWNLOADED) {
                downloaded.tryComplete();
            } else if (transfer.status() == TransferStatus.FAILED) {
                downloaded.tryFail(peer + ": " + transfer.error());
            }
        });
        JsonObject add = PeerCommand.Add.of(infoHash.hex()).toJson();
        vertx.eventBus().request(Addresses.peer(peer), add).onFailure(downloaded::tryFail);
        return downloaded.future().eventually(news::unregister);
    }

    /** Stops the node before what it runs on, so that it leaves as any node does. */
    @Override
    public void close() throws Exception {
        node.stop().eventually(vertx::close).await(SECONDS_TO_START, SECONDS);
    }
}
