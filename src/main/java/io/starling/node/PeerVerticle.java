package io.starling.node;

import io.starling.announce.TrackerClient;
import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.starling.bus.PeerCommand;
import io.starling.bus.PeerStatus;
import io.starling.bus.TrackerRequest;
import io.starling.peer.BanList;
import io.starling.peer.InfoTaker;
import io.starling.peer.Offences;
import io.starling.peer.PeerDoor;
import io.starling.peer.PeerSockets;
import io.starling.peer.SwarmDoor;
import io.starling.storage.Storage;
import io.starling.storage.StorageOptions;
import io.starling.swarm.SwarmHome;
import io.starling.swarm.SwarmOptions;
import io.starling.swarm.Throttle;
import io.starling.swarm.TrackerSession;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One peer: listens for other peers, registers with the tracker, takes commands on the event bus, publishes how its
 * transfers stand, and goes on with the transfers that it had when it was stopped. Its Vert.x context owns its
 * connections, swarms and stores; more cores are used by more peers.
 *
 * <p>Fails to start when its port is in use, or nothing can be written to its download directory. Undeploying it takes
 * leave of the tracker and closes everything.
 */
public final class PeerVerticle extends VerticleBase implements PeerDoor {
    private static final long OFFENCES_MILLIS = 1_000;

    /** How soon a peer that is in no swarm hears that the tracker is gone, or back. */
    private static final long RENEWAL_MILLIS = 10_000;

    private final PeerOptions options;
    private final PeerId peerId = PeerId.random();
    private final BanList bans = new BanList();
    private final Offences offences = new Offences(this::warn);
    private int port;
    private @Nullable Parts parts;

    /** What is there from start to stop, in the order in which it is made. */
    private record Parts(
            PeerSockets sockets,
            Storage storage,
            TrackerClient client,
            TrackerSession tracker,
            Transfers transfers,
            TransferPublisher publisher,
            MessageConsumer<JsonObject> commands) {}

    public PeerVerticle(PeerOptions options) {
        this.options = options;
    }

    @Override
    public Future<?> start() {
        PeerSockets sockets = new PeerSockets(vertx, this, options.getTimeouts(), options.getEncryption());
        return sockets.listen(options.getHost(), options.getPort())
                .compose(listening -> {
                    port = listening;
                    Parts made = wire(sockets);
                    parts = made;
                    return made.storage.prepare().compose(ready -> made.commands.completion());
                })
                .onSuccess(done -> {
                    Transfers transfers = parts().transfers;
                    Future<Void> restored = options.isRestoring() ? transfers.restore() : Future.succeededFuture();
                    restored.onFailure(
                                    cause -> warn("cannot go on with the transfers of before: " + Failures.text(cause)))
                            .onComplete(unused -> {
                                carryOut(transfers);
                                renewIfIdle();
                            });
                })
                .recover(cause -> stop().transform(stopped -> Future.failedFuture(cause)));
    }

    @Override
    public Future<?> stop() {
        Parts stopping = parts;
        parts = null;
        if (stopping == null) {
            return Future.succeededFuture();
        }
        stopping.publisher.stop();
        return stopping.commands
                .unregister()
                .eventually(stopping.transfers::stop)
                .eventually(stopping.sockets::close)
                .eventually(stopping.client::close)
                .eventually(stopping.storage::close);
    }

    /** Where it listens, once started. */
    int port() {
        return port;
    }

    @Override
    public PeerId peerId() {
        return peerId;
    }

    @Override
    public Optional<SwarmDoor> swarm(InfoHash infoHash) {
        return Optional.ofNullable(parts).flatMap(present -> present.transfers.door(infoHash));
    }

    @Override
    public Set<InfoHash> torrents() {
        return Optional.ofNullable(parts)
                .map(present -> present.transfers.expected())
                .orElse(Set.of());
    }

    @Override
    public Optional<InfoTaker> awaited(InfoHash infoHash) {
        return Optional.ofNullable(parts).flatMap(present -> present.transfers.awaited(infoHash));
    }

    @Override
    public boolean isBanned(InetAddress address) {
        return bans.isBanned(address, System.nanoTime());
    }

    @Override
    public void onOffence(InetAddress address, String why) {
        offences.report(address, why, "turned away " + address.getHostAddress() + ": " + why, this::warn);
    }

