package io.starling.swarm;

import io.starling.announce.TorrentAnnouncer;
import io.starling.bus.BusException;
import io.starling.bus.PeerCommand;
import io.starling.bus.SwarmView;
import io.starling.bus.TransferSnapshot;
import io.starling.peer.Offences;
import io.starling.peer.SwarmDoor;
import io.starling.policy.Availability;
import io.starling.policy.PiecePicker;
import io.starling.policy.PriorityPicker;
import io.starling.storage.DamagedPiecesException;
import io.starling.storage.FilePriorities;
import io.starling.storage.PieceStore;
import io.starling.storage.StorageException;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One torrent in progress at one peer, from the first announce to seeding: its status, and the parts that do the work:
 * {@link Crowd} (connections), {@link WebSeeds}, {@link Downloads}, {@link Uploads}, {@link Announcer}, {@link OwnTrackers},
 * and the {@link PieceStore}. Owned by the context of its peer, on which all of it runs.
 *
 * <pre>
 *   CHECKING → DOWNLOADING → REASSEMBLING → DOWNLOADED        PAUSED and FAILED from anywhere, and back by resume
 *                   ^              |
 *                   '-- damaged ---'
 * </pre>
 */
public final class Swarm {
    /** How often what is due by time is looked at; also the grain of the rate limits. */
    private static final long TICK_MILLIS = 100;

    /** A node may seed hundreds of torrents that nobody wants at the moment: of their ticks one in ten is enough. */
    private static final int IDLE_TICKS = 10;

    /** How often it is looked whether the final files are as they were: what changed is served to nobody before that. */
    private static final long INSPECT_NANOS = 2_000_000_000;

    /**
     * Our tracker is asked first, and given this long: when it is one of those that the torrent names, it is to know us as a
     * registered peer before it hears of us as one that announces itself.
     */
    private static final long OWN_TRACKERS_MILLIS = 1_000;

    private final SwarmHome home;
    private final SwarmOptions options;
    private final PieceStore store;
    private final Metainfo metainfo;
    private final SwarmLog log;
    private final Throttle upload = new Throttle(0);
    private final Throttle download = new Throttle(0);
    private final Standing standing;
    private final Announcer announcer;
    private final TorrentAnnouncer ownTrackers;
    private final WebSeeds webSeeds;
    private FilePriorities priorities = FilePriorities.NONE;
    private @Nullable Run run;
    private long inspectedNanos = System.nanoTime();
    private boolean isInspecting;

    /** Counts beginnings and ends: what was begun under another number has no say any more. */
    private int era;

    private int ticks;

    /** What exists while the swarm is running, and is made anew after a pause. */
    private record Run(PriorityPicker picker, Downloads downloads, Crowd crowd, long timer) {}

    public Swarm(SwarmHome home, SwarmOptions options, PieceStore store) {
        this.home = home;
        this.options = options;
        this.store = store;
        this.metainfo = store.metainfo();
        this.log = new SwarmLog(home, metainfo);
        this.standing = new Standing(home, store, this::crowd);
        this.announcer = new Announcer(home.tracker(), metainfo.infoHash(), home.peerId(), standing, this::onView);
        this.ownTrackers = new OwnTrackers(home, options, store, standing, this::learn, log::warn).announcer();
        this.webSeeds = new WebSeeds(home.vertx(), options.timeouts().webSeed(), metainfo, log);
    }

    public InfoHash infoHash() {
        return metainfo.infoHash();
    }

    public Metainfo metainfo() {
        return metainfo;
    }

    /** Whether every piece is here. */
    public boolean isComplete() {
        return store.isComplete();
    }

    /** The pieces that are here; a copy. */
    public PieceSet pieces() {
        return store.pieces().copy();
    }

    /** Where the final file is, or the directory of the final files: or will be. */
    public Path root() {
        return store.root();
    }

    public TransferStatus status() {
        return standing.status();
    }

    /** Where new connections enter; empty while the swarm is not running. */
    public Optional<SwarmDoor> door() {
        return crowd().map(crowd -> crowd);
    }

    /** Begins, or goes on: joins the swarm and does what is left to do. While data is being hashed, that comes first. */
    public void start() {
        if (run != null || status() == TransferStatus.CHECKING) {
            return;
        }
        go();
    }

