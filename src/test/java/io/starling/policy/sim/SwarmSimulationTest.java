package io.starling.policy.sim;

import static io.starling.policy.sim.Scenario.some;
import static io.starling.policy.sim.Scenario.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.policy.PickOrder;
import io.starling.policy.sim.Outcome.Result;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole swarms of the real policy code; each failure prints the seed that repeats it. */
class SwarmSimulationTest {
    /** Bytes per second: 40 Mbit/s. */
    private static final double RATE = 5e6;

    private static final PeerSpec SEED = PeerSpec.seed(RATE);
    private static final PeerSpec LEECH = PeerSpec.leech(RATE);

    private static Outcome run(Scenario scenario) {
        Outcome outcome = scenario.run();
        assertThat(outcome.isComplete()).as("all complete: %s", outcome).isTrue();
        return outcome;
    }

    /**
     * Each block was useful once to each peer, and little else was sent: the torrents are small here, so that the few
     * blocks a peer that are asked for twice in the end are a noticeable share.
     */
    private static void assertNothingLostAndLittleTwice(Outcome outcome) {
        int blocks = outcome.scenario().grid().pieces() * Scenario.BLOCKS;
        assertThat(outcome.leeches())
                .as("%s", outcome)
                .extracting(Result::useful)
                .containsOnly(blocks);
        assertThat(outcome.unrequested()).as("unrequested: %s", outcome).isZero();
        assertThat(outcome.duplicateShare()).as("duplicates: %s", outcome).isLessThan(0.04);
    }

    /** Leeches, pieces, seed, and the ratio that is not to be exceeded: a tenth above what was measured. */
    @ParameterizedTest
    @CsvSource({"1, 400, 1, 1.05", "4, 400, 2, 1.6", "8, 400, 3, 1.7", "16, 400, 4, 1.85", "100, 200, 5, 4.0"})
    void aCrowdCompletesNotLongAfterTheLeastPossibleTime(int leeches, int pieces, long seed, double ratio) {
        Outcome outcome = run(Scenario.crowd(leeches, RATE, seed).pieces(pieces));
        assertNothingLostAndLittleTwice(outcome);
        assertThat(outcome.ratio()).as("%s", outcome).isBetween(1.0, ratio);
    }

    @ParameterizedTest
    @EnumSource
    void eachPickerCompletes(PickOrder order) {
        assertNothingLostAndLittleTwice(run(Scenario.crowd(8, RATE, 11).picker(order)));
    }

    @Test
    void sequentialAsksInOrder() {
        Scenario scenario =
                Scenario.of(together(some(3, SEED), List.of(LEECH)), 1).picker(PickOrder.SEQUENTIAL);
        List<Integer> asked = run(scenario).leeches().get(0).piecesAsked();
        assertThat(asked).isEqualTo(IntStream.range(0, 300).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void strangersCompleteThoughTheyChokeOneAnother(long seed) {
        List<PeerSpec> peers = together(List.of(SEED.stranger()), some(24, LEECH.stranger()));
        assertNothingLostAndLittleTwice(run(Scenario.of(peers, seed).pieces(200)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void peersThatLeaveHoldUpNobody(long seed) {
        List<PeerSpec> peers = together(
                List.of(SEED),
                some(12, LEECH),
                some(6, LEECH.leaving(Duration.ofSeconds(2))),
                some(6, LEECH.arriving(Duration.ofSeconds(1)).leaving(Duration.ofSeconds(3))));
        Outcome outcome = run(Scenario.of(peers, seed));
        assertNothingLostAndLittleTwice(outcome);
        assertThat(outcome.ratio()).as("%s", outcome).isLessThan(2.5);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void peersThatArriveOneAfterTheOtherComplete(long seed) {
        List<PeerSpec> late = IntStream.range(0, 10)
                .mapToObj(i -> LEECH.arriving(Duration.ofSeconds(2L * i)))
                .toList();
        assertNothingLostAndLittleTwice(run(Scenario.of(together(List.of(SEED), late), seed)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void rejectedRequestsGoElsewhere(long seed) {
        List<PeerSpec> peers = together(some(2, SEED), some(4, LEECH.rejecting(0.2)), some(4, LEECH));
        Outcome outcome = run(Scenario.of(peers, seed));
        assertNothingLostAndLittleTwice(outcome);
        assertThat(outcome.leeches()).allMatch(peer -> peer.rejects() > 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void piecesThatCameDamagedComeAgain(long seed) {
        List<PeerSpec> peers = together(List.of(SEED), some(2, LEECH.damaging(0.05)), some(6, LEECH));
        Outcome outcome = run(Scenario.of(peers, seed));
        assertThat(outcome.leeches().stream().mapToInt(Result::damagedPieces).sum())
                .as("%s", outcome)
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aPeerThatStallsHoldsUpNobody(long seed) {
        PeerSpec stalling = SEED.stalling();
        Outcome outcome = run(Scenario.of(together(List.of(SEED, stalling), some(4, LEECH)), seed));
        assertThat(outcome.ratio()).as("%s", outcome).isLessThan(2.5);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aFastPeerDoesNotWaitForASlowOne(long seed) {
        List<PeerSpec> peers = List.of(SEED, PeerSpec.seed(RATE / 100), LEECH);
        Outcome outcome = run(Scenario.of(peers, seed));
        assertThat(outcome.ratio()).as("%s", outcome).isLessThan(1.1);
        assertThat(outcome.duplicateShare()).as("%s", outcome).isLessThan(0.03);
    }

    @Test
    void aSeedRepeatsARunExactly() {
        Scenario scenario = Scenario.crowd(16, RATE, 99);
        assertThat(scenario.run()).isEqualTo(scenario.run());
    }
}
