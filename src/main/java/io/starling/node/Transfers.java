package io.starling.node;

import io.starling.bus.BusException;
import io.starling.bus.LogEvent;
import io.starling.bus.PeerCommand;
import io.starling.bus.TrackerRequest;
import io.starling.bus.TransferSnapshot;
import io.starling.peer.SwarmDoor;
import io.starling.storage.PieceStore;
import io.starling.storage.Storage;
import io.starling.storage.TorrentSpec;
import io.starling.swarm.Swarm;
import io.starling.swarm.SwarmHome;
import io.starling.swarm.SwarmOptions;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The transfers of one peer: starts them, finds them, goes on with those of before. Owned by the peer's context. */
final class Transfers {
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long LAST_RETRY_MILLIS = 10_000;

    private final SwarmHome home;
    private final SwarmOptions options;
    private final Storage storage;
    private final Sources sources;
    private final Map<InfoHash, Swarm> swarms = new LinkedHashMap<>();

    /** Stores that are being opened: the same transfer is not opened twice. */
    private final Map<InfoHash, Future<Swarm>> opening = new HashMap<>();

    /** What has been shared from where: not to be hashed again when the tracker has to be asked again. */
    private final Map<Path, Future<Swarm>> sharing = new HashMap<>();

    /** Done when the transfers of before are here again: what is shared again need not be hashed again. */
    private Future<Void> restored = Future.succeededFuture();

    private boolean isStopped;

    Transfers(SwarmHome home, SwarmOptions options, Storage storage, Sources sources) {
        this.home = home;
        this.options = options;
        this.storage = storage;
        this.sources = sources;
    }

    Future<TransferSnapshot> add(PeerCommand.Add add) {
        if (add.files() != null) {
            return Future.failedFuture(
                    new BusException(BusException.MALFORMED, "files: cannot be chosen yet (expected: absent)"));
        }
        return sources.resolve(add.source())
                .compose(source -> open(source.metainfo()).map(swarm -> {
                    swarm.start();
                    Optional.ofNullable(add.limits()).ifPresent(swarm::limit);
                    source.peers().forEach(swarm::connect);
                    addresses(add.peers()).forEach(swarm::connect);
                    return swarm.snapshot();
                }));
    }

    /** Completes when the tracker knows of the file; it is served in any case. */
    Future<TransferSnapshot> share(PeerCommand.Share share) {
        Path root = Path.of(share.path()).toAbsolutePath().normalize();
        Future<Swarm> present = sharing.get(root);
        if (present == null || present.failed()) {
            present = restored.transform(done -> serve(root, share));
            sharing.put(root, present);
        }
        return present.compose(swarm -> home.tracker()
                .publish(new TrackerRequest.Publish(
                        swarm.metainfo().name(), swarm.metainfo().torrent()))
                .onComplete(published -> swarm.start())
                .map(published -> swarm.snapshot()));
    }

    Future<TransferSnapshot> pause(InfoHash infoHash) {
        return find(infoHash).compose(swarm -> swarm.pause().map(done -> swarm.snapshot()));
    }

    Future<TransferSnapshot> resume(InfoHash infoHash) {
        return find(infoHash).map(swarm -> {
            swarm.start();
            return swarm.snapshot();
        });
    }

    /** The reply comes at once; the transfer is CHECKING meanwhile. */
    Future<TransferSnapshot> recheck(InfoHash infoHash) {
        return find(infoHash).compose(swarm -> {
            Future<Void> checked = swarm.recheck();
            return checked.failed() ? Future.failedFuture(checked.cause()) : Future.succeededFuture(swarm.snapshot());
        });
    }

    Future<TransferSnapshot> limit(InfoHash infoHash, PeerCommand.Limits limits) {
        return find(infoHash).map(swarm -> {
            swarm.limit(limits);
            return swarm.snapshot();
        });
    }

    Future<Void> remove(InfoHash infoHash, boolean deleteData) {
        return find(infoHash).compose(swarm -> {
            swarms.remove(infoHash);
            sharing.values().removeIf(shared -> shared.succeeded() && shared.result() == swarm);
            return swarm.remove(deleteData);
        });
    }

    /** Goes on with the transfers that were here when the peer was stopped. */
    Future<Void> restore() {
        restored = storage.saved().compose(all -> {
            List<Future<?>> opened = new ArrayList<>();
            for (Storage.Saved saved : all) {
                opened.add(restore(saved).recover(cause -> {
                    warn(saved.metainfo().name() + ": cannot go on: " + Failures.text(cause));
                    return Future.succeededFuture();
                }));
            }
            return Future.join(opened).mapEmpty();
        });
        return restored;
    }

    /**
     * Carries the command out as soon as the tracker can be reached and knows the file, which another peer may still be
     * hashing; another failure is said, and is the end of it.
     */
    void persist(PeerCommand command) {
        new Errand(command).run();
    }

