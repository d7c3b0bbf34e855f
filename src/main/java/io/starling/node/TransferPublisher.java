package io.starling.node;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.TransferSnapshot;
import io.starling.bus.TransfersChanged;
import io.starling.torrent.InfoHash;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Tells the bus how one peer's transfers stand: complete snapshots of those that changed, at most four times a second
 * however much happens, and the last state always.
 */
final class TransferPublisher {
    private static final long PERIOD_MILLIS = 250;

    private final Vertx vertx;
    private final String peer;
    private final Supplier<List<TransferSnapshot>> snapshots;
    private final long timer;
    private Map<InfoHash, TransferSnapshot> published = new LinkedHashMap<>();

    TransferPublisher(Vertx vertx, String peer, Supplier<List<TransferSnapshot>> snapshots) {
        this.vertx = vertx;
        this.peer = peer;
        this.snapshots = snapshots;
        this.timer = vertx.setPeriodic(PERIOD_MILLIS, id -> publish());
    }

    void stop() {
        vertx.cancelTimer(timer);
        publish();
    }

    private void publish() {
        Map<InfoHash, TransferSnapshot> present = new LinkedHashMap<>();
        List<TransferSnapshot> changed = new ArrayList<>();
        for (TransferSnapshot snapshot : snapshots.get()) {
            present.put(snapshot.infoHash(), snapshot);
            if (!snapshot.equals(published.get(snapshot.infoHash()))) {
                changed.add(snapshot);
                vertx.eventBus().publish(Addresses.transfer(peer, snapshot.infoHash()), BusJson.write(snapshot));
            }
        }
        List<String> removed = published.keySet().stream()
                .filter(infoHash -> !present.containsKey(infoHash))
                .map(InfoHash::hex)
                .toList();
        published = present;
        if (!changed.isEmpty() || !removed.isEmpty()) {
            vertx.eventBus().publish(Addresses.TRANSFERS, BusJson.write(new TransfersChanged(peer, changed, removed)));
        }
    }
}
