package io.starling.policy.sim;

import io.starling.policy.Availability;
import io.starling.policy.Choker;
import io.starling.policy.PiecePicker;
import io.starling.policy.RequestLedger;
import io.starling.policy.RequestLedger.Arrival;
import io.starling.policy.RequestLedger.Late;
import io.starling.policy.RequestLedger.Worth;
import io.starling.policy.Waiting;
import io.starling.torrent.Block;
import io.starling.torrent.PieceSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** A peer that decides with the real policy code, as a swarm of the program does. */
final class SimPeer {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final int number;
    private final PeerSpec spec;
    private final VirtualTime time;
    private final Random random;
    private final Consumer<SimPeer> whenComplete;
    private final PieceSet pieces;
    private final Availability availability;
    private final RequestLedger<SimConnection> ledger;
    private final Choker<SimConnection> choker;
    private final Uplink uplink;
    private final Downlink downlink;
    private final List<SimConnection> connections = new ArrayList<>();
    /** Begun pieces that got a block with other contents. */
    private final Set<Integer> spoilt = new HashSet<>();

    private final Tally tally = new Tally();
    private boolean isPresent;

    SimPeer(int number, PeerSpec spec, Scenario scenario, VirtualTime time, long seed, Consumer<SimPeer> whenComplete) {
        this.number = number;
        this.spec = spec;
        this.time = time;
        this.random = new Random(seed);
        this.whenComplete = whenComplete;
        int count = scenario.grid().pieces();
        pieces = spec.isSeed() ? PieceSet.all(count) : PieceSet.none(count);
        availability = new Availability(count);
        PiecePicker picker = PiecePicker.of(scenario.picker(), availability, random);
        ledger = new RequestLedger<>(scenario.grid(), pieces.complement(), picker);
        choker = new Choker<>(random);
        uplink = new Uplink(time, spec.up());
        downlink = new Downlink(time, spec.down());
    }

    void start() {
        isPresent = true;
        tally.arrivedAt(time.now());
        time.every(TICK, this::tick);
        time.every(Choker.ROUND, () -> {
            rechoke();
            return isPresent;
        });
    }

    void stop() {
        isPresent = false;
        List.copyOf(connections).forEach(SimConnection::close);
    }

    private boolean tick() {
        for (Late<SimConnection> late : ledger.expire(Waiting.REQUEST_TIMEOUT, time.now())) {
            late.peer().cancel(late.block());
        }
        spoilt.removeAll(ledger.reclaim());
        requestAll();
        return isPresent;
    }

    // Connections.

    void connected(SimConnection connection) {
        connections.add(connection);
        availability.add(connection.theirs());
        connection.reviewInterest();
    }

    void disconnected(SimConnection connection) {
        connections.remove(connection);
        availability.remove(connection.theirs());
        ledger.release(connection);
        rechoke();
        requestAll();
    }

    void rechoke() {
        Set<SimConnection> unchoked = choker.unchoke(
                connections.stream().map(SimConnection::candidate).toList(), pieces.isComplete(), time.now());
        connections.forEach(connection -> connection.setChoking(!unchoked.contains(connection)));
    }

    void requestAll() {
        connections.forEach(SimConnection::request);
    }

    // Blocks.

    void asked(List<Block> blocks) {
        tally.asked(blocks);
    }

    void arrived(SimConnection from, Block block, boolean isSound) {
        Arrival<SimConnection> arrival = ledger.arrived(from, block);
        tally.arrived(arrival.worth());
        arrival.spared().forEach(spared -> spared.cancel(block));
        arrival.spared().forEach(SimConnection::request);
        if (!isSound && (arrival.worth() == Worth.BLOCK || arrival.worth() == Worth.LAST_BLOCK)) {
            spoilt.add(block.piece());
        }
        if (arrival.worth() == Worth.LAST_BLOCK) {
            verify(block.piece());
        }
    }

    private void verify(int piece) {
        if (spoilt.remove(piece)) {
            tally.damaged();
            Set<SimConnection> suppliers = Set.copyOf(ledger.damaged(piece));
            if (suppliers.size() == 1) {
                suppliers.forEach(SimConnection::close);
            }
            requestAll();
            return;
        }
        ledger.verified(piece);
        pieces.add(piece);
        connections.forEach(connection -> connection.have(piece));
        if (pieces.isComplete()) {
            tally.completedAt(time.now());
            whenComplete.accept(this);
        }
    }

    void rejected(SimConnection by, Block block) {
        tally.rejected();
        if (ledger.rejected(by, block)) {
            requestAll();
        }
    }

    /** True with that probability. */
    boolean draws(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    Outcome.Result result() {
        return tally.result(spec, pieces, uplink.bytesSent());
    }

    PeerSpec spec() {
        return spec;
    }

    PieceSet pieces() {
        return pieces;
    }

    Availability availability() {
        return availability;
    }

    RequestLedger<SimConnection> ledger() {
        return ledger;
    }

    Uplink uplink() {
        return uplink;
    }

    Downlink downlink() {
        return downlink;
    }

    @Override
    public String toString() {
        return "peer " + number;
    }
}
