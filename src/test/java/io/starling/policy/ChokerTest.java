package io.starling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.policy.Choker.Candidate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChokerTest {
    private static final long ROUND = Choker.ROUND.toNanos();
    private static final long LONG_AGO = -1_000 * ROUND;

    private final Choker<String> choker = new Choker<>(4, new Random(1));
    private final List<Candidate<String>> peers = new ArrayList<>();

    private static Candidate<String> stranger(String name, long rateFromThem) {
        return new Candidate<>(name, true, false, rateFromThem, 0, LONG_AGO);
    }

    private void strangers(int count) {
        IntStream.range(0, count).forEach(i -> peers.add(stranger("s" + i, i)));
    }

    private Set<String> round(int number) {
        return new HashSet<>(choker.unchoke(peers, false, number * ROUND));
    }

    private Set<String> seedRound(int number) {
        return new HashSet<>(choker.unchoke(peers, true, number * ROUND));
    }

    @Test
    void unchokesAllStarlings() {
        for (int i = 0; i < 60; i++) {
            peers.add(new Candidate<>("star" + i, i % 2 == 0, true, 0, 0, LONG_AGO));
        }
        assertThat(round(0)).hasSize(60);
    }

    @Test
    void prefersInterestedStarlingsWhenThereAreTooMany() {
        for (int i = 0; i < 2 * Choker.MAX_STARLINGS; i++) {
            peers.add(new Candidate<>("star" + i, i % 2 == 0, true, 0, 0, LONG_AGO));
        }
        assertThat(round(0))
                .hasSize(Choker.MAX_STARLINGS)
                .allMatch(name -> Integer.parseInt(name.substring(4)) % 2 == 0);
    }

    @Test
    void unchokesNoStrangerThatIsNotInterested() {
        peers.add(new Candidate<>("idle", false, false, 9_999, 0, LONG_AGO));
        peers.add(stranger("eager", 0));
        assertThat(round(0)).containsExactly("eager");
    }

    @Test
    void servesTheStrangersThatSendMostAndOneMore() {
        strangers(20);
        round(0);
        for (int i = 1; i < 30; i++) {
            assertThat(round(i)).hasSize(4).contains("s19", "s18");
        }
    }

    @Test
    void triesEveryStrangerInTheEnd() {
        strangers(8);
        Set<String> tried = new HashSet<>();
        IntStream.range(0, 200).forEach(i -> tried.addAll(round(i)));
        assertThat(tried).hasSize(8);
    }

    @Test
    void triesNewcomersThreeTimesAsOften() {
        TreeMap<String, Integer> tries = new TreeMap<>();
        for (int seed = 0; seed < 2_000; seed++) {
            Choker<String> fresh = new Choker<>(2, new Random(seed));
            Candidate<String> best = stranger("best", 100);
            fresh.unchoke(List.of(best), false, -5 * ROUND);
            Candidate<String> newcomer = new Candidate<>("new", true, false, 0, 0, 0);
            fresh.unchoke(List.of(best, stranger("old", 0), newcomer), false, 1).stream()
                    .filter(name -> !name.equals("best"))
                    .forEach(name -> tries.merge(name, 1, Integer::sum));
        }
        assertThat(tries.get("new")).isBetween(2 * tries.get("old"), 4 * tries.get("old"));
    }

    @Test
    void aStrangerOnTrialKeepsItsTurn() {
        strangers(20);
        IntStream.range(0, 7).forEach(this::round);
        Set<String> tried = round(9);
        tried.removeAll(Set.of("s19", "s18", "s17"));
        assertThat(tried).hasSize(1);
        assertThat(round(10)).containsAll(tried);
        assertThat(round(11)).containsAll(tried);
    }

    @Test
    void chokesNobodyBeforeARoundIsOver() {
        strangers(4);
        Set<String> first = round(0);
        IntStream.range(0, 10).forEach(i -> peers.add(stranger("better" + i, 1_000)));
        assertThat(choker.unchoke(peers, false, ROUND - 1)).isEqualTo(first);
        assertThat(choker.unchoke(peers, false, ROUND)).isNotEqualTo(first);
    }

    @Test
    void fillsASlotAtOnceThatBecameFree() {
        strangers(6);
        Set<String> first = round(0);
        peers.removeIf(candidate -> candidate.peer().equals(first.iterator().next()));
        assertThat(choker.unchoke(peers, false, 1)).hasSize(4);
    }

    @Test
    void aSeedServesEveryStrangerInTurn() {
        strangers(12);
        Set<String> first = seedRound(0);
        assertThat(seedRound(5)).isEqualTo(first);
        Set<String> served = new HashSet<>();
        IntStream.range(0, 60).forEach(i -> served.addAll(seedRound(i)));
        assertThat(served).hasSize(12);
    }

    @Test
    void aSeedWithFreeSlotsChokesNobody() {
        strangers(4);
        IntStream.range(0, 30).forEach(i -> assertThat(seedRound(i)).hasSize(4));
    }

    @Test
    void aFewSwapsAMinuteAndNoMore() {
        Random random = new Random(7);
        List<String> names = IntStream.range(0, 30).mapToObj(i -> "s" + i).toList();
        Set<String> before = Set.of();
        int swaps = -4;
        for (int second = 0; second < 600; second++) {
            peers.clear();
            names.forEach(name -> peers.add(stranger(name, 100 + random.nextInt(20))));
            Set<String> now = new HashSet<>(choker.unchoke(peers, false, second * ROUND / 10));
            Set<String> fresh = new HashSet<>(now);
            fresh.removeAll(before);
            swaps += fresh.size();
            before = now;
        }
        assertThat(swaps)
                .as("in ten minutes of rates that are all but equal: the optimistic unchokes")
                .isBetween(1, 20);
    }

    @Test
    void needsASlotBesidesTheOptimisticOne() {
        assertThatThrownBy(() -> new Choker<String>(1, new Random(1))).hasMessageContaining("expected: 2 or more");
    }
}
