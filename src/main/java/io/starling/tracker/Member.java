package io.starling.tracker;

import io.starling.bus.SwarmView;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.PieceSet;
import io.starling.torrent.TransferStatus;
import java.util.List;
import java.util.Optional;

/**
 * A peer's part in one swarm: what it has, how it fares, and its view of the others. Owned by the registry; equal to
 * itself only.
 */
final class Member {
    final RegisteredPeer peer;
    final TrackedSwarm swarm;
    final View view = new View(this);

    /** Its index among the members, which the swarm keeps. */
    int place;

    private PieceSet pieces;
    private PieceLog log = new PieceLog();
    private int have;
    private long generation;
    private boolean isGone;

    private TransferStatus status;
    private long uploaded;
    private long downloaded;
    private long upRate;
    private long downRate;
    private List<TrackerRequest.Link> links = List.of();

    Member(RegisteredPeer peer, TrackedSwarm swarm, PieceSet pieces, TransferStatus status) {
        this.peer = peer;
        this.swarm = swarm;
        this.pieces = pieces;
        this.have = pieces.count();
        this.status = status;
    }

    /** It joined again with other pieces. */
    void startAnew(PieceSet newPieces, TransferStatus newStatus) {
        pieces = newPieces;
        have = newPieces.count();
        status = newStatus;
        describeAnew();
    }

    /** Whoever views it is to be told all of it again. */
    void describeAnew() {
        generation++;
        log = new PieceLog();
    }

    /** Whether the piece is new. */
    boolean add(int piece) {
        boolean isNew = pieces.add(piece);
        if (isNew) {
            have++;
            log.add(piece);
        }
        return isNew;
    }

    /** @param reported the links of the update, or those of before when there is no room for them */
    void report(TrackerRequest.Update update, List<TrackerRequest.Link> reported) {
        status = update.status();
        uploaded = update.uploaded();
        downloaded = update.downloaded();
        upRate = update.upRate();
        downRate = update.downRate();
        links = reported;
    }

    void leave() {
        isGone = true;
    }

    boolean isGone() {
        return isGone;
    }

    boolean isComplete() {
        return have == pieces.pieces();
    }

    int have() {
        return have;
    }

    PieceSet pieces() {
        return pieces;
    }

    /** Counts how often it was to be described anew: a viewer that heard of an earlier one has to hear all. */
    long generation() {
        return generation;
    }

    long logPosition() {
        return log.position();
    }

    Optional<List<Integer>> piecesSince(long logPosition) {
        return log.since(logPosition);
    }

    SwarmView.Member described() {
        return new SwarmView.Member(
                peer.peerId, peer.name(), peer.host(), peer.port(), pieces.toBitfield(), null, isComplete());
    }

    SwarmView.Member describedBy(List<Integer> newPieces) {
        return new SwarmView.Member(peer.peerId, peer.name(), peer.host(), peer.port(), null, newPieces, isComplete());
    }

    TransferStatus status() {
        return status;
    }

    long uploaded() {
        return uploaded;
    }

    long downloaded() {
        return downloaded;
    }

    long upRate() {
        return upRate;
    }

    long downRate() {
        return downRate;
    }

    List<TrackerRequest.Link> links() {
        return links;
    }
}
