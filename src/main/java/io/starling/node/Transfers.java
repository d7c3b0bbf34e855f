package io.starling.node;

import io.starling.bus.BusException;
import io.starling.bus.LogEvent;
import io.starling.bus.PeerCommand;
import io.starling.bus.TrackerRequest;
import io.starling.bus.TransferSnapshot;
import io.starling.peer.SwarmDoor;
import io.starling.storage.Storage;
import io.starling.storage.TorrentSpec;
import io.starling.swarm.Swarm;
import io.starling.swarm.SwarmHome;
import io.starling.swarm.SwarmOptions;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.starling.torrent.TransferStatus;
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
import org.jspecify.annotations.Nullable;

/** The transfers of one peer: starts them, finds them, goes on with those of before. Owned by the peer's context. */
final class Transfers {
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long LAST_RETRY_MILLIS = 10_000;

    private final SwarmHome home;
    private final SwarmOptions options;
    private final Storage storage;
    private final Sources sources;
    private final Map<InfoHash, Transfer> transfers = new LinkedHashMap<>();

    /** Transfers that are being removed: whoever adds one again waits until its files are let go of. */
    private final Map<InfoHash, Future<Void>> leaving = new HashMap<>();

    /** What has been shared from where: not to be hashed again when the tracker has to be asked again. */
    private final Map<Path, Future<Transfer>> sharing = new HashMap<>();

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
                .compose(source -> open(source.metainfo()).map(transfer -> {
                    transfer.start();
                    Optional.ofNullable(add.limits()).ifPresent(transfer::limit);
                    transfer.swarm().ifPresent(swarm -> {
                        source.peers().forEach(swarm::connect);
                        addresses(add.peers()).forEach(swarm::connect);
                    });
                    return transfer.snapshot();
                }));
    }

    /** Completes when the tracker knows of the file; it is served in any case. */
    Future<TransferSnapshot> share(PeerCommand.Share share) {
        Path root = Path.of(share.path()).toAbsolutePath().normalize();
        Future<Transfer> present = sharing.get(root);
        if (present == null || present.failed() || isWithdrawn(present)) {
            present = restored.transform(done -> serve(root, share));
            sharing.put(root, present);
        }
        return present.compose(transfer -> home.tracker()
                .publish(new TrackerRequest.Publish(
                        transfer.metainfo().name(), transfer.metainfo().torrent()))
                .onComplete(published -> transfer.start())
                .map(published -> transfer.snapshot()));
    }

    /** Its file may have changed since: it is made anew. */
    private static boolean isWithdrawn(Future<Transfer> shared) {
        return shared.succeeded() && shared.result().status() == TransferStatus.FAILED;
    }

    Future<TransferSnapshot> pause(InfoHash infoHash) {
        return find(infoHash).compose(transfer -> transfer.pause().map(done -> transfer.snapshot()));
    }

    /** The reply comes at once; a transfer that has FAILED is CHECKING meanwhile. */
    Future<TransferSnapshot> resume(InfoHash infoHash) {
        return find(infoHash).map(transfer -> {
            transfer.start();
            return transfer.snapshot();
        });
    }

    /** The reply comes at once; the transfer is CHECKING meanwhile. */
    Future<TransferSnapshot> recheck(InfoHash infoHash) {
        return find(infoHash).compose(transfer -> {
            Future<Void> checked = transfer.recheck();
            return checked.failed()
                    ? Future.failedFuture(checked.cause())
                    : Future.succeededFuture(transfer.snapshot());
        });
    }

    Future<TransferSnapshot> limit(InfoHash infoHash, PeerCommand.Limits limits) {
        return find(infoHash).map(transfer -> {
            transfer.limit(limits);
            return transfer.snapshot();
        });
    }

    Future<Void> remove(InfoHash infoHash, boolean deleteData) {
        return find(infoHash).compose(transfer -> {
            forget(transfer);
            Future<Void> gone = transfer.remove(deleteData);
            leaving.put(infoHash, gone);
            return gone.onComplete(done -> leaving.remove(infoHash, gone));
        });
    }

    private void forget(Transfer transfer) {
        transfers.remove(transfer.infoHash(), transfer);
        sharing.values().removeIf(shared -> shared.succeeded() && shared.result() == transfer);
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
        transfers.values().forEach(transfer -> stopped.add(transfer.stop()));
        stopped.addAll(leaving.values());
        return Future.join(stopped)
                .<Void>mapEmpty()
                .eventually(() -> home.tracker().leave(new TrackerRequest.Leave(null, home.peerId())));
    }

    Optional<SwarmDoor> door(InfoHash infoHash) {
        return Optional.ofNullable(transfers.get(infoHash))
                .flatMap(Transfer::swarm)
                .flatMap(Swarm::door);
    }

    /** Those of which something is here. */
    List<InfoHash> infoHashes() {
        return transfers.values().stream()
                .filter(transfer -> transfer.swarm().isPresent())
                .map(Transfer::infoHash)
                .toList();
    }

    List<TransferSnapshot> snapshots() {
        return transfers.values().stream().map(Transfer::snapshot).toList();
    }

    private Future<Transfer> serve(Path root, PeerCommand.Share share) {
        Optional<Transfer> restored = transfers.values().stream()
                .filter(transfer -> transfer.status() != TransferStatus.FAILED)
                .filter(transfer -> !transfer.metainfo().isPrivate()) // it is not to be published (BEP 27)
                .filter(transfer -> transfer.swarm()
                        .filter(swarm -> swarm.root().equals(root) && swarm.isComplete())
                        .isPresent())
                .findFirst();
        if (restored.isPresent() && share.pieceLength() == null) {
            return Future.succeededFuture(restored.get());
        }
        OptionalInt pieceLength =
                share.pieceLength() == null ? OptionalInt.empty() : OptionalInt.of(share.pieceLength());
        TorrentSpec spec = new TorrentSpec(root, pieceLength, List.of(), false, "");
        return storage.build(spec, new HashingPublisher(home.vertx(), home.peer(), share.path()))
                .compose(metainfo -> open(
                        metainfo,
                        checking -> storage.openExisting(metainfo, root, true, checking),
                        checking -> storage.openExisting(metainfo, root, false, checking)));
    }

    /** One that cannot be opened is there all the same: FAILED, with the reason, and to be resumed or removed. */
    private Future<Swarm> restore(Storage.Saved saved) {
        Metainfo metainfo = saved.metainfo();
        Transfer.Opening store = checking -> saved.existingRoot().isEmpty()
                ? storage.open(metainfo, checking)
                : storage.openExisting(metainfo, saved.existingRoot().get(0), false, checking);
        Transfer transfer = transfers.computeIfAbsent(metainfo.infoHash(), unused -> transfer(metainfo));
        return transfer.open(store, store).onSuccess(swarm -> {
            if (saved.isPaused()) {
                swarm.pause();
            } else {
                swarm.start();
            }
        });
    }

    private Transfer transfer(Metainfo metainfo) {
        return new Transfer(home, options, storage, metainfo);
    }

    private Future<Transfer> open(Metainfo metainfo) {
        Transfer.Opening store = checking -> storage.open(metainfo, checking);
        return open(metainfo, store, store);
    }

    /** Opens one that is new, or has FAILED; a new one that cannot be opened does not come to be. */
    private Future<Transfer> open(Metainfo metainfo, Transfer.Opening how, Transfer.Opening later) {
        Future<Void> free = leaving.getOrDefault(metainfo.infoHash(), Future.succeededFuture());
        return free.otherwiseEmpty().compose(gone -> {
            if (isStopped) {
                return Future.failedFuture(
                        new BusException(BusException.CONFLICT, "peer " + home.peer() + " has stopped"));
            }
            Transfer present = transfers.get(metainfo.infoHash());
            if (present != null) {
                return present.open(how, later).map(present);
            }
            Transfer fresh = transfer(metainfo);
            transfers.put(metainfo.infoHash(), fresh);
            return fresh.open(how, later).map(fresh).onFailure(refused -> forget(fresh));
        });
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

    private Future<Transfer> find(InfoHash infoHash) {
        Transfer transfer = transfers.get(infoHash);
        return transfer != null
                ? Future.succeededFuture(transfer)
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
