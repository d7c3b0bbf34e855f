package io.starling.node;

import io.starling.bus.TransferSnapshot;
import io.starling.storage.Storage;
import io.starling.torrent.FileWishes;
import io.starling.torrent.InfoHash;
import io.starling.torrent.MagnetLink;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The transfers of one peer of which no more than a magnet link is here. The link is kept on disk, so that they go on after a
 * restart, until the torrent is. Owned by the peer's context.
 */
final class Magnets {
    private final Storage storage;
    private final Function<Storage.SavedLink, MagnetTransfer> maker;
    private final Map<InfoHash, MagnetTransfer> magnets = new LinkedHashMap<>();

    /** One after the other, of each link. */
    private final Map<InfoHash, Future<Void>> writes = new HashMap<>();

    Magnets(Storage storage, Function<Storage.SavedLink, MagnetTransfer> maker) {
        this.storage = storage;
        this.maker = maker;
    }

    Optional<MagnetTransfer> get(InfoHash infoHash) {
        return Optional.ofNullable(magnets.get(infoHash));
    }

    List<InfoHash> infoHashes() {
        return List.copyOf(magnets.keySet());
    }

    /**
     * Begins one, or tells the one that is there of more peers and of what is wished now. Completes when it is kept; one that
     * cannot be is not begun.
     */
    Future<MagnetTransfer> add(MagnetLink link, FileWishes wishes) {
        MagnetTransfer present = magnets.get(link.infoHash());
        if (present != null) {
            present.alsoBy(link);
            present.wish(wishes);
        }
        MagnetTransfer magnet = present == null ? maker.apply(new Storage.SavedLink(link, wishes)) : present;
        magnets.put(link.infoHash(), magnet);
        return keep(magnet)
                .onSuccess(kept -> magnet.start())
                .onFailure(refused -> {
                    if (present == null) {
                        forget(magnet);
                    }
                })
                .map(magnet);
    }

    /** Completes when it is kept; one that has FAILED begins again. */
    Future<Void> wish(MagnetTransfer magnet, FileWishes wishes) {
        magnet.wish(wishes);
        return keep(magnet).onSuccess(kept -> magnet.start());
    }

    private Future<Void> keep(MagnetTransfer magnet) {
        Future<Void> before = writes.getOrDefault(magnet.infoHash(), Future.succeededFuture());
        Future<Void> kept = before.otherwiseEmpty()
                .compose(done -> storage.keepLink(new Storage.SavedLink(magnet.link(), magnet.wishes())));
        writes.put(magnet.infoHash(), kept);
        return kept.onComplete(done -> writes.remove(magnet.infoHash(), kept));
    }

    /** Goes on with those that were here when the peer was stopped. */
    Future<Void> restore() {
        return storage.savedLinks().map(links -> {
            for (Storage.SavedLink saved : links) {
                magnets.computeIfAbsent(saved.link().infoHash(), unused -> maker.apply(saved))
                        .start();
            }
            return null;
        });
    }

    /** It is one of these no more: what becomes of what is kept of it, others see to. */
    void forget(MagnetTransfer magnet) {
        magnets.remove(magnet.infoHash(), magnet);
    }

    /** The torrent has come another way. */
    void supersede(MagnetTransfer magnet) {
        forget(magnet);
        magnet.stop().onFailure(unheard -> {}); // a tracker that does not hear of it forgets us by itself
    }

    Future<Void> remove(MagnetTransfer magnet) {
        forget(magnet);
        Future<Void> written = writes.getOrDefault(magnet.infoHash(), Future.succeededFuture());
        return magnet.stop()
                .otherwiseEmpty()
                .compose(stopped -> written.otherwiseEmpty())
                .compose(done -> storage.forget(magnet.infoHash()));
    }

    Future<Void> stop() {
        List<Future<?>> stopped = new ArrayList<>(writes.values());
        magnets.values().forEach(magnet -> stopped.add(magnet.stop()));
        return Future.join(stopped).mapEmpty();
    }

    List<TransferSnapshot> snapshots() {
        return magnets.values().stream().map(MagnetTransfer::snapshot).toList();
    }
}
