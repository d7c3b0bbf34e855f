package io.starling.node;

import io.starling.bus.TransferSnapshot;
import io.starling.torrent.InfoHash;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.nio.file.Path;
import java.util.List;

/** One transfer of this node: follow it, steer it, wait for it. */
public interface TorrentHandle {
    InfoHash infoHash();

    String name();

    /** A magnet link to it (BEP 9), by which stock clients find it too. */
    String magnet();

    /** The transfer as it stands now. */
    Future<TransferSnapshot> snapshot();

    /** Calls {@code handler} with each new snapshot, at most 4 a second. */
    TorrentHandle onProgress(Handler<TransferSnapshot> handler);

    /** Completes with the absolute paths of the final files when DOWNLOADED, fails with the reason when FAILED. */
    Future<List<Path>> downloaded();

    Future<Void> pause();

    Future<Void> resume();

    Future<Void> remove(boolean deleteData);
}
