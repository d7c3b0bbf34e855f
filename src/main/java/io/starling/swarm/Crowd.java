package io.starling.swarm;

import io.starling.bus.SwarmView;
import io.starling.bus.TrackerRequest;
import io.starling.peer.CloseReason;
import io.starling.peer.ConnectionListener;
import io.starling.peer.Offences;
import io.starling.peer.PeerConnection;
import io.starling.peer.PeerTable;
import io.starling.peer.PeerTimeouts;
import io.starling.peer.SwarmDoor;
import io.starling.policy.Availability;
import io.starling.storage.PieceStore;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceGrid;
import io.starling.wire.ExtensionHandshake;
import io.starling.wire.PexMessage;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The peers that one swarm is connected with: who is let in, who is dialled, who is dropped, and what is due by time. What
 * they say goes to {@link Conversations}. Owned by its swarm.
 */
final class Crowd implements SwarmDoor {
    private final SwarmHome home;
    private final SwarmOptions options;
    private final PieceStore store;
    private final Downloads downloads;
    private final Uploads uploads;
    private final Chokes chokes;
    private final PeerTable<PeerConnection> table;
    private final Contacts contacts;
    private final PeerExchange exchange;
    private final MetadataUploads metadata;
    private final Conversations conversations;
    private final Consumer<String> log;
    private final Map<PeerConnection, Remote> remotes = new LinkedHashMap<>();
    private boolean isOpen = true;

    Crowd(
            SwarmHome home,
            SwarmOptions options,
            Downloads downloads,
            Uploads uploads,
            Availability availability,
            PieceStore store,
            Consumer<String> log) {
        this.home = home;
        this.options = options;
        this.store = store;
        this.downloads = downloads;
        this.uploads = uploads;
        this.chokes = new Chokes(uploads);
        this.table = new PeerTable<>(home.peerId(), options.maxConnections(), home.bans());
        this.contacts = new Contacts(home.sockets(), store.metainfo().infoHash(), table);
        this.exchange = new PeerExchange(store.metainfo().isPrivate(), contacts::hear);
        this.metadata = new MetadataUploads(store.metainfo());
        this.conversations = new Conversations(this, downloads, uploads, metadata, availability, store);
        this.log = log;
    }

    /** What the tracker says of the swarm: new peers are dialled at once. */
    void onView(SwarmView view) {
        contacts.onView(view);
        dial(System.nanoTime());
    }

    /** A peer that somebody named by hand: dialled at once. */
    void learn(SocketAddress address) {
        contacts.learn(address);
        dial(System.nanoTime());
    }

    /** A remote tells with whom it is connected. */
    void onPeers(Remote remote, PexMessage message) {
        exchange.onMessage(remote, message, remotes.values(), System.nanoTime());
    }

    /** Whether nobody here has anything to send or to wait for: what is due by time can wait for a second. */
    boolean isIdle() {
        return store.isComplete()
                && remotes.values().stream().noneMatch(remote -> remote.connection.isRemoteInterested());
    }

    /** Everything that is due by time: called a few times a second. */
    void tick(long nowNanos) {
        dial(nowNanos);
        downloads.expire(nowNanos);
        exchange.tell(remotes.values(), nowNanos);
        chokes.round(remotes.values(), store.isComplete(), nowNanos);
        for (Remote remote : List.copyOf(remotes.values())) {
            keepAlive(remote, nowNanos);
            uploads.serve(remote, nowNanos);
            downloads.request(remote, nowNanos);
        }
    }

    /** A piece is verified: all are told. */
    void onVerified(int piece) {
        long now = System.nanoTime();
        for (Remote remote : remotes.values()) {
            remote.connection.sendHave(piece);
            downloads.request(remote, now);
        }
    }

    /** We have everything: who has everything too is of no use to us, nor we to them. */
    void closeComplete() {
        for (Remote remote : List.copyOf(remotes.values())) {
            closeIfUseless(remote);
        }
    }

    /** A remote that sent data which are not what they should be: it is not to come back. */
    void ban(Remote remote, String why) {
        table.ban(remote.connection, System.nanoTime());
        home.offences()
                .reportLie(
                        remote.connection.remoteInetAddress(), Offences.BANNED, "banned " + remote + ": " + why, log);
        remote.connection.close(CloseReason.us(why));
    }

