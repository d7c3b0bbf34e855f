package io.starling.node;

import io.starling.bus.BusException;
import io.starling.bus.LogEvent;
import io.starling.bus.PeerCommand;
import io.starling.bus.TrackerRequest;
import io.starling.bus.TransferFiles;
import io.starling.bus.TransferSnapshot;
import io.starling.peer.InfoTaker;
import io.starling.peer.SwarmDoor;
import io.starling.storage.FilePriorities;
import io.starling.storage.Storage;
import io.starling.storage.TorrentSpec;
import io.starling.swarm.Swarm;
import io.starling.swarm.SwarmHome;
import io.starling.swarm.SwarmOptions;
import io.starling.torrent.FileWishes;
import io.starling.torrent.InfoHash;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.MagnetLink.PeerAddress;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PriorityGlobs;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The transfers of one peer: starts them, finds them, goes on with those of before. Owned by the peer's context. */
final class Transfers {
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long LAST_RETRY_MILLIS = 10_000;

    /** For our tracker to say what it knows of a link, before others are asked. */
    private static final long LOOK_UP_MILLIS = 1_000;

    private final SwarmHome home;
    private final SwarmOptions options;
    private final Storage storage;
    private final Sources sources;
    private final Magnets magnets;
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
        this.magnets = new Magnets(
                storage, saved -> new MagnetTransfer(home, options.listenPort(), sources, saved, this::adopt));
    }

    Future<TransferSnapshot> add(PeerCommand.Add add) {
        List<HostPort> peers = Optional.ofNullable(add.peers()).orElse(List.of()).stream()
                .map(HostPort::parse)
                .toList();
        return MagnetLink.isMagnet(add.source())
                ? add(MagnetLink.parse(add.source()).alsoAt(addresses(peers)), add)
                : sources.resolve(add.source())
                        .compose(metainfo -> begin(Wished.of(metainfo, add), addresses(peers), add.limits()));
    }

    /** What is here, or what our tracker knows at once, is begun; of anything else the link is all there is for now. */
    private Future<TransferSnapshot> add(MagnetLink link, PeerCommand.Add add) {
        InfoHash infoHash = link.infoHash();
        if (magnets.get(infoHash).isPresent()) {
            return seek(link, add);
        }
        Future<Metainfo> known = Optional.ofNullable(transfers.get(infoHash))
                .map(present -> Future.succeededFuture(present.metainfo()))
                .orElseGet(() -> sources.known(link).timeout(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS));
        return known.transform(found -> found.failed()
                ? seek(link, add)
                : begin(Wished.of(found.result(), link, add), link.peers(), add.limits()));
    }

    private Future<TransferSnapshot> begin(
            Wished wished, List<PeerAddress> peers, PeerCommand.@Nullable Limits limits) {
        return fetch(wished).map(transfer -> {
            transfer.start();
            Optional.ofNullable(limits).ifPresent(transfer::limit);
            transfer.swarm().ifPresent(swarm -> sockets(peers).forEach(swarm::connect));
            return transfer.snapshot();
        });
    }

    private Future<TransferSnapshot> seek(MagnetLink link, PeerCommand.Add add) {
        PriorityGlobs before = magnets.get(link.infoHash())
                .map(magnet -> magnet.wishes().priorities())
                .orElse(PriorityGlobs.NONE);
        FileWishes wishes = new FileWishes(
                Objects.requireNonNullElse(add.files(), List.of()),
                Objects.requireNonNullElse(add.priorities(), before));
        return free(link.infoHash()).compose(free -> magnets.add(link, wishes)).map(magnet -> {
            Optional.ofNullable(add.limits()).ifPresent(magnet::limit);
            return magnet.snapshot();
        });
    }

    /** The link has led to the torrent: from now on it is a transfer like any other, FAILED when it cannot be opened. */
    private void adopt(MagnetTransfer magnet, Wished wished) {
        if (magnets.get(magnet.infoHash()).filter(magnet::equals).isEmpty() || isStopped) {
            return; // removed meanwhile
        }
        magnets.forget(magnet);
        Transfer transfer = transfers.computeIfAbsent(magnet.infoHash(), unused -> transfer(wished));
        transfer.limit(magnet.limits());
        // In this order: what was wished of the link is forgotten when the torrent is kept.
        Transfer.Opening store = checking -> storage.keepPriorities(magnet.infoHash(), wished.priorities())
                .compose(kept -> storage.open(wished.metainfo(), wished.selection(), checking));
        Future<Swarm> opened = transfer.open(store, store);
        transfer.start();
        List<SocketAddress> peers =
                wished.metainfo().isPrivate() ? sockets(magnet.link().peers()) : magnet.peers();
        opened.onSuccess(swarm -> peers.forEach(swarm::connect));
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
        Optional<MagnetTransfer> magnet = magnets.get(infoHash);
        magnet.ifPresent(MagnetTransfer::start);
        return magnet.map(present -> Future.succeededFuture(present.snapshot()))
                .orElseGet(() -> find(infoHash).map(transfer -> {
                    transfer.start();
                    return transfer.snapshot();
                }));
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
        Optional<MagnetTransfer> magnet = magnets.get(infoHash);
        magnet.ifPresent(present -> present.limit(limits));
        return magnet.map(present -> Future.succeededFuture(present.snapshot()))
                .orElseGet(() -> find(infoHash).map(transfer -> {
                    transfer.limit(limits);
                    return transfer.snapshot();
                }));
    }

    /** What more is wanted is fetched at once, unless the transfer is paused. */
    Future<TransferSnapshot> choose(PeerCommand.Choose choose) {
        Optional<MagnetTransfer> magnet = magnets.get(choose.infoHash());
        return magnet.map(present ->
                        magnets.wish(present, wishes(present, choose)).map(kept -> present.snapshot()))
                .orElseGet(() -> find(choose.infoHash()).compose(transfer -> choose(transfer, choose)));
    }

    private static FileWishes wishes(MagnetTransfer magnet, PeerCommand.Choose choose) {
        FileWishes before = magnet.wishes();
        return new FileWishes(
                Objects.requireNonNullElse(choose.files(), before.files()),
                Objects.requireNonNullElse(choose.priorities(), before.priorities()));
    }

    private Future<TransferSnapshot> choose(Transfer transfer, PeerCommand.Choose choose) {
        Metainfo metainfo = transfer.metainfo();
        FilePriorities said = Wished.priorities(metainfo, choose.priorities());
        Future<Void> wanted = choose.files() == null
                ? Future.succeededFuture()
                : transfer.want(WantedFiles.matching(metainfo, choose.files()));
        return wanted.compose(done -> transfer.prioritise(said)).map(kept -> transfer.snapshot());
    }

    Future<TransferFiles> files(PeerCommand.Files asked) {
        return find(asked.infoHash()).map(transfer -> transfer.files().page(asked));
    }

    Future<Void> remove(InfoHash infoHash, boolean deleteData) {
        Optional<MagnetTransfer> magnet = magnets.get(infoHash);
        return magnet.map(present -> leave(infoHash, magnets.remove(present)))
                .orElseGet(() -> find(infoHash).compose(transfer -> {
                    forget(transfer);
                    return leave(infoHash, transfer.remove(deleteData));
                }));
    }

    private Future<Void> leave(InfoHash infoHash, Future<Void> gone) {
        leaving.put(infoHash, gone);
        return gone.onComplete(done -> leaving.remove(infoHash, gone));
    }

    /** Completes when one that is being removed is gone. */
    private Future<Void> free(InfoHash infoHash) {
        Future<Void> gone = leaving.getOrDefault(infoHash, Future.succeededFuture());
        return gone.otherwiseEmpty().compose(free -> isStopped ? stopped() : Future.succeededFuture());
    }

    private Future<Void> stopped() {
        return Future.failedFuture(new BusException(BusException.CONFLICT, "peer " + home.peer() + " has stopped"));
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
            opened.add(magnets.restore());
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
        stopped.add(magnets.stop());
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

    /** Those for which one may dial us. */
    Set<InfoHash> expected() {
        Set<InfoHash> all = new HashSet<>(infoHashes());
        all.addAll(magnets.infoHashes());
        return all;
    }

    List<TransferSnapshot> snapshots() {
        return Stream.concat(
                        transfers.values().stream().map(Transfer::snapshot),
                        magnets.snapshots().stream().filter(magnet -> !transfers.containsKey(magnet.infoHash())))
                .toList();
    }

    /** What takes the info dictionary of a torrent of which a link is here, and no more. */
    Optional<InfoTaker> awaited(InfoHash infoHash) {
        return magnets.get(infoHash).flatMap(MagnetTransfer::taker);
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
                        transfer(Wished.all(metainfo)),
                        checking -> storage.openExisting(metainfo, root, true, checking),
                        checking -> storage.openExisting(metainfo, root, false, checking)));
    }

    /** One that cannot be opened is there all the same: FAILED, with the reason, and to be resumed or removed. */
    private Future<Swarm> restore(Storage.Saved saved) {
        Metainfo metainfo = saved.metainfo();
        Transfer.Opening store = checking -> saved.existingRoot().isEmpty()
                ? storage.open(metainfo, saved.selection(), checking)
                : storage.openExisting(metainfo, saved.existingRoot().get(0), false, checking);
        Transfer transfer = transfers.computeIfAbsent(
                metainfo.infoHash(), unused -> transfer(new Wished(metainfo, saved.selection(), saved.priorities())));
        return transfer.open(store, store).onSuccess(swarm -> {
            if (saved.isPaused()) {
                swarm.pause();
            } else {
                swarm.start();
            }
        });
    }

    private Transfer transfer(Wished wished) {
        return new Transfer(home, options, storage, wished);
    }

    /** Of one that is here already, these files are wanted too. */
    private Future<Transfer> fetch(Wished wished) {
        Transfer present = transfers.get(wished.metainfo().infoHash());
        if (present != null) {
            return present.alsoWant(wished.selection())
                    .compose(opened -> present.prioritise(wished.priorities()))
                    .map(present);
        }
        Transfer.Opening store = checking -> storage.open(wished.metainfo(), wished.selection(), checking);
        return open(transfer(wished), store, store);
    }

    /** Opens this one, or that which is here of the same torrent and has FAILED; a new one that cannot be opened does not come to be. */
    private Future<Transfer> open(Transfer fresh, Transfer.Opening how, Transfer.Opening later) {
        InfoHash infoHash = fresh.infoHash();
        return free(infoHash).compose(free -> {
            Transfer present = transfers.get(infoHash);
            if (present != null) {
                return present.open(how, later).map(present);
            }
            transfers.put(infoHash, fresh);
            return fresh.open(how, later)
                    .map(fresh)
                    .onSuccess(opened -> magnets.get(infoHash).ifPresent(magnets::supersede))
                    .onFailure(refused -> forget(fresh));
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
        if (magnets.get(infoHash).isPresent()) {
            return Future.failedFuture(new BusException(
                    BusException.CONFLICT,
                    infoHash + " is METADATA (expected: later, when what it is made of is known)"));
        }
        return transfer != null
                ? Future.succeededFuture(transfer)
                : Future.failedFuture(
                        new BusException(BusException.UNKNOWN, "peer " + home.peer() + " has no transfer " + infoHash));
    }

    private static List<PeerAddress> addresses(List<HostPort> peers) {
        return peers.stream()
                .map(peer -> new PeerAddress(peer.host(), peer.port()))
                .toList();
    }

    private static List<SocketAddress> sockets(List<PeerAddress> peers) {
        return peers.stream()
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
