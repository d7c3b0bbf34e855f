package io.starling.node;

import io.starling.bus.PeerCommand;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.InfoHash;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.nio.file.Path;
import java.util.List;

/** A transfer of a peer, followed and steered over the event bus. Its methods may be called from any thread. */
final class PeerTransfer implements TorrentHandle {
    private final PeerBus bus;
    private final TransferWatch watch;
    private final InfoHash infoHash;
    private final String name;
    private final String magnet;

    PeerTransfer(PeerBus bus, TransferWatch watch, TransferSnapshot first) {
        this.bus = bus;
        this.watch = watch;
        this.infoHash = first.infoHash();
        this.name = first.name();
        this.magnet = first.magnet();
    }

    @Override
    public InfoHash infoHash() {
        return infoHash;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String magnet() {
        return magnet;
    }

    @Override
    public Future<TransferSnapshot> snapshot() {
        return watch.poll();
    }

    @Override
    public TorrentHandle onProgress(Handler<TransferSnapshot> handler) {
        watch.onSnapshot(handler);
        return this;
    }

    @Override
    public Future<List<Path>> downloaded() {
        return watch.downloaded();
    }

    @Override
    public Future<Void> pause() {
        return send(new PeerCommand.Pause(infoHash));
    }

    @Override
    public Future<Void> resume() {
        return send(new PeerCommand.Resume(infoHash));
    }

    @Override
    public Future<Void> remove(boolean deleteData) {
        return send(new PeerCommand.Remove(infoHash, deleteData)).onSuccess(done -> watch.removed());
    }

    private Future<Void> send(PeerCommand command) {
        return bus.send(command, PeerBus.QUICK).mapEmpty();
    }
}
