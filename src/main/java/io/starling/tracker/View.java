package io.starling.tracker;

import io.starling.bus.SwarmView;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The others of its swarm that one member is told of: at most 50, the same while they stay, and how much of each it was
 * told. A change of a member costs nothing here; what is new is found when the viewer asks, by comparing 50 positions.
 */
final class View {
    /**
     * Whole bitfields in one reply, in bytes before base64: those of 50 peers with 2^21 pieces would not fit a frame. The
     * peers beyond come with the next replies.
     */
    static final int MAX_BITFIELD_BYTES = 4 * 1024 * 1024;

    private static final long NEVER_TOLD = -1;

    /** Of one member of the view: which of its lives, and how far in its log, the viewer was told. */
    private static final class Told {
        long generation = NEVER_TOLD;
        long logPosition;
    }

    private final RegisteredMember viewer;
    private final Map<Member, Told> members = new LinkedHashMap<>();
    private long version; // of the last reply, 0 before the first

    View(RegisteredMember viewer) {
        this.viewer = viewer;
    }

    boolean hasRoom() {
        return members.size() < SwarmView.MAX_PEERS;
    }

    boolean contains(Member member) {
        return members.containsKey(member);
    }

    private void add(Member member) {
        members.put(member, new Told());
    }

    /**
     * Changes since {@code since} when that is the version that the viewer was told last, and else everything.
     *
     * @param since 0 for nothing
     * @param nextVersion the version of this reply unless nothing changed
     */
    Changes changesSince(long since, long nextVersion) {
        boolean isFull = since == 0 || since != version;
        if (isFull) {
            members.replaceAll((member, told) -> new Told());
        }
        List<PeerId> left = takeGone();
        fill();
        List<SwarmView.Member> changed = describeChanged();
        if (isFull || !changed.isEmpty() || !left.isEmpty()) {
            version = nextVersion;
        }
        return new Changes(version, isFull, changed, left);
    }

    /** What goes into a {@link SwarmView}. */
    record Changes(long version, boolean isFull, List<SwarmView.Member> changed, List<PeerId> left) {}

    /** The viewer need not hear of the end of those of whom it never heard. */
    private List<PeerId> takeGone() {
        List<PeerId> left = new ArrayList<>();
        for (Iterator<Map.Entry<Member, Told>> all = members.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Member, Told> entry = all.next();
            if (entry.getKey().isGone()) {
                all.remove();
                if (entry.getValue().generation != NEVER_TOLD) {
                    left.add(entry.getKey().peerId());
                }
            }
        }
        return left;
    }

    /** Up to 51 members everybody sees everybody; beyond, each sees 50 at random, and is seen by those that have room. */
    private void fill() {
        int missing = Math.min(SwarmView.MAX_PEERS, viewer.swarm.members() - 1) - members.size();
        if (missing <= 0) {
            return;
        }
        for (Member other : viewer.swarm.pick(missing, other -> other != viewer && !contains(other))) {
            add(other);
            if (other instanceof RegisteredMember peer && peer.view.hasRoom() && !peer.view.contains(viewer)) {
                peer.view.add(viewer);
            }
        }
    }

    private List<SwarmView.Member> describeChanged() {
        List<SwarmView.Member> changed = new ArrayList<>();
        int bytesLeft = MAX_BITFIELD_BYTES;
        for (Map.Entry<Member, Told> entry : members.entrySet()) {
            Member member = entry.getKey();
            Told told = entry.getValue();
            boolean isKnown = told.generation == member.generation();
            Optional<List<Integer>> pieces = isKnown ? member.piecesSince(told.logPosition) : Optional.empty();
            if (pieces.isPresent()) {
                if (pieces.get().isEmpty()) {
                    continue;
                }
                changed.add(member.describedBy(pieces.get()));
            } else {
                int size = PieceSet.bitfieldLength(viewer.swarm.pieces());
                if (size > bytesLeft) {
                    continue;
                }
                bytesLeft -= size;
                changed.add(member.described());
            }
            told.generation = member.generation();
            told.logPosition = member.logPosition();
        }
        return changed;
    }
}
