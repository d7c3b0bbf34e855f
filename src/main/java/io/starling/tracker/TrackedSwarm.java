package io.starling.tracker;

import io.starling.announce.AnnounceRequest;
import io.starling.bencode.ByteString;
import io.starling.bus.SwarmView;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceSet;
import io.starling.torrent.TransferStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One swarm as the tracker knows it: its members, and how often each part of the torrent is there. Whoever enters, leaves
 * or changes does so through here, so that the counts are right. Owned by {@link Swarms}.
 */
final class TrackedSwarm {
    /** Up to so many members a pick looks at all of them; in a larger swarm nearly every draw fits a view. */
    private static final int SMALL = 4 * SwarmView.MAX_PEERS;

    /** Draws for each pick that is wanted; after so many misses fewer are enough, and the next reply tries again. */
    private static final int MAX_DRAWS = 10;

    final InfoHash infoHash;

    private final Random random;

    /** In the order of joining, by the ids that they are told by. */
    private final Map<PeerId, Member> members = new LinkedHashMap<>();

    /** The same, for random picks: whoever leaves gives its place to the last. */
    private final List<Member> places = new ArrayList<>();

    private AvailabilityBuckets availability = new AvailabilityBuckets(0);
    private int pieces;
    private boolean isPublished;
    private int seeds;
    private int completions;
    private @Nullable ByteString fullBitfield;

    /** A swarm of which nobody has published what it is about: only stock clients can be in it. */
    TrackedSwarm(InfoHash infoHash, Random random) {
        this.infoHash = infoHash;
        this.random = random;
    }

    /** The torrent has been published: from now on it has pieces, and registered peers may join. */
    void publish(int numberOfPieces, int formerCompletions) {
        isPublished = true;
        pieces = numberOfPieces;
        completions += formerCompletions;
        availability = new AvailabilityBuckets(pieces);
        members.values().forEach(member -> member.countIn(availability));
    }

    boolean isPublished() {
        return isPublished;
    }

    RegisteredMember join(RegisteredPeer peer, PieceSet has, TransferStatus status) {
        RegisteredMember present = peer.memberships.get(infoHash);
        if (present != null) {
            countOut(present);
            present.startAnew(has, status);
            countIn(present);
            return present;
        }
        RegisteredMember member = new RegisteredMember(peer, this, has, status);
        if (members.remove(peer.peerId) instanceof StockMember pretender) {
            pretender.goByItsEndpoint();
            members.put(pretender.peerId(), pretender);
        }
        enter(member);
        return member;
    }

    /** A registered peer that is there, and announces itself as stock clients do as well. */
    Optional<Member> registered(PeerId peerId, Endpoint at) {
        return Optional.ofNullable(members.get(peerId))
                .filter(RegisteredMember.class::isInstance)
                .filter(member -> member.port() == at.port())
                .filter(member -> member.address().filter(at.address()::equals).isPresent());
    }

    /** A stock client comes; it is told by the id that it says, unless that is another's. */
    void enter(StockMember member) {
        if (Endpoint.isMade(member.peerId()) || members.containsKey(member.peerId())) {
            member.goByItsEndpoint();
        }
        enter((Member) member);
    }

    private void enter(Member member) {
        members.put(member.peerId(), member);
        member.place = places.size();
        places.add(member);
        countIn(member);
    }

    /** A stock client says how it stands now; tells whether it has got all in this swarm. */
    boolean announced(StockMember member, AnnounceRequest request) {
        boolean wasComplete = member.isComplete();
        countOut(member);
        member.announced(request);
        countIn(member);
        return hasCompleted(wasComplete, member);
    }

    void add(RegisteredMember member, int piece) {
        boolean wasComplete = member.isComplete();
        if (member.add(piece)) {
            availability.add(piece);
            seeds += hasCompleted(wasComplete, member) ? 1 : 0;
        }
    }

    private boolean hasCompleted(boolean wasComplete, Member member) {
        boolean hasCompleted = !wasComplete && member.isComplete();
        completions += hasCompleted ? 1 : 0;
        return hasCompleted;
    }

    void leave(Member member) {
        if (members.remove(member.peerId(), member)) {
            Member last = places.remove(places.size() - 1);
            if (last != member) {
                places.set(member.place, last);
                last.place = member.place;
            }
            countOut(member);
            member.leave();
        }
    }

    private void countIn(Member member) {
        seeds += member.isComplete() ? 1 : 0;
        member.countIn(availability);
    }

    private void countOut(Member member) {
        seeds -= member.isComplete() ? 1 : 0;
        member.countOut(availability);
    }

    int members() {
        return members.size();
    }

    int seeds() {
        return seeds;
    }

    /** How many members got all while they were here. */
    int completions() {
        return completions;
    }

    /** 0 as long as nobody has published the torrent. */
    int pieces() {
        return pieces;
    }

    AvailabilityBuckets availability() {
        return availability;
    }

    /** Of one that has everything. */
    ByteString fullBitfield() {
        if (fullBitfield == null || fullBitfield.size() != PieceSet.bitfieldLength(pieces)) {
            fullBitfield = PieceSet.all(pieces).toBitfield();
        }
        return fullBitfield;
    }

    /** Of one of which no piece is known. */
    ByteString emptyBitfield() {
        return ByteString.wrap(new byte[PieceSet.bitfieldLength(pieces)]);
    }

    /** The members that joined first. */
    List<Member> first(int count) {
        return members.values().stream().limit(count).toList();
    }

    /** At most {@code count} different members that fit, at random. */
    Collection<Member> pick(int count, Predicate<Member> fits) {
        if (members.size() <= SMALL) {
            List<Member> fitting = new ArrayList<>(places.stream().filter(fits).toList());
            Collections.shuffle(fitting, random);
            return fitting.subList(0, Math.min(count, fitting.size()));
        }
        return draw(count, fits);
    }

    private Set<Member> draw(int count, Predicate<Member> fits) {
        Set<Member> drawn = new LinkedHashSet<>();
        for (int tries = 0; drawn.size() < count && tries < MAX_DRAWS * count; tries++) {
            Member member = places.get(random.nextInt(places.size()));
            if (fits.test(member)) {
                drawn.add(member);
            }
        }
        return drawn;
    }
}
