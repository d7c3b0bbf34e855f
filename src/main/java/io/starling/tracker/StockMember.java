package io.starling.tracker;

import io.starling.announce.AnnounceRequest;
import io.starling.bencode.ByteString;
import io.starling.torrent.PeerId;
import io.starling.torrent.TransferStatus;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A stock client's part in one swarm, as its announces say it: how much it lacks, and never which pieces. One that has
 * everything is a seed like any other; of one that has not, no piece is known to be there.
 */
final class StockMember extends Member {
    final Endpoint endpoint;

    private final String name;
    private PeerId toldId;
    private AnnounceRequest last;

    StockMember(Endpoint endpoint, TrackedSwarm swarm, AnnounceRequest first) {
        super(swarm);
        this.endpoint = endpoint;
        this.name = ClientName.of(first.peerId()) + " " + endpoint;
        this.toldId = first.peerId();
        this.last = first;
    }

    /** It announced itself again; the swarm counts it out before and in after. */
    void announced(AnnounceRequest request) {
        boolean isOther = request.isComplete() != last.isComplete();
        last = request;
        if (isOther) {
            describeAnew();
        }
    }

    /** Whether this is another announce of the same run of a client, and not that of one that was started since. */
    boolean isSameRun(AnnounceRequest request) {
        return last.peerId().equals(request.peerId());
    }

    /** Whether it may be told to leave by this: its peer id is known to the whole swarm, its key is not. */
    boolean isProven(AnnounceRequest request) {
        return isSameRun(request) && last.key().equals(request.key());
    }

    /** Its id is another's: from now on it goes by one that the tracker makes. */
    void goByItsEndpoint() {
        toldId = endpoint.peerId();
        describeAnew();
    }

    long left() {
        return last.left();
    }

    @Override
    PeerId peerId() {
        return toldId;
    }

    @Override
    String name() {
        return name;
    }

    @Override
    String host() {
        return endpoint.host();
    }

    @Override
    int port() {
        return endpoint.port();
    }

    @Override
    Optional<InetAddress> address() {
        return Optional.of(endpoint.address());
    }

    @Override
    boolean isComplete() {
        return last.isComplete();
    }

    /** One that lacks as much as there is, or more, may not know yet how much that is. */
    @Override
    int have(long lengthBytes) {
        int pieces = swarm.pieces();
        if (isComplete() || left() >= lengthBytes) {
            return isComplete() ? pieces : 0;
        }
        return Math.min(pieces - 1, (int) ((double) pieces * (lengthBytes - left()) / lengthBytes));
    }

    @Override
    boolean tellsPieces() {
        return isComplete();
    }

    @Override
    ByteString bitfield() {
        return isComplete() ? swarm.fullBitfield() : swarm.emptyBitfield();
    }

    @Override
    Report report() {
        TransferStatus status = isComplete() ? TransferStatus.DOWNLOADED : TransferStatus.DOWNLOADING;
        return Report.of(status, last.uploaded(), last.downloaded());
    }

    @Override
    void countIn(AvailabilityBuckets availability) {
        if (isComplete()) {
            availability.addSeed();
        }
    }

    @Override
    void countOut(AvailabilityBuckets availability) {
        if (isComplete()) {
            availability.removeSeed();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
