package io.starling.policy.sim;

import io.starling.policy.Choker;
import io.starling.policy.RateMeter;
import io.starling.policy.RequestWindow;
import io.starling.policy.Waiting;
import io.starling.torrent.Block;
import io.starling.torrent.PieceSet;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** One end of a connection: what the peer at this end knows of the other, and what it has to send. */
final class SimConnection {
    private final SimPeer local;
    private final long delayNanos;
    private final VirtualTime time;
    private final PieceSet theirs;
    private final Set<Block> toSend = new LinkedHashSet<>();
    private final RequestWindow window = new RequestWindow();
    private final Waiting waiting = new Waiting();
    private final RateMeter received = new RateMeter();
    private final RateMeter sent = new RateMeter();
    private final long since;

    private SimConnection far;
    private boolean isOpen = true;
    private boolean amChoking = true;
    private boolean amInterested;
    private boolean isChokingUs = true;
    private boolean isInterestedInUs;

    private SimConnection(SimPeer local, SimPeer remote, Duration delay, VirtualTime time) {
        this.local = local;
        this.delayNanos = delay.toNanos();
        this.time = time;
        this.theirs = remote.pieces().copy();
        this.since = time.now();
    }

    /** Connects two peers, which learn what the other has. */
    static void connect(SimPeer one, SimPeer other, Duration delay, VirtualTime time) {
        SimConnection here = new SimConnection(one, other, delay, time);
        SimConnection there = new SimConnection(other, one, delay, time);
        here.far = there;
        there.far = here;
        one.connected(here);
        other.connected(there);
    }

    void close() {
        if (isOpen) {
            isOpen = false;
            far.isOpen = false;
            local.disconnected(this);
            far.local.disconnected(far);
        }
    }

    SimPeer local() {
        return local;
    }

    SimConnection far() {
        return far;
    }

    PieceSet theirs() {
        return theirs;
    }

    Choker.Candidate<SimConnection> candidate() {
        boolean isStarling = local.spec().isStarling() && far.local.spec().isStarling();
        return new Choker.Candidate<>(
                this,
                isInterestedInUs,
                isStarling,
                received.bytesPerSecond(time.now()),
                sent.bytesPerSecond(time.now()),
                since);
    }

    // What this end tells the other.

    private void tell(Consumer<SimConnection> message) {
        time.after(delayNanos, () -> {
            if (isOpen) {
                message.accept(far);
            }
        });
    }

    void have(int piece) {
        tell(there -> there.onHave(piece));
        reviewInterest();
    }

    void reviewInterest() {
        boolean wants = local.ledger().wantsFrom(theirs);
        if (wants != amInterested) {
            amInterested = wants;
            tell(there -> there.onInterested(wants));
        }
    }

    void setChoking(boolean choking) {
        if (choking != amChoking) {
            amChoking = choking;
            List<Block> dropped = choking ? List.copyOf(toSend) : List.of();
            toSend.removeAll(dropped);
            tell(there -> there.onChoke(choking));
            dropped.forEach(block -> tell(there -> there.onReject(block)));
        }
    }

    /** Asks for as much as the window has room for. */
    void request() {
        if (isChokingUs || !amInterested || !isOpen) {
            return;
        }
        int room = window.size(waiting.isSnubbed(time.now())) - local.ledger().outstanding(this);
        List<Block> blocks = room > 0 ? local.ledger().take(this, theirs, room, time.now()) : List.of();
        if (!blocks.isEmpty()) {
            waiting.asked(time.now());
            local.asked(blocks);
            tell(there -> there.onRequest(blocks));
        }
    }

    void cancel(Block block) {
        tell(there -> there.onCancel(block));
    }

    // What this end sends: blocks, which take time.

    boolean hasToSend() {
        return isOpen && !toSend.isEmpty();
    }

    Block nextToSend() {
        Block next = toSend.iterator().next();
        toSend.remove(next);
        return next;
    }

    /** The uplink has sent it; it arrives after the delay, and when the other's downlink has taken it. */
    void deliver(Block block) {
        sent.mark(block.length(), time.now());
        boolean isSound = !local.draws(local.spec().damages());
        time.after(delayNanos, () -> far.local.downlink().receive(block.length(), () -> far.onBlock(block, isSound)));
    }

    // What this end hears.

    private void onHave(int piece) {
        if (theirs.add(piece)) {
            local.availability().add(piece);
            reviewInterest();
            request();
        }
    }

    private void onInterested(boolean interested) {
        isInterestedInUs = interested;
        if (amChoking == interested) {
            local.rechoke();
        }
    }

    private void onChoke(boolean choking) {
        isChokingUs = choking;
        if (choking) {
            waiting.settled();
            local.ledger().choked(this);
            local.requestAll();
        } else {
            request();
        }
    }

    private void onRequest(List<Block> blocks) {
        for (Block block : blocks) {
            if (amChoking
                    || !local.pieces().contains(block.piece())
                    || local.draws(local.spec().rejects())) {
                tell(there -> there.onReject(block));
            } else if (!local.spec().stalls()) {
                toSend.add(block);
            }
        }
        local.uplink().ready(this);
    }

    private void onReject(Block block) {
        local.rejected(this, block);
        if (local.ledger().outstanding(this) == 0) {
            waiting.settled();
        }
    }

    private void onCancel(Block block) {
        if (toSend.remove(block)) {
            tell(there -> there.onReject(block));
        }
    }

    private void onBlock(Block block, boolean isSound) {
        if (isOpen) {
            received.mark(block.length(), time.now());
            window.arrived(block, received.bytesPerSecond(time.now()), time.now());
            local.arrived(this, block, isSound);
            waiting.arrived(local.ledger().outstanding(this), time.now());
            request();
        }
    }
}
