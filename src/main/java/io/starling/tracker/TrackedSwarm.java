package io.starling.tracker;

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
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** One swarm as the tracker knows it: its members, and how often each part of the torrent is there. Owned by the registry. */
final class TrackedSwarm {
    /** Up to so many members a pick looks at all of them; in a larger swarm nearly every draw fits a view. */
    private static final int SMALL = 4 * SwarmView.MAX_PEERS;

    /** Draws for each pick that is wanted; after so many misses fewer are enough, and the next reply tries again. */
    private static final int MAX_DRAWS = 10;

    final InfoHash infoHash;

    private final AvailabilityBuckets availability;
    private final int pieces;

    /** In the order of joining. */
    private final Map<PeerId, Member> members = new LinkedHashMap<>();

    /** The same, for random picks: whoever leaves gives its place to the last. */
    private final List<Member> places = new ArrayList<>();

    private int seeds;

    TrackedSwarm(InfoHash infoHash, int pieces) {
        this.infoHash = infoHash;
        this.pieces = pieces;
        this.availability = new AvailabilityBuckets(pieces);
    }

    Member join(RegisteredPeer peer, PieceSet has, TransferStatus status) {
        Member member = members.get(peer.peerId);
        if (member == null) {
            member = new Member(peer, this, has, status);
            members.put(peer.peerId, member);
            member.place = places.size();
            places.add(member);
        } else {
            forgetPieces(member);
            member.startAnew(has, status);
        }
        availability.addAll(has);
        seeds += member.isComplete() ? 1 : 0;
        return member;
    }

    void add(Member member, int piece) {
        if (member.add(piece)) {
            availability.add(piece);
            seeds += member.isComplete() ? 1 : 0;
        }
    }

    void leave(Member member) {
        if (members.remove(member.peer.peerId, member)) {
            Member last = places.remove(places.size() - 1);
            if (last != member) {
                places.set(member.place, last);
                last.place = member.place;
            }
            forgetPieces(member);
            member.leave();
        }
    }

    private void forgetPieces(Member member) {
        seeds -= member.isComplete() ? 1 : 0;
        availability.removeAll(member.pieces());
    }

    int members() {
        return members.size();
    }

    int seeds() {
        return seeds;
    }

    int pieces() {
        return pieces;
    }

    AvailabilityBuckets availability() {
        return availability;
    }

    /** The members that joined first. */
    List<Member> first(int count) {
        return members.values().stream().limit(count).toList();
    }

    /** At most {@code count} different members that fit, at random. */
    Collection<Member> pick(int count, Predicate<Member> fits, Random random) {
        if (members.size() <= SMALL) {
            List<Member> fitting = new ArrayList<>(places.stream().filter(fits).toList());
            Collections.shuffle(fitting, random);
            return fitting.subList(0, Math.min(count, fitting.size()));
        }
        return draw(count, fits, random);
    }

    private Set<Member> draw(int count, Predicate<Member> fits, Random random) {
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
