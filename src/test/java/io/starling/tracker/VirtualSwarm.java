package io.starling.tracker;

import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.starling.bus.SwarmView;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceSet;
import io.starling.torrent.TransferStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A registry on a virtual clock, and peers that keep what they are told. Sets of pieces are pictures: {@code "*.*."} has
 * pieces 0 and 2 of 4.
 */
final class VirtualSwarm {
    static final InfoHash INFO_HASH = InfoHash.ofHex("0123456789abcdef0123456789abcdef01234567");
    static final long HEARTBEAT = 2_000;
    static final String EPOCH = "epoch-1";
    static final String ORIGIN = Caller.BUS_ORIGIN;

    final List<String> said = new ArrayList<>();
    final int pieces;
    long now;
    Swarms swarms;
    SwarmRegistry registry;
    StockClients clients;

    VirtualSwarm(int pieces, long seed) {
        this.pieces = pieces;
        start(EPOCH, seed);
    }

    private void start(String epoch, long seed) {
        TrackerLog log = (level, infoHash, text) -> said.add(text);
        swarms = new Swarms(new Random(seed));
        registry = new SwarmRegistry(swarms, epoch, HEARTBEAT, () -> now, log);
        clients = new StockClients(swarms, () -> now, log);
    }

    /** All is forgotten. */
    void restart(String epoch) {
        start(epoch, 1);
    }

    static PieceSet has(String picture) {
        PieceSet set = PieceSet.none(picture.length());
        for (int i = 0; i < picture.length(); i++) {
            if (picture.charAt(i) == '*') {
                set.add(i);
            }
        }
        return set;
    }

    static String picture(PieceSet set) {
        StringBuilder picture = new StringBuilder();
        for (int i = 0; i < set.pieces(); i++) {
            picture.append(set.contains(i) ? '*' : '.');
        }
        return picture.toString();
    }

    VirtualPeer peer(String name, int port) {
        return new VirtualPeer(name, port, PeerId.random());
    }

    /** Registered and joined. */
    VirtualPeer joined(String name, int port, String picture) {
        VirtualPeer peer = peer(name, port);
        peer.register();
        peer.join(picture);
        return peer;
    }

    /** One that knows of the others exactly what the replies said. */
    final class VirtualPeer {
        final String name;
        final int port;
        final PeerId peerId;

        /** What the others have, by the tracker's word. */
        final Map<PeerId, PieceSet> view = new HashMap<>();

        PieceSet has = PieceSet.none(pieces);
        SwarmView last = new SwarmView(EPOCH, 0, true, pieces, List.of(), List.of(), 0, 0);

        VirtualPeer(String name, int port, PeerId peerId) {
            this.name = name;
            this.port = port;
            this.peerId = peerId;
        }

        void register() {
            register("10.0.0.1", ORIGIN);
        }

        void register(String host, String origin) {
            registry.register(new TrackerRequest.Register(name, peerId, host, port, List.of()), host, origin);
        }

        SwarmView join(String picture) {
            return join(VirtualSwarm.has(picture));
        }

        SwarmView join(PieceSet set) {
            has = set.copy();
            return told(registry.join(
                    new TrackerRequest.Join(INFO_HASH, peerId, set.toBitfield(), TransferStatus.DOWNLOADING),
                    pieces,
                    ORIGIN));
        }

        SwarmView join(ByteString bitfield) {
            return registry.join(
                    new TrackerRequest.Join(INFO_HASH, peerId, bitfield, TransferStatus.DOWNLOADING), pieces, ORIGIN);
        }

        SwarmView update(Integer... newPieces) {
            return told(updateUnheard(newPieces));
        }

        /** The update arrives, and its reply is lost. */
        SwarmView updateUnheard(Integer... newPieces) {
            return update(last.epoch(), last.version(), List.of(newPieces));
        }

        SwarmView update(String epoch, long since, List<Integer> newPieces) {
            SwarmView reply = registry.update(updateRequest(epoch, since, newPieces, List.of()), ORIGIN);
            newPieces.forEach(has::add);
            return reply;
        }

        TrackerRequest.Update updateRequest(
                String epoch, long since, List<Integer> newPieces, List<TrackerRequest.Link> links) {
            return new TrackerRequest.Update(
                    INFO_HASH, peerId, newPieces, epoch, since, TransferStatus.DOWNLOADING, 10, 20, 30, 40, links);
        }

        void leave() {
            registry.leave(new TrackerRequest.Leave(null, peerId), ORIGIN);
        }

        /** Applies a reply as a peer does. */
        SwarmView told(SwarmView reply) {
            if (reply.full()) {
                view.clear();
            }
            reply.left().forEach(view::remove);
            for (SwarmView.Member member : reply.peers()) {
                if (member.bitfield() != null) {
                    view.put(member.peerId(), PieceSet.ofBitfield(member.bitfield(), pieces));
                } else {
                    List<Integer> news = member.pieces();
                    PieceSet known = view.get(member.peerId());
                    if (known == null || news == null) {
                        throw new AssertionError("news of an unknown peer: " + member);
                    }
                    news.forEach(known::add);
                }
            }
            last = reply;
            return reply;
        }

        /** What it knows, by the port of the peer. */
        Map<Integer, String> picture(VirtualPeer... others) {
            Map<Integer, String> pictures = new TreeMap<>();
            Map<PeerId, PieceSet> unnamed = new HashMap<>(view);
            for (VirtualPeer other : others) {
                PieceSet known = unnamed.remove(other.peerId);
                if (known != null) {
                    pictures.put(other.port, VirtualSwarm.picture(known));
                }
            }
            if (!unnamed.isEmpty()) {
                throw new AssertionError("unexpected in the view: " + unnamed);
            }
            return pictures;
        }
    }

    static int code(Runnable request) {
        try {
            request.run();
        } catch (BusException e) {
            return e.code();
        }
        return 0;
    }
}