    private Parts wire(PeerSockets sockets) {
        Storage storage = Storage.create(
                vertx,
                new StorageOptions().setDownloadDir(options.getDownloadDir()).setMode(options.getStorage()));
        TrackerClient client = client(options.getTrackers());
        TrackerSession tracker = new TrackerSession(client, this::registration, this::warn);
        SwarmHome home = new SwarmHome(
                vertx,
                context,
                options.getId(),
                peerId,
                sockets,
                tracker,
                new Throttle(options.getMaxUploadKiBps()),
                new Throttle(options.getMaxDownloadKiBps()),
                bans,
                offences,
                this::log);
        SwarmOptions swarmOptions =
                new SwarmOptions(options.getPicker(), options.getMaxConnections(), port, options.getTimeouts());
        vertx.setPeriodic(OFFENCES_MILLIS, id -> offences.tick(System.nanoTime()));
        vertx.setPeriodic(RENEWAL_MILLIS, id -> renewIfIdle());
        Transfers transfers = new Transfers(home, swarmOptions, storage, new Sources(vertx, tracker));
        TransferPublisher publisher = new TransferPublisher(vertx, options.getId(), transfers::snapshots);
        MessageConsumer<JsonObject> commands = vertx.eventBus()
                .<JsonObject>consumer(Addresses.peer(options.getId()))
                .handler(message -> answer(message.body())
                        .onSuccess(message::reply)
                        .onFailure(cause -> message.fail(Failures.code(cause), Failures.text(cause))));
        return new Parts(sockets, storage, client, tracker, transfers, publisher, commands);
    }

    private TrackerClient client(List<HostPort> trackers) {
        return trackers.isEmpty()
                ? TrackerClient.overEventBus(vertx)
                : TrackerClient.overTcp(
                        vertx, trackers.stream().map(HostPort::socketAddress).toList());
    }

    private Parts parts() {
        if (parts == null) {
            throw new IllegalStateException("peer " + options.getId() + " is not running");
        }
        return parts;
    }

    private Future<JsonObject> answer(JsonObject body) {
        try {
            return carryOut(PeerCommand.read(body));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<JsonObject> carryOut(PeerCommand command) {
        Transfers transfers = parts().transfers;
        if (command instanceof PeerCommand.Add add) {
            return transfers.add(add).map(BusJson::write);
        } else if (command instanceof PeerCommand.Share share) {
            return transfers.share(share).map(BusJson::write);
        } else if (command instanceof PeerCommand.Pause pause) {
            return transfers.pause(pause.infoHash()).map(BusJson::write);
        } else if (command instanceof PeerCommand.Resume resume) {
            return transfers.resume(resume.infoHash()).map(BusJson::write);
        } else if (command instanceof PeerCommand.Recheck recheck) {
            return transfers.recheck(recheck.infoHash()).map(BusJson::write);
        } else if (command instanceof PeerCommand.Limit limit) {
            return transfers.limit(limit.infoHash(), limit.limits()).map(BusJson::write);
        } else if (command instanceof PeerCommand.Choose choose) {
            return transfers.choose(choose).map(BusJson::write);
        } else if (command instanceof PeerCommand.Files files) {
            return transfers.files(files).map(BusJson::write);
        } else if (command instanceof PeerCommand.Remove remove) {
            return transfers
                    .remove(remove.infoHash(), remove.deleteData())
                    .map(done -> new JsonObject().put("v", BusJson.VERSION));
        }
        return Future.succeededFuture(BusJson.write(status()));
    }

    private PeerStatus status() {
        return new PeerStatus(
                options.getId(),
                peerId,
                dialledHost(),
                port,
                parts().tracker.isConnected(),
                parts().transfers.snapshots(),
                offences.lies(Offences.BANNED),
                offences.lies(Offences.DAMAGED));
    }

    /** What the options say is to be shared and fetched; each is tried until the tracker answers. */
    private void carryOut(Transfers transfers) {
        options.getShare().forEach(path -> transfers.persist(new PeerCommand.Share(path.toString(), null)));
        options.getGet().forEach(source -> transfers.persist(PeerCommand.Add.of(source)));
    }

    private void renewIfIdle() {
        if (parts != null && parts.transfers.infoHashes().isEmpty()) {
            parts.tracker.renew();
        }
    }

    private TrackerRequest.Register registration() {
        return new TrackerRequest.Register(
                options.getId(), peerId, dialledHost(), port, parts().transfers.infoHashes());
    }

    /** Where others dial us: a wildcard address is replaced by the tracker, which sees where we come from. */
    private String dialledHost() {
        return options.getPublicHost().orElse(options.getHost());
    }

    private void warn(String text) {
        log(new LogEvent(Instant.now(), LogEvent.Level.WARNING, options.getId(), null, text));
    }

    private void log(LogEvent event) {
        vertx.eventBus().publish(Addresses.LOG, BusJson.write(event));
    }
}
