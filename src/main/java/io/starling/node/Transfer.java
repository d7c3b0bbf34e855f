package io.starling.node;

import io.starling.bus.BusException;
import io.starling.bus.LogEvent;
import io.starling.bus.PeerCommand;
import io.starling.bus.TransferSnapshot;
import io.starling.storage.Checking;
import io.starling.storage.FilePriorities;
import io.starling.storage.FileSelection;
import io.starling.storage.PieceStore;
import io.starling.storage.Storage;
import io.starling.swarm.Swarm;
import io.starling.swarm.SwarmHome;
import io.starling.swarm.SwarmOptions;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import io.starling.torrent.Quoted;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One transfer of a peer, from when it is asked for until it is removed: CHECKING while its store is being opened, then
 * whatever its {@link Swarm} says, and FAILED, with the reason, when the store cannot be opened. One that FAILED goes on by
 * opening its store again, as after a restart. Owned by the peer's context.
 */
final class Transfer {
    private final SwarmHome home;
    private final SwarmOptions options;
    private final Storage storage;
    private final Metainfo metainfo;
    private FileSelection selection;
    private FilePriorities priorities;
    private final Instant addedAt = Instant.now();
    private Opening again;
    private PeerCommand.Limits limits = PeerCommand.Limits.NONE;
    private @Nullable Swarm swarm;
    private @Nullable Future<Swarm> opening;
    private int checked;
    private @Nullable String error;

    /** Why nothing is to be opened any more; null as long as it may. */
    private @Nullable String end;

    /** One after the other, so that the last wish is the one that is remembered. */
    private Future<Void> kept = Future.succeededFuture();

    /** Opens the store. */
    interface Opening {
        Future<PieceStore> open(Checking checking);
    }

    Transfer(SwarmHome home, SwarmOptions options, Storage storage, Wished wished) {
        this.home = home;
        this.options = options;
        this.storage = storage;
        this.metainfo = wished.metainfo();
        this.selection = wished.selection();
        this.priorities = wished.priorities();
        this.again = checking -> storage.open(metainfo, selection, checking);
    }

    InfoHash infoHash() {
        return metainfo.infoHash();
    }

    Metainfo metainfo() {
        return metainfo;
    }

    /** The files that are wanted of it. */
    FileSelection selection() {
        return selection;
    }

    /** Empty while its store is not open. */
    Optional<Swarm> swarm() {
        return Optional.ofNullable(swarm);
    }

    TransferStatus status() {
        if (swarm != null) {
            return swarm.status();
        }
        return opening != null ? TransferStatus.CHECKING : TransferStatus.FAILED;
    }

    /**
     * Opens the store, if it is not open and in order.
     *
     * @param how for this time
     * @param later when it has FAILED and is to go on
     */
    Future<Swarm> open(Opening how, Opening later) {
        if (opening != null) {
            return opening;
        }
        Swarm present = swarm;
        if (present != null && present.status() != TransferStatus.FAILED) {
            return Future.succeededFuture(present);
        }
        again = later;
        return openAnew(how, present);
    }

    /** More files are wanted of it: the store is opened anew with these and those that were wanted before. */
    Future<Swarm> alsoWant(FileSelection more) {
        FileSelection both = selection.and(more, metainfo);
        Opening download = checking -> storage.open(metainfo, both, checking);
        if (both.equals(selection)) {
            return open(download, download);
        }
        if (opening != null) {
            return opening.compose(opened -> alsoWant(more));
        }
        selection = both;
        again = download;
        return openAnew(download, swarm);
    }

    /** The same, at the user's wish: it goes on unless it is paused. */
    Future<Void> want(FileSelection more) {
        boolean isPaused = status() == TransferStatus.PAUSED;
        return alsoWant(more).compose(opened -> {
            if (isPaused) {
                return opened.pause();
            }
            opened.start();
            return Future.succeededFuture();
        });
    }

    private Future<Swarm> openAnew(Opening how, @Nullable Swarm present) {
        swarm = null;
        checked = 0;
        Future<Void> closed =
                present == null ? Future.succeededFuture() : present.stop().otherwiseEmpty();
        Promise<Swarm> ended = Promise.promise();
        opening = ended.future();
        closed.compose(free -> how.open(new Hashing())).compose(this::enter).onComplete(done -> {
            opening = null;
            error = done.failed() ? Failures.text(done.cause()) : null;
            ended.handle(done);
        });
        return ended.future();
    }