    private void go() {
        if (store.isShared() && !store.isReassembled()) {
            fail(new StorageException(store.root() + ": "
                    + store.missing().count() + " of "
                    + metainfo.grid().pieces() + " pieces are not what they were when it was shared (share it again)"));
            return;
        }
        run = begin();
        setStatus(TransferStatus.DOWNLOADING);
        announcer.start(System.nanoTime());
        int mine = era;
        home.vertx().setTimer(OWN_TRACKERS_MILLIS, id -> inEra(mine, ownTrackers::start));
        if (store.isReassembled()) {
            setStatus(TransferStatus.DOWNLOADED);
        } else {
            finishIfComplete();
        }
    }

    /** Connects to a peer that a user or a link names, unless the torrent is private: its trackers alone do (BEP 27). */
    public void connect(SocketAddress address) {
        if (metainfo.isPrivate()) {
            log.warn(address + " is not dialled: the torrent is private, and its trackers alone name its peers");
        } else {
            learn(address);
        }
    }

    private void learn(SocketAddress address) {
        crowd().ifPresent(crowd -> crowd.learn(address));
    }

    /**
     * Leaves the swarm, whether the tracker can be told or not, and keeps what is here. Fails with 409 while pieces are
     * hashed or rearranged.
     */
    public Future<Void> pause() {
        if (isBusy()) {
            return busy("paused");
        }
        if (run == null && status() != TransferStatus.QUEUED) {
            return Future.succeededFuture();
        }
        setStatus(TransferStatus.PAUSED);
        return end().otherwiseEmpty();
    }

    /**
     * Hashes all that is on disk again, then goes on with what is missing. Fails with 409 while pieces are hashed or
     * rearranged.
     */
    public Future<Void> recheck() {
        if (isBusy()) {
            return busy("checked");
        }
        Future<Void> left = end();
        int mine = era;
        int had = store.pieces().count();
        standing.setChecked(0);
        setStatus(TransferStatus.CHECKING);
        return left.otherwiseEmpty()
                .compose(done -> store.recheck((checked, total) -> standing.setChecked(checked)))
                .onSuccess(sound -> inEra(mine, () -> onRechecked(had, sound.count())))
                .onFailure(cause -> inEra(mine, () -> fail(cause)))
                .mapEmpty();
    }

    private void onRechecked(int had, int sound) {
        if (sound < had) {
            log.warn("checked: " + (had - sound) + " of " + had + " pieces damaged");
        } else {
            log.info("checked: " + had + " pieces, none damaged");
        }
        go();
    }

    private boolean isBusy() {
        return status() == TransferStatus.CHECKING || status() == TransferStatus.REASSEMBLING;
    }

    private Future<Void> busy(String wish) {
        return Future.failedFuture(new BusException(
                BusException.CONFLICT,
                log.name() + " is " + status() + " (expected: to be " + wish + " when that is done)"));
    }

    /** Does what follows from something that was begun in an era, if that is not over. */
    private void inEra(int begun, Runnable consequence) {
        if (era == begun) {
            consequence.run();
        }
    }

    public void limit(PeerCommand.Limits limits) {
        upload.setKibPerSecond(limits.upKiBps());
        download.setKibPerSecond(limits.downKiBps());
        standing.setLimits(limits);
    }

    /** Says which files come first from now on, and which last. */
    public void prioritise(FilePriorities said) {
        priorities = said;
        if (run != null) {
            run.picker.prioritise(said.pieces(metainfo, store.selection()));
        }
    }

    /** Takes leave of the tracker, closes connections and files; what is here stays for the next start. */
    public Future<Void> stop() {
        return end().eventually(store::close);
    }

    /** Like {@link #stop}, and forgets the transfer; final files are deleted only {@code withData}. */
    public Future<Void> remove(boolean withData) {
        return end().eventually(() -> store.delete(withData));
    }

    public TransferSnapshot snapshot() {
        return standing.snapshot();
    }

    private void onView(SwarmView view) {
        crowd().ifPresent(crowd -> {
            crowd.onView(view);
            ownTrackers.start();
        });
    }

    private Run begin() {
        int mine = ++era;
        Availability availability = new Availability(metainfo.grid().pieces());
        Random random = new Random();
        PriorityPicker picker =
                new PriorityPicker(() -> PiecePicker.of(options.picker(), availability, random), availability.pieces());
        picker.prioritise(priorities.pieces(metainfo, store.selection()));
        Downloads downloads = new Downloads(
                store, picker, List.of(home.download(), download), standing.downloaded, new PieceEvents(mine));
        Uploads uploads = new Uploads(
                store, List.of(home.upload(), upload), standing.uploaded, cause -> inEra(mine, () -> fail(cause)));
        Crowd crowd = new Crowd(home, options, downloads, uploads, availability, store, log::warn);
        webSeeds.start(downloads);
        long timer = home.vertx().setPeriodic(TICK_MILLIS, id -> tick());
        return new Run(picker, downloads, crowd, timer);
    }

