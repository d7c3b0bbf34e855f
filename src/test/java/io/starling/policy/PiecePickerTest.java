package io.starling.policy;

import static io.starling.policy.Pictures.availability;
import static io.starling.policy.Pictures.picker;
import static io.starling.policy.Pictures.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.torrent.PieceSet;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PiecePickerTest {
    private static List<Integer> pickAll(PiecePicker picker, PieceSet offered) {
        List<Integer> picked = new ArrayList<>();
        for (OptionalInt next = picker.pick(offered); next.isPresent(); next = picker.pick(offered)) {
            picked.add(next.getAsInt());
            picker.remove(next.getAsInt());
        }
        return picked;
    }

    /** Generators of neighbouring seeds begin alike; those of scattered ones do not. */
    private static Random scattered(int seed) {
        return new Random(seed * 0x9E3779B97F4A7C15L);
    }

    @Test
    void rarestFirstBeginsWithTheFewest() {
        PiecePicker picker = picker(PickOrder.RAREST_FIRST, "4213576", "*******");
        assertThat(pickAll(picker, set("*******"))).containsExactly(2, 1, 3, 0, 4, 6, 5);
    }

    @Test
    void rarestFirstFollowsTheAvailability() {
        Availability availability = availability("2223333");
        PiecePicker picker = PiecePicker.of(PickOrder.RAREST_FIRST, availability, new Random(1));
        set("*******").stream().forEach(picker::add);
        assertThat(picker.pick(set("*******")).getAsInt()).isLessThan(3);
        availability.add(set("***    "));
        availability.add(set("**     "));
        availability.add(0);
        assertThat(pickAll(picker, set("***    "))).containsExactly(2, 1, 0);
        availability.remove(set("     * "));
        assertThat(pickAll(picker, set("*******"))).startsWith(5);
    }

    @Test
    void rarestFirstTakesARandomOneAmongEquals() {
        Set<Integer> firsts = new TreeSet<>();
        for (int seed = 0; seed < 100; seed++) {
            PiecePicker picker = PiecePicker.of(PickOrder.RAREST_FIRST, availability("1101"), scattered(seed));
            set("** *").stream().forEach(picker::add);
            firsts.add(picker.pick(set("****")).getAsInt());
        }
        assertThat(firsts).containsExactly(0, 1, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 17, 49_999})
    void rarestFirstFindsTheOnlyPieceThatAPeerOffersAmongMany(int only) {
        int pieces = 50_000;
        PiecePicker picker = PiecePicker.of(PickOrder.RAREST_FIRST, new Availability(pieces), new Random(1));
        PieceSet.all(pieces).stream().forEach(picker::add);
        assertThat(picker.pick(PieceSet.of(pieces, List.of(only)))).hasValue(only);
    }

    @Test
    void randomBeginsAnywhere() {
        Set<Integer> firsts = new TreeSet<>();
        for (int seed = 0; seed < 100; seed++) {
            PiecePicker picker = PiecePicker.of(PickOrder.RANDOM, availability("1234"), scattered(seed));
            set("****").stream().forEach(picker::add);
            firsts.add(picker.pick(set("*** ")).getAsInt());
        }
        assertThat(firsts).containsExactly(0, 1, 2);
    }

    @Test
    void sequentialBeginsWithTheLowest() {
        PiecePicker picker = picker(PickOrder.SEQUENTIAL, "9876543", "** ****");
        assertThat(pickAll(picker, set("* ** **"))).containsExactly(0, 3, 5, 6);
        picker.add(2);
        assertThat(picker.pick(set("*******"))).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void picksOnlyCandidatesThatAreOffered(PickOrder order) {
        PiecePicker picker = picker(order, "1111111", "***    ");
        assertThat(picker.pick(set("   ****"))).isEmpty();
        assertThat(pickAll(picker, set(" ******"))).containsExactlyInAnyOrder(1, 2);
        assertThat(picker.pick(set(" ******"))).isEmpty();
        picker.add(6);
        picker.add(6);
        assertThat(pickAll(picker, set(" ******"))).containsExactly(6);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void rarestFirstIsRightAfterAnyChanges(long seed) {
        int pieces = 40;
        Random random = new Random(seed);
        Availability availability = new Availability(pieces);
        PiecePicker picker = PiecePicker.of(PickOrder.RAREST_FIRST, availability, random);
        PieceSet candidates = PieceSet.none(pieces);
        List<PieceSet> peers = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            changeSomething(random, availability, picker, candidates, peers);
            PieceSet offered = someOf(pieces, random.nextInt(pieces), random);
            PieceSet both = offered.copy();
            both.retainAll(candidates);
            OptionalInt picked = picker.pick(offered);
            assertThat(picked.isPresent()).as("seed %d step %d", seed, step).isEqualTo(!both.isEmpty());
            if (picked.isPresent()) {
                assertThat(both.contains(picked.getAsInt())).isTrue();
                assertThat(availability.of(picked.getAsInt()))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(both.stream().map(availability::of).min().getAsInt());
            }
        }
    }

    private static void changeSomething(
            Random random, Availability availability, PiecePicker picker, PieceSet candidates, List<PieceSet> peers) {
        int pieces = candidates.pieces();
        int piece = random.nextInt(pieces);
        switch (random.nextInt(5)) {
            case 0 -> {
                picker.add(piece);
                candidates.add(piece);
            }
            case 1 -> {
                picker.remove(piece);
                candidates.remove(piece);
            }
            case 2 -> {
                peers.add(someOf(pieces, random.nextInt(5) == 0 ? pieces : random.nextInt(4), random));
                availability.add(peers.get(peers.size() - 1));
            }
            case 3 -> {
                if (!peers.isEmpty()) {
                    availability.remove(peers.remove(random.nextInt(peers.size())));
                }
            }
            default -> {
                if (!peers.isEmpty() && peers.get(0).add(piece)) {
                    availability.add(piece);
                }
            }
        }
    }

    private static PieceSet someOf(int pieces, int about, Random random) {
        return about == pieces
                ? PieceSet.all(pieces)
                : PieceSet.of(pieces, random.ints(about, 0, pieces).boxed().toList());
    }
}
