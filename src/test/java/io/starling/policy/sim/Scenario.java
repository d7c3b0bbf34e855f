package io.starling.policy.sim;

import io.starling.policy.PickOrder;
import io.starling.torrent.Block;
import io.starling.torrent.PieceGrid;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is to happen: a torrent, peers, and what lies between them.
 *
 * @param connections how many connections a peer makes, at least; it takes as many again
 * @param delay how long a message takes from one peer to another
 * @param seed of all that is random
 */
record Scenario(PieceGrid grid, List<PeerSpec> peers, PickOrder picker, int connections, Duration delay, long seed) {
    /** Pieces of four blocks: what matters here is the number of pieces, and blocks cost time to simulate. */
    static final int BLOCKS = 4;

    Scenario {
        peers = List.copyOf(peers);
    }

    /** These peers, 300 pieces, rarest first, 50 connections, 20 ms. */
    static Scenario of(List<PeerSpec> peers, long seed) {
        return new Scenario(grid(300), peers, PickOrder.RAREST_FIRST, 25, Duration.ofMillis(20), seed);
    }

    /** One seed and so many others, all links equal. */
    static Scenario crowd(int leeches, double rate, long seed) {
        return of(together(List.of(PeerSpec.seed(rate)), some(leeches, PeerSpec.leech(rate))), seed);
    }

    static List<PeerSpec> some(int count, PeerSpec spec) {
        return Collections.nCopies(count, spec);
    }

    @SafeVarargs
    static List<PeerSpec> together(List<PeerSpec>... groups) {
        return Stream.of(groups).flatMap(List::stream).toList();
    }

    Scenario pieces(int pieces) {
        return new Scenario(grid(pieces), peers, picker, connections, delay, seed);
    }

    Scenario picker(PickOrder order) {
        return new Scenario(grid, peers, order, connections, delay, seed);
    }

    Scenario connections(int each) {
        return new Scenario(grid, peers, picker, each, delay, seed);
    }

    Outcome run() {
        return new Crowd(this).run();
    }

    private static PieceGrid grid(int pieces) {
        int length = BLOCKS * Block.LENGTH_BYTES;
        return new PieceGrid((long) pieces * length, length);
    }
}
