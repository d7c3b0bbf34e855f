package io.starling.tracker;

import io.starling.bencode.ByteString;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceSet;
import io.starling.torrent.TransferStatus;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** A registered peer's part in one swarm: what it has, how it fares, and its view of the others. */
final class RegisteredMember extends Member {
    final RegisteredPeer peer;
    final View view = new View(this);

    private PieceSet pieces;
    private PieceLog log = new PieceLog();
    private int have;
    private Report report;

    RegisteredMember(RegisteredPeer peer, TrackedSwarm swarm, PieceSet pieces, TransferStatus status) {
        super(swarm);
        this.peer = peer;
        this.pieces = pieces;
        this.have = pieces.count();
        this.report = Report.of(status, 0, 0);
    }

    /** It joined again with other pieces. */
    void startAnew(PieceSet newPieces, TransferStatus newStatus) {
        pieces = newPieces;
        have = newPieces.count();
        report = report.with(newStatus);
        describeAnew();
    }

    @Override
    void describeAnew() {
        super.describeAnew();
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
        report = Report.of(update, reported);
    }

    @Override
    PeerId peerId() {
        return peer.peerId;
    }

    @Override
    String name() {
        return peer.name();
    }

    @Override
    String host() {
        return peer.host();
    }

    @Override
    int port() {
        return peer.port();
    }

    @Override
    Optional<InetAddress> address() {
        return peer.address();
    }

    @Override
    boolean isComplete() {
        return have == pieces.pieces();
    }

    @Override
    int have(long lengthBytes) {
        return have;
    }

    @Override
    boolean tellsPieces() {
        return true;
    }

    @Override
    ByteString bitfield() {
        return pieces.toBitfield();
    }

    @Override
    Report report() {
        return report;
    }

    @Override
    void countIn(AvailabilityBuckets availability) {
        availability.addAll(pieces);
    }

    @Override
    void countOut(AvailabilityBuckets availability) {
        availability.removeAll(pieces);
    }

    @Override
    long logPosition() {
        return log.position();
    }

    @Override
    Optional<List<Integer>> piecesSince(long logPosition) {
        return log.since(logPosition);
    }
}
