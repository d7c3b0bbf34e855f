package io.starling.peer;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.wire.Handshake;
import io.starling.wire.WireException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The sockets of one peer: listens, dials, shakes hands in both directions, and makes the {@link PeerConnection}s.
 * Owned by the context of its peer verticle, on which all connections live.
 */
public final class PeerSockets {
    /** Peers are near or not worth waiting for; another one is dialled meanwhile. */
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    /** Strangers who have connected and not yet said who they are; for one more, the one that has waited longest goes. */
    static final int MAX_HALF_OPEN = 256;

    private final Vertx vertx;
    private final Context context;
    private final PeerDoor door;
    private final NetServer server;
    private final NetClient client;
    private final PeerTimeouts timeouts;
    private final Openings openings;
    private final DialWays ways;

    /** Somebody whom we dialled has said who it is. */
    private record Met(Greeting greeting, Handshake remote) {}

    /** The longest waiting first. */
    private final Set<Greeting> halfOpen = new LinkedHashSet<>();

    /** Must be called on the context that is to own the connections. */
    public PeerSockets(Vertx vertx, PeerDoor door, PeerTimeouts timeouts, Encryption encryption) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.door = door;
        this.timeouts = timeouts;
        this.openings = new Openings(vertx, encryption, door::torrents);
        this.ways = new DialWays(encryption);
        this.server = vertx.createNetServer(
                        new NetServerOptions().setTcpNoDelay(true).setReuseAddress(true))
                .connectHandler(this::onConnect);
        this.client = vertx.createNetClient(
                new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(CONNECT_TIMEOUT_MILLIS));
    }

    /** Listens; port 0 is any free one. Fails with the cause when the port is in use. */
    public Future<Integer> listen(String host, int port) {
        return server.listen(port, host).map(NetServer::actualPort);
    }

    /**
     * Dials a peer of a swarm and shakes hands. The connection may still have been refused by the swarm, which is the
     * same to the caller; the future fails when there is no such peer, and otherwise says who it is.
     */
    public Future<PeerId> dial(SocketAddress address, InfoHash infoHash, SwarmDoor swarm) {
        return greet(address, infoHash).map(met -> {
            enter(met.greeting, met.remote, true, swarm);
            return met.remote.peerId();
        });
    }

    /**
     * Dials a peer of a torrent of which only the info-hash is here, and gets the info dictionary of it (BEP 9), over a
     * connection that ends with that. Fails with a {@link WireException} when the peer is not to be asked again: it broke
     * the protocol, or what it gave is not what the info-hash is of; in another way when it may do better later.
     *
     * @param isWanted whether it still is; when not, the connection ends
     */
    public Future<ByteString> fetchInfo(SocketAddress address, InfoHash infoHash, BooleanSupplier isWanted) {
        return greet(address, infoHash).compose(met -> infoOf(met.greeting, met.remote, isWanted));
    }

    private Future<Met> greet(SocketAddress address, InfoHash infoHash) {
        return ways.dial(address, way -> greet(address, infoHash, way));
    }

    private Future<Met> greet(SocketAddress address, InfoHash infoHash, DialWays.Way way) {
        return client.connect(address).compose(socket -> {
            Greeting greeting = Greeting.await(vertx, new RawSocket(socket), timeouts.handshake());
            Handshake ours = ours(infoHash);
            greeting.open(
                    switch (way) {
                        case PLAIN -> openings.plain(greeting, ours);
                        case ENCRYPTED -> openings.encrypted(greeting, ours);
                    });
            return greeting.remote().map(remote -> {
                if (!remote.infoHash().equals(infoHash)) {
                    greeting.discard();
                    throw new WireException(
                            "handshake: torrent " + remote.infoHash() + " (expected: " + infoHash + ")");
                }
                return new Met(greeting, remote);
            });
        });
    }

    public Future<Void> close() {
        return client.close().eventually(server::close).eventually(openings::close);
    }

    private void onConnect(NetSocket accepted) {
        RawSocket socket = new RawSocket(accepted);
        InetAddress address = socket.remoteInetAddress();
        if (door.isBanned(address)) {
            socket.close();
            return;
        }
        if (halfOpen.size() == MAX_HALF_OPEN) {
            halfOpen.iterator().next().giveUp("no handshake while " + MAX_HALF_OPEN + " others came");
        }
        Greeting greeting = Greeting.await(vertx, socket, timeouts.handshake());
        greeting.open(openings.accepting(greeting));
        halfOpen.add(greeting);
        greeting.remote().onComplete(done -> {
            halfOpen.remove(greeting);
            if (done.succeeded()) {
                welcome(greeting, done.result(), address);
            } else if (!(done.cause() instanceof HungUpException)) {
                door.onOffence(address, String.valueOf(done.cause().getMessage()));
            }
        });
    }

    private void welcome(Greeting greeting, Handshake remote, InetAddress address) {
        Optional<SwarmDoor> swarm = door.swarm(remote.infoHash());
        Optional<InfoTaker> taker = door.awaited(remote.infoHash());
        if (swarm.isPresent()) {
            enter(greeting, remote, false, swarm.get());
        } else if (taker.isPresent()) {
            ask(greeting, remote, address, taker.get());
        } else {
            greeting.discard();
            door.onOffence(address, "handshake: torrent " + remote.infoHash() + " (expected: one that is here)");
        }
    }

    /** Who dials us for what we know no more of than its name may know more. */
    private void ask(Greeting greeting, Handshake remote, InetAddress address, InfoTaker taker) {
        if (remote.peerId().equals(door.peerId()) || !taker.hasRoom()) {
            greeting.discard();
            return;
        }
        greeting.write(ours(remote.infoHash()).encode());
        taker.onOffer(address, infoOf(greeting, remote, taker::isWanted));
    }

    private Future<ByteString> infoOf(Greeting greeting, Handshake remote, BooleanSupplier isWanted) {
        return new InfoFetch(vertx, greeting.socket(), remote, timeouts.handshake(), isWanted).begin(greeting);
    }

    /** Who is let in gets our handshake, and so do friends and we ourselves, to know whom they dialled; others get nothing. */
    private void enter(Greeting greeting, Handshake remote, boolean isDialled, SwarmDoor swarm) {
        boolean isSelf = remote.peerId().equals(door.peerId());
        boolean isKnown = isSelf || swarm.isConnectedWith(remote.peerId());
        PeerConnection connection = new PeerConnection(context, greeting.socket(), remote, isDialled, swarm.grid());
        boolean isAdmitted = !isSelf && swarm.admit(connection);
        if (!isDialled && (isKnown || isAdmitted)) {
            greeting.write(ours(remote.infoHash()).encode());
        }
        if (isAdmitted) {
            connection.attach(swarm.listener(), greeting);
        } else {
            greeting.discard();
        }
    }

    private Handshake ours(InfoHash infoHash) {
        PeerId peerId = door.peerId();
        return new Handshake(infoHash, peerId, true, true);
    }
}