    void close() {
        isOpen = false;
        for (Remote remote : List.copyOf(remotes.values())) {
            remote.connection.close(CloseReason.us("the transfer stops"));
        }
    }

    int size() {
        return remotes.size();
    }

    /** Who sends to us, as far as the tracker has named them. */
    List<TrackerRequest.Link> links(long nowNanos) {
        List<TrackerRequest.Link> links = new ArrayList<>();
        for (Remote remote : remotes.values()) {
            long rate = remote.down.bytesPerSecond(nowNanos);
            if (rate > 0) {
                contacts.name(remote.connection.remoteId())
                        .ifPresent(name -> links.add(new TrackerRequest.Link(name, home.peer(), rate)));
            }
        }
        return links;
    }

    private void dial(long nowNanos) {
        if (isOpen) {
            contacts.dial(this, store.isComplete(), nowNanos);
        }
    }

    private void keepAlive(Remote remote, long nowNanos) {
        PeerConnection connection = remote.connection;
        PeerTimeouts timeouts = options.timeouts();
        if (nowNanos - connection.lastReceivedNanos() > timeouts.silence().toNanos()) {
            connection.close(
                    CloseReason.offence("silent for " + timeouts.silence().toMillis() + " ms"));
        } else if (connection.stuckNanos(nowNanos) > timeouts.unread().toNanos()) {
            connection.close(CloseReason.offence(
                    "reads nothing of what it gets for " + timeouts.unread().toMillis() + " ms"));
        } else if (nowNanos - connection.lastSentNanos() > timeouts.keepAlive().toNanos()) {
            connection.sendKeepAlive();
        }
    }

    /** Both have everything: neither has any use for the other. */
    void closeIfUseless(Remote remote) {
        if (store.isComplete() && remote.connection.remotePieces().isComplete()) {
            table.hasEverything(remote.connection.remoteId());
            remote.connection.close(CloseReason.us("both have everything"));
        }
    }

    /** The remote of this connection; every connection that calls us was admitted, and is known until it is closed. */
    Remote remote(PeerConnection connection) {
        Remote remote = remotes.get(connection);
        if (remote == null) {
            throw new IllegalStateException("a call from " + connection + ", which is not of this swarm");
        }
        return remote;
    }

    /** The connection is gone: what it was asked for is free, and the others are asked for it now. */
    void remove(PeerConnection connection, CloseReason reason) {
        Remote remote = remotes.remove(connection);
        if (remote == null) {
            return;
        }
        table.closed(connection);
        downloads.release(remote);
        if (reason.blame() == CloseReason.Blame.OFFENCE) {
            String sentence = "disconnected " + remote + ": " + reason.text();
            home.offences().report(remote.connection.remoteInetAddress(), reason.text(), sentence, log);
        }
        if (isOpen) {
            decideChokes();
            requestFromAll();
        }
    }

    /** Somebody wants something, or wants nothing more: who is sent to is decided anew. */
    void decideChokes() {
        chokes.decide(remotes.values(), store.isComplete(), System.nanoTime());
    }

    /** Some blocks are free again: whoever has room is asked for them. */
    void requestFromAll() {
        long now = System.nanoTime();
        for (Remote remote : List.copyOf(remotes.values())) {
            downloads.request(remote, now);
        }
    }

    @Override
    public PieceGrid grid() {
        return store.metainfo().grid();
    }

    @Override
    public boolean isConnectedWith(PeerId id) {
        return table.isConnectedWith(id);
    }

    @Override
    public boolean admit(PeerConnection connection) {
        if (!isOpen) {
            return false;
        }
        PeerTable.Admission<PeerConnection> admission = table.admit(connection, System.nanoTime());
        if (!admission.isAdmitted()) {
            return false;
        }
        admission.victim().ifPresent(victim -> victim.close(CloseReason.us("makes room for another connection")));
        remotes.put(connection, new Remote(connection, grid().pieces(), System.nanoTime()));
        connection.sendPieces(store.pieces());
        connection.sendExtensionHandshake(
                ExtensionHandshake.ours(options.listenPort(), metadata.size(), exchange.isOn()));
        return true;
    }

    @Override
    public ConnectionListener listener() {
        return conversations;
    }
}