    /** One that has come to its end while its store was being opened takes nothing up any more. */
    private Future<Swarm> enter(PieceStore store) {
        if (end != null) {
            BusException reason = new BusException(BusException.CONFLICT, end);
            return store.close().transform(closed -> Future.failedFuture(reason));
        }
        Swarm entered = new Swarm(home, options, store);
        entered.limit(limits);
        entered.prioritise(priorities);
        swarm = entered;
        return keepPriorities().map(entered);
    }

    /** Begins, or goes on; opens the store anew when the transfer has FAILED. What then fails is said in the log. */
    void start() {
        keepPaused(false);
        open(again, again).onSuccess(Swarm::start).onFailure(cause -> log(LogEvent.Level.ERROR, Failures.text(cause)));
    }

    Future<Void> pause() {
        return running("paused").compose(Swarm::pause).compose(done -> keepPaused(true));
    }

    /** As {@link Swarm#recheck}; one whose store is not open is checked by opening it. */
    Future<Void> recheck() {
        if (swarm == null && opening == null) {
            start();
            return Future.succeededFuture();
        }
        return running("checked").compose(Swarm::recheck).compose(done -> keepPaused(false));
    }

    void limit(PeerCommand.Limits wanted) {
        limits = wanted;
        swarm().ifPresent(present -> present.limit(wanted));
    }

    /** Says of some files that they come first or last, or neither. Completes when it is remembered over a restart. */
    Future<Void> prioritise(FilePriorities said) {
        priorities = priorities.then(said);
        swarm().ifPresent(present -> present.prioritise(priorities));
        return keepPriorities();
    }

    /** The files of which it consists. */
    FileListing files() {
        PieceSet have = swarm().map(Swarm::pieces)
                .orElseGet(() -> PieceSet.none(metainfo.grid().pieces()));
        return new FileListing(metainfo, selection, priorities, have);
    }

    /** Leaves the swarm and closes the files; what is here stays for the next start. */
    Future<Void> stop() {
        return end("peer " + home.peer() + " has stopped").compose(Swarm::stop, notOpen -> Future.succeededFuture());
    }

    /** Forgets the transfer; final files are deleted only {@code withData}. */
    Future<Void> remove(boolean withData) {
        return end(name() + " was removed")
                .compose(present -> present.remove(withData), notOpen -> storage.forget(infoHash()));
    }

    /** Ends an opening that is under way; fails when there is no store open. */
    private Future<Swarm> end(String why) {
        end = why;
        Future<Swarm> last = opening == null ? Future.failedFuture(why) : opening;
        return last.recover(failure -> swarm == null ? Future.failedFuture(failure) : Future.succeededFuture(swarm));
    }

    TransferSnapshot snapshot() {
        if (swarm != null) {
            return swarm.snapshot();
        }
        return new TransferSnapshot(
                home.peer(),
                infoHash(),
                metainfo.name(),
                metainfo.grid().totalLength(),
                metainfo.grid().pieceLength(),
                metainfo.grid().pieces(),
                0,
                selection.pieces().count(),
                opening == null ? null : checked,
                status(),
                0,
                0,
                0,
                0,
                null,
                0,
                limits,
                addedAt,
                null,
                opening == null ? error : null,
                List.of(),
                home.magnet(metainfo).toString());
    }

    private Future<Swarm> running(String wish) {
        return swarm != null
                ? Future.succeededFuture(swarm)
                : Future.failedFuture(new BusException(
                        BusException.CONFLICT, name() + " is " + status() + " (expected: to be " + wish + " later)"));
    }

    private Future<Void> keepPaused(boolean isPaused) {
        return keep("whether it is paused", () -> storage.keepPaused(infoHash(), isPaused));
    }

    private Future<Void> keepPriorities() {
        FilePriorities present = priorities;
        return keep("which files come first", () -> storage.keepPriorities(infoHash(), present));
    }

    private Future<Void> keep(String what, Supplier<Future<Void>> write) {
        kept = kept.otherwiseEmpty()
                .compose(before -> write.get())
                .onFailure(cause -> log(
                        LogEvent.Level.WARNING,
                        what + " will not be remembered over a restart: " + Failures.text(cause)));
        return kept.otherwiseEmpty();
    }

    private String name() {
        return Quoted.text(metainfo.name());
    }

    private void log(LogEvent.Level level, String text) {
        home.log()
                .accept(new LogEvent(
                        Instant.now(), level, home.peer(), infoHash().hex(), name() + ": " + text));
    }

    /** The hashing that opening the store takes; a person who waits for it is told why. */
    private final class Hashing implements Checking {
        @Override
        public void onProgress(int done, int total) {
            if (done == 0) {
                log(LogEvent.Level.INFO, total + " pieces have to be hashed before it can go on");
            }
            checked = done;
        }

        @Override
        public boolean isCancelled() {
            return end != null;
        }
    }
}