    private Future<Void> end() {
        era++;
        Run ending = run;
        run = null;
        if (ending == null) {
            return Future.succeededFuture();
        }
        home.vertx().cancelTimer(ending.timer);
        webSeeds.stop();
        ending.crowd.close();
        ending.downloads.close();
        Future<Void> farewell = ownTrackers.stop();
        return announcer.stop().eventually(() -> farewell);
    }

    private void tick() {
        boolean isIdle = crowd().map(Crowd::isIdle).orElse(true);
        if (ticks++ % IDLE_TICKS != 0 && isIdle) {
            return;
        }
        long now = System.nanoTime();
        crowd().ifPresent(crowd -> crowd.tick(now));
        webSeeds.tick(now);
        announcer.tick(now);
        inspect(now);
    }

    /** Whoever serves nothing at the moment is to notice too that there is nothing to serve any more. */
    private void inspect(long nowNanos) {
        if (isInspecting || status() != TransferStatus.DOWNLOADED || nowNanos - inspectedNanos < INSPECT_NANOS) {
            return;
        }
        isInspecting = true;
        inspectedNanos = nowNanos;
        int mine = era;
        store.inspect().onFailure(cause -> inEra(mine, () -> fail(cause))).onComplete(done -> isInspecting = false);
    }

    private Optional<Crowd> crowd() {
        return Optional.ofNullable(run).map(Run::crowd);
    }

    private void finishIfComplete() {
        if (store.isComplete() && status() == TransferStatus.DOWNLOADING) {
            setStatus(TransferStatus.REASSEMBLING);
            crowd().ifPresent(Crowd::closeComplete);
            int mine = era;
            store.reassemble()
                    .onSuccess(done -> inEra(mine, this::onReassembled))
                    .onFailure(cause -> inEra(mine, () -> onNotReassembled(cause)));
        }
    }

    private void onReassembled() {
        setStatus(TransferStatus.DOWNLOADED);
        if (standing.downloaded.total() > 0) {
            if (store.pieces().isComplete()) {
                ownTrackers.completed();
            }
            log.info("downloaded in " + standing.age().toSeconds() + " s");
        }
    }

    private void onNotReassembled(Throwable cause) {
        if (cause instanceof DamagedPiecesException damaged && run != null) {
            log.warn(cause.getMessage() + "; fetching them again");
            damaged.pieces().forEach(run.downloads::lost);
            setStatus(TransferStatus.DOWNLOADING);
            // Joining again tells the tracker what we have, and have not, as a whole.
            announcer.start(System.nanoTime());
        } else {
            fail(cause);
        }
    }

    private void fail(Throwable cause) {
        String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        log.error(why);
        standing.setError(why);
        setStatus(TransferStatus.FAILED);
        end().onFailure(unreachable -> log.warn("could not take leave of the tracker: " + unreachable.getMessage()));
    }

    private void setStatus(TransferStatus next) {
        if (standing.setStatus(next)) {
            announcer.changed(System.nanoTime());
        }
    }

    /** What becomes of the pieces that are fetched. */
    private final class PieceEvents implements Downloads.Listener {
        private final int begun;

        PieceEvents(int begun) {
            this.begun = begun;
        }

        @Override
        public void onVerified(int piece) {
            announcer.verified(piece, System.nanoTime());
            crowd().ifPresent(crowd -> crowd.onVerified(piece));
            finishIfComplete();
        }

        @Override
        public void onDamaged(int piece) {
            String sentence = "piece " + piece + " does not have its hash; fetching it again";
            home.offences().reportLie(home.peer(), Offences.DAMAGED, sentence, log::warn);
        }

        @Override
        public void onLiar(Source source, int piece) {
            String why = "sent a bad piece " + piece;
            if (source instanceof WebSeed seed) {
                seed.leave(why);
            } else if (source instanceof Remote remote) {
                crowd().ifPresent(crowd -> crowd.ban(remote, why));
            }
        }

        @Override
        public void onStorageFailure(Throwable cause) {
            inEra(begun, () -> fail(cause));
        }
    }
}
