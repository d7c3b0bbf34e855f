package io.starling.swarm;

import io.starling.announce.AnnounceEvent;
import io.starling.announce.AnnounceRequest;
import io.starling.announce.TorrentAnnouncer;
import io.starling.bencode.ByteString;
import io.starling.storage.PieceStore;
import io.starling.torrent.PieceGrid;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/** What the trackers that a torrent names are told of us, and what becomes of their answers. Owned by its swarm. */
final class OwnTrackers implements TorrentAnnouncer.Subject {
    /** As many as other clients ask for (BEP 3). */
    private static final int NUM_WANT = 50;

    private final SwarmHome home;
    private final int listenPort;
    private final PieceStore store;
    private final Standing standing;
    private final Consumer<SocketAddress> peers;
    private final Consumer<String> warnings;
    private final ByteString key = ByteString.utf8(String.format(Locale.ROOT, "%08X", new Random().nextInt()));

    /**
     * @param peers are told where others can be dialled
     * @param warnings of what a person wants to know
     */
    OwnTrackers(
            SwarmHome home,
            SwarmOptions options,
            PieceStore store,
            Standing standing,
            Consumer<SocketAddress> peers,
            Consumer<String> warnings) {
        this.home = home;
        this.listenPort = options.listenPort();
        this.store = store;
        this.standing = standing;
        this.peers = peers;
        this.warnings = warnings;
    }

    TorrentAnnouncer announcer() {
        return new TorrentAnnouncer(home.vertx(), store.metainfo().announce(), this);
    }

    @Override
    public AnnounceRequest request(AnnounceEvent event) {
        return new AnnounceRequest(
                store.metainfo().infoHash(),
                home.peerId(),
                listenPort,
                standing.uploaded.total(),
                standing.downloaded.total(),
                left(),
                event,
                key,
                NUM_WANT);
    }

    /** Of the whole torrent, also when some files are not wanted (BEP 21), to the length of a piece. */
    private long left() {
        PieceGrid grid = store.metainfo().grid();
        long missing = grid.pieces() - store.pieces().count();
        return Math.min(grid.totalLength(), missing * grid.pieceLength());
    }

    @Override
    public void onPeers(List<SocketAddress> found) {
        found.forEach(peers);
    }

    @Override
    public void onUnanswered(String reasons) {
        warnings.accept("none of its trackers answers (" + reasons + "); trying again");
    }
}