    Future<Void> stop() {
        isStopped = true;
        List<Future<?>> stopped = new ArrayList<>();
        swarms.values().forEach(swarm -> stopped.add(swarm.stop()));
        return Future.join(stopped)
                .<Void>mapEmpty()
                .eventually(() -> home.tracker().leave(new TrackerRequest.Leave(null, home.peerId())));
    }

    Optional<SwarmDoor> door(InfoHash infoHash) {
        return Optional.ofNullable(swarms.get(infoHash)).flatMap(Swarm::door);
    }

    List<InfoHash> infoHashes() {
        return List.copyOf(swarms.keySet());
    }

    List<TransferSnapshot> snapshots() {
        return swarms.values().stream().map(Swarm::snapshot).toList();
    }

    private Future<Swarm> serve(Path root, PeerCommand.Share share) {
        Optional<Swarm> restored = swarms.values().stream()
                .filter(swarm -> swarm.root().equals(root) && swarm.isComplete())
                .findFirst();
        if (restored.isPresent() && share.pieceLength() == null) {
            return Future.succeededFuture(restored.get());
        }
        OptionalInt pieceLength =
                share.pieceLength() == null ? OptionalInt.empty() : OptionalInt.of(share.pieceLength());
        TorrentSpec spec = new TorrentSpec(root, pieceLength, List.of(), false, "");
        return storage.build(spec, new HashingPublisher(home.vertx(), home.peer(), share.path()))
                .compose(metainfo -> open(metainfo, () -> storage.openExisting(metainfo, root, true)));
    }

    private Future<Swarm> restore(Storage.Saved saved) {
        Metainfo metainfo = saved.metainfo();
        return open(
                        metainfo,
                        () -> saved.existingRoot().isEmpty()
                                ? storage.open(metainfo)
                                : storage.openExisting(
                                        metainfo, saved.existingRoot().get(0), false))
                .onSuccess(Swarm::start);
    }

    private Future<Swarm> open(Metainfo metainfo) {
        return open(metainfo, () -> storage.open(metainfo));
    }

    private Future<Swarm> open(Metainfo metainfo, Supplier<Future<PieceStore>> store) {
        InfoHash infoHash = metainfo.infoHash();
        Swarm present = swarms.get(infoHash);
        if (present != null) {
            return Future.succeededFuture(present);
        }
        Future<Swarm> underWay = opening.get(infoHash);
        if (underWay == null) {
            underWay = store.get().compose(this::enter);
            opening.put(infoHash, underWay);
            underWay.onComplete(done -> opening.remove(infoHash));
        }
        return underWay;
    }

    /** A peer that has been stopped while the store was opened, or its file hashed, takes nothing up any more. */
    private Future<Swarm> enter(PieceStore opened) {
        if (isStopped) {
            return opened.close()
                    .compose(closed -> Future.failedFuture(
                            new BusException(BusException.CONFLICT, "peer " + home.peer() + " has stopped")));
        }
        Swarm swarm = new Swarm(home, options, opened);
        swarms.put(swarm.infoHash(), swarm);
        return Future.succeededFuture(swarm);
    }

    /** A command that is carried out as soon as it can be. */
    private final class Errand {
        private final PeerCommand command;
        private long retryMillis = FIRST_RETRY_MILLIS;
        private boolean isSaid;

        private Errand(PeerCommand command) {
            this.command = command;
        }

        private void run() {
            // A source that is no source throws: that, too, is one line and hinders no other errand.
            Future.succeededFuture()
                    .compose(now ->
                            command instanceof PeerCommand.Share share ? share(share) : add((PeerCommand.Add) command))
                    .onFailure(this::onFailure);
        }

        private void onFailure(Throwable cause) {
            int code = Failures.code(cause);
            boolean isUnknown = code == BusException.UNKNOWN;
            if (isStopped) {
                return;
            }
            if (code != BusException.NO_TRACKER && !isUnknown) {
                warn(Failures.text(cause));
                return;
            }
            // That there is no tracker is said by the session with it.
            if (isUnknown && !isSaid) {
                isSaid = true;
                log(LogEvent.Level.INFO, Failures.text(cause) + "; trying again until it is");
            }
            home.vertx().setTimer(retryMillis, id -> run());
            retryMillis = Math.min(2 * retryMillis, LAST_RETRY_MILLIS);
        }
    }

    private Future<Swarm> find(InfoHash infoHash) {
        Swarm swarm = swarms.get(infoHash);
        return swarm != null
                ? Future.succeededFuture(swarm)
                : Future.failedFuture(
                        new BusException(BusException.UNKNOWN, "peer " + home.peer() + " has no transfer " + infoHash));
    }

    private static List<SocketAddress> addresses(@Nullable List<String> peers) {
        return Optional.ofNullable(peers).orElse(List.of()).stream()
                .map(HostPort::parse)
                .map(peer -> SocketAddress.inetSocketAddress(peer.port(), peer.host()))
                .toList();
    }

    private void warn(String text) {
        log(LogEvent.Level.WARNING, text);
    }

    private void log(LogEvent.Level level, String text) {
        home.log().accept(new LogEvent(Instant.now(), level, home.peer(), null, text));
    }
}
