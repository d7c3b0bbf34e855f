package io.starling.node;

import io.starling.bus.PeerStatus;
import io.starling.bus.TransferSnapshot;
import io.starling.tracker.TrackerOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Trackers and peers in this JVM, on real sockets, each peer a node of its own in a directory of its own. */
final class LocalSwarm implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 20;

    final Vertx vertx = Vertx.vertx();
    final Path directory;

    LocalSwarm(Path directory) {
        this.directory = directory;
    }

    /** A tracker on a free port, or on this one. */
    Starling tracker(int port) {
        StarlingOptions options = new StarlingOptions()
                .setTracker(new TrackerOptions().setHttpPort(0).setPort(port).setHeartbeatMillis(500));
        options.getNode().setDataDir(directory.resolve("tracker"));
        return await(Starling.start(vertx, options));
    }

    /** A peer that talks to the tracker over the event bus, unless {@code change} says otherwise. */
    Peer peer(String id, UnaryOperator<PeerOptions> change) {
        PeerOptions peer = new PeerOptions().setId(id).setPort(0).setDownloadDir(directory.resolve(id));
        return new Peer(id, await(Starling.start(vertx, new StarlingOptions().addPeer(change.apply(peer)))));
    }

    Peer peer(String id) {
        return peer(id, UnaryOperator.identity());
    }

    /** A file of random bytes, always the same for the same name. */
    Path file(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(name.hashCode()).nextBytes(bytes);
        Path file = directory.resolve("original").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing within " + TIMEOUT.toSeconds() + " s", e);
        } catch (Exception e) {
            throw new AssertionError(
                    e.getCause() == null ? e.toString() : e.getCause().toString(), e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    /** One peer of the swarm. */
    final class Peer {
        final String id;
        final Starling node;
        private final PeerBus bus;

        private Peer(String id, Starling node) {
            this.id = id;
            this.node = node;
            this.bus = new PeerBus(vertx, id);
        }

        TorrentHandle share(Path path, int pieceLength) {
            return LocalSwarm.await(node.share(path, new ShareOptions(OptionalInt.of(pieceLength), TIMEOUT)));
        }

        TorrentHandle get(String source) {
            return LocalSwarm.await(node.get(source, GetOptions.DEFAULT));
        }

        PeerStatus status() {
            return LocalSwarm.await(bus.status());
        }

        TransferSnapshot transfer() {
            return status().transfers().get(0);
        }

        int port() {
            return status().port();
        }

        /** Waits until the peer's only transfer is as described. */
        TransferSnapshot awaitTransfer(String description, Predicate<TransferSnapshot> isReached) {
            return await(
                    description,
                    status -> status.transfers().stream().filter(isReached).findFirst());
        }

        /** Waits until the peer is as described. */
        PeerStatus awaitStatus(String description, Predicate<PeerStatus> isReached) {
            return await(description, status -> Optional.of(status).filter(isReached));
        }

        private <T> T await(String description, Function<PeerStatus, Optional<T>> part) {
            Promise<T> reached = Promise.promise();
            long timer = vertx.setPeriodic(
                    POLL_MILLIS,
                    id -> bus.status().onSuccess(status -> part.apply(status).ifPresent(reached::tryComplete)));
            try {
                return LocalSwarm.await(reached.future());
            } catch (AssertionError e) {
                throw new AssertionError(id + ": never " + description + "; now " + status(), e);
            } finally {
                vertx.cancelTimer(timer);
            }
        }

        void stop() {
            LocalSwarm.await(node.stop());
        }
    }
}
