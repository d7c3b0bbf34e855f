package io.starling.policy;

import static io.starling.policy.Pictures.availability;
import static io.starling.policy.Pictures.grid;
import static io.starling.policy.Pictures.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.torrent.Block;
import io.starling.torrent.PieceSet;
import io.starling.torrent.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Some pieces come first, and some last; among equals the order that is configured. */
class PriorityPickerTest {
    private static final Map<Priority, PieceSet> MIXED = levels("   **  ", "**     ");

    private static Map<Priority, PieceSet> levels(String high, String low) {
        return Map.of(Priority.HIGH, set(high), Priority.LOW, set(low));
    }

    private static PriorityPicker picker(PickOrder order, String availability, String candidates) {
        Availability peers = availability(availability);
        Random random = new Random(1);
        PriorityPicker picker = new PriorityPicker(() -> PiecePicker.of(order, peers, random), peers.pieces());
        set(candidates).stream().forEach(picker::add);
        return picker;
    }

    private static List<Integer> pickAll(PiecePicker picker, String offered) {
        List<Integer> picked = new ArrayList<>();
        for (OptionalInt next = picker.pick(set(offered)); next.isPresent(); next = picker.pick(set(offered))) {
            picked.add(next.getAsInt());
            picker.remove(next.getAsInt());
        }
        return picked;
    }

    @Test
    void rarestFirstDecidesWithinAPriority() {
        PriorityPicker picker = picker(PickOrder.RAREST_FIRST, "2143657", "*******");
        assertThat(pickAll(picker, "*******")).containsExactly(1, 0, 3, 2, 5, 4, 6);

        picker = picker(PickOrder.RAREST_FIRST, "2143657", "*******");
        picker.prioritise(MIXED);
        assertThat(pickAll(picker, "*******")).containsExactly(3, 4, 2, 5, 6, 1, 0);
    }

    @Test
    void sequentialDecidesWithinAPriority() {
        PriorityPicker picker = picker(PickOrder.SEQUENTIAL, "1111111", "*******");
        picker.prioritise(MIXED);
        assertThat(pickAll(picker, "*******")).containsExactly(3, 4, 2, 5, 6, 0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void aPieceOfALowerOneComesWhenNoHigherIsOffered(PickOrder order) {
        PriorityPicker picker = picker(order, "1111111", "*******");
        picker.prioritise(MIXED);
        assertThat(picker.pick(set("*      "))).hasValue(0);
        assertThat(picker.pick(set("*    * "))).hasValue(5);
        assertThat(picker.pick(set("*   ** "))).hasValue(4);
        assertThat(picker.pick(set("       "))).isEmpty();
    }

    @Test
    void whatIsSaidLaterHoldsForTheCandidatesOfBefore() {
        PriorityPicker picker = picker(PickOrder.SEQUENTIAL, "1111111", "* * * *");
        picker.prioritise(MIXED);
        picker.prioritise(levels("      *", "*      "));
        assertThat(pickAll(picker, "*******")).containsExactly(6, 2, 4, 0);

        picker.add(4);
        picker.add(6);
        picker.prioritise(Map.of());
        assertThat(pickAll(picker, "*******")).containsExactly(4, 6);
    }

    @Test
    void availabilityIsFollowedInEveryPriority() {
        Availability peers = availability("1111111");
        PriorityPicker picker =
                new PriorityPicker(() -> PiecePicker.of(PickOrder.RAREST_FIRST, peers, new Random(1)), 7);
        set("*******").stream().forEach(picker::add);
        picker.prioritise(MIXED);
        picker.pick(set("*******"));
        peers.add(3);
        peers.add(1);
        assertThat(picker.pick(set("*******"))).hasValue(4);
        assertThat(picker.pick(set("**     "))).hasValue(0);
    }

    /** A web seed is asked for neighbours at once. */
    @Test
    void aRunEndsWhereLessUrgentPiecesBegin() {
        PriorityPicker picker = picker(PickOrder.SEQUENTIAL, "1111111", "");
        picker.prioritise(MIXED);
        RequestLedger<String> ledger = new RequestLedger<>(grid(7, 2), set("*******"), picker);
        assertThat(run(ledger)).containsExactly(3, 4);
        assertThat(run(ledger)).containsExactly(2);
        assertThat(run(ledger)).containsExactly(5, 6);
        assertThat(run(ledger)).containsExactly(0, 1);
    }

    private static List<Integer> run(RequestLedger<String> ledger) {
        return ledger.takeRun("web", set("*******"), 100, 0).stream()
                .map(Block::piece)
                .distinct()
                .toList();
    }

    @Test
    void aPeerIsAskedForMoreUrgentPiecesFirstWhenWhatIsBegunIsOnItsWay() {
        PriorityPicker picker = picker(PickOrder.SEQUENTIAL, "1111111", "");
        RequestLedger<String> ledger = new RequestLedger<>(grid(7, 2), set("*******"), picker);
        assertThat(pieces(ledger, 3)).containsExactly(0, 0, 1);
        picker.prioritise(levels("     **", " ***   "));
        assertThat(pieces(ledger, 100)).containsExactly(1, 5, 5, 6, 6, 4, 4, 2, 2, 3, 3);
    }

    private static List<Integer> pieces(RequestLedger<String> ledger, int count) {
        return ledger.take("peer", set("*******"), count, 0).stream()
                .map(Block::piece)
                .toList();
    }
}
