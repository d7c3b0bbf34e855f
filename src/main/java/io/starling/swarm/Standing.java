package io.starling.swarm;

import io.starling.bus.PeerCommand;
import io.starling.bus.TrackerRequest;
import io.starling.bus.TransferSnapshot;
import io.starling.policy.RateMeter;
import io.starling.storage.PieceStore;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.TransferStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How one swarm stands: its status, since when, how much has gone by and how fast; and the two ways of telling it, to the
 * tracker and to people. Changed by its swarm alone.
 */
final class Standing implements Announcer.Reporter {
    final RateMeter uploaded = new RateMeter();
    final RateMeter downloaded = new RateMeter();

    private final SwarmHome home;
    private final PieceStore store;
    private final Metainfo metainfo;
    private final Supplier<Optional<Crowd>> crowd;
    private final Instant startedAt = Instant.now();

    private TransferStatus status = TransferStatus.QUEUED;
    private @Nullable Instant completedAt;
    private @Nullable String error;
    private int checked;
    private PeerCommand.Limits limits = PeerCommand.Limits.NONE;

    /** @param crowd the connections there are, while there are any */
    Standing(SwarmHome home, PieceStore store, Supplier<Optional<Crowd>> crowd) {
        this.home = home;
        this.store = store;
        this.metainfo = store.metainfo();
        this.crowd = crowd;
    }

    TransferStatus status() {
        return status;
    }

    /** Returns whether this is a change. */
    boolean setStatus(TransferStatus next) {
        boolean isChange = status != next;
        status = next;
        if (next == TransferStatus.DOWNLOADED && isChange) {
            completedAt = Instant.now();
        }
        if (next != TransferStatus.FAILED) {
            error = null;
        }
        return isChange;
    }

    /** How many pieces have been hashed, while the status is CHECKING. */
    void setChecked(int pieces) {
        checked = pieces;
    }

    /** What a user allows it. */
    void setLimits(PeerCommand.Limits allowed) {
        limits = allowed;
    }

    /** Why the status is FAILED. */
    void setError(String why) {
        error = why;
    }

    Duration age() {
        return Duration.between(startedAt, Instant.now());
    }

    TransferSnapshot snapshot() {
        long now = System.nanoTime();
        long downRate = downloaded.bytesPerSecond(now);
        PieceGrid grid = metainfo.grid();
        boolean isDownloaded = status == TransferStatus.DOWNLOADED;
        return new TransferSnapshot(
                home.peer(),
                metainfo.infoHash(),
                metainfo.name(),
                grid.totalLength(),
                grid.pieceLength(),
                grid.pieces(),
                store.pieces().count(),
                store.selection().pieces().count(),
                status == TransferStatus.CHECKING ? checked : null,
                status,
                downloaded.total(),
                uploaded.total(),
                downRate,
                uploaded.bytesPerSecond(now),
                etaSeconds(downRate),
                crowd.get().map(Crowd::size).orElse(0),
                limits,
                startedAt,
                completedAt,
                error,
                isDownloaded ? List.of(store.root().toString()) : List.of(),
                home.magnet(metainfo).toString());
    }

    private @Nullable Long etaSeconds(long downRate) {
        if (status != TransferStatus.DOWNLOADING || downRate == 0) {
            return null;
        }
        long missing = (long) store.missing().count() * metainfo.grid().pieceLength();
        return (missing + downRate - 1) / downRate;
    }

    @Override
    public TrackerRequest.Join join() {
        return new TrackerRequest.Join(
                metainfo.infoHash(), home.peerId(), store.pieces().toBitfield(), status);
    }

    @Override
    public TrackerRequest.Update update(List<Integer> pieces, String epoch, long since) {
        long now = System.nanoTime();
        return new TrackerRequest.Update(
                metainfo.infoHash(),
                home.peerId(),
                pieces,
                epoch,
                since,
                status,
                uploaded.total(),
                downloaded.total(),
                uploaded.bytesPerSecond(now),
                downloaded.bytesPerSecond(now),
                crowd.get().map(present -> present.links(now)).orElse(List.of()));
    }

    /** A private torrent is its own trackers' business (BEP 27). */
    @Override
    public Optional<TrackerRequest.Publish> publication() {
        return metainfo.isPrivate()
                ? Optional.empty()
                : Optional.of(new TrackerRequest.Publish(metainfo.name(), metainfo.torrent()));
    }
}
