package io.starling.tracker;

import io.starling.bencode.ByteString;
import io.starling.bus.SwarmView;
import io.starling.torrent.PeerId;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One that takes part in a swarm, as the others of it are told: a peer that registered and reports each piece
 * ({@link RegisteredMember}), or a stock client that announces itself now and then ({@link StockMember}). Owned by its
 * swarm; equal to itself only.
 */
abstract sealed class Member permits RegisteredMember, StockMember {
    final TrackedSwarm swarm;

    /** Its index among the members, which the swarm keeps. */
    int place;

    private long generation;
    private boolean isGone;

    Member(TrackedSwarm swarm) {
        this.swarm = swarm;
    }

    /** The id that it is told by: no other member of the swarm has the same. */
    abstract PeerId peerId();

    /** For people: the configured id of a peer, the kind and address of a stock client. */
    abstract String name();

    /** Where to dial it, with {@link #port}: an IP address, or a name. */
    abstract String host();

    abstract int port();

    /** The host when it is an address. */
    abstract Optional<InetAddress> address();

    abstract boolean isComplete();

    /** How many pieces it has, of a torrent of so many bytes; of a stock client an estimate, from the bytes it lacks. */
    abstract int have(long lengthBytes);

    /** Whether it tells which pieces it has, and not only how much. */
    abstract boolean tellsPieces();

    /** The pieces that are known to be there. */
    abstract ByteString bitfield();

    /** How it fares, by its last report. */
    abstract Report report();

    /** Adds its pieces to what the swarm has. */
    abstract void countIn(AvailabilityBuckets availability);

    /** Takes its pieces away again. */
    abstract void countOut(AvailabilityBuckets availability);

    /** How far its log of new pieces goes. */
    long logPosition() {
        return 0;
    }

    /** The pieces that are new since then, or nothing when all of it has to be told. */
    Optional<List<Integer>> piecesSince(long logPosition) {
        return Optional.of(List.of());
    }

    /** Counts how often it was to be described anew: a viewer that heard of an earlier one has to hear all. */
    final long generation() {
        return generation;
    }

    /** Whoever views it is to be told all of it again. */
    void describeAnew() {
        generation++;
    }

    final void leave() {
        isGone = true;
    }

    final boolean isGone() {
        return isGone;
    }

    final SwarmView.Member described() {
        return described(bitfield(), null);
    }

    final SwarmView.Member describedBy(List<Integer> newPieces) {
        return described(null, newPieces);
    }

    private SwarmView.Member described(@Nullable ByteString bitfield, @Nullable List<Integer> newPieces) {
        return new SwarmView.Member(peerId(), name(), host(), port(), bitfield, newPieces, isComplete());
    }
}
