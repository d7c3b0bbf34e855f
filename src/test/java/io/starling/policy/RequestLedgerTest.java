package io.starling.policy;

import static io.starling.policy.Pictures.grid;
import static io.starling.policy.Pictures.picture;
import static io.starling.policy.Pictures.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.policy.RequestLedger.Arrival;
import io.starling.policy.RequestLedger.Late;
import io.starling.policy.RequestLedger.Worth;
import io.starling.torrent.Block;
import io.starling.torrent.PieceGrid;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestLedgerTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Duration LIMIT = Waiting.REQUEST_TIMEOUT;

    /** Three pieces of four blocks, taken in order. */
    private final PieceGrid grid = grid(3, 4);

    private final RequestLedger<String> ledger = ledger("***", Long.MAX_VALUE);
    private final String ann = "ann";
    private final String bob = "bob";
    private final String eve = "eve";

    private RequestLedger<String> ledger(String wanted, long bufferBytes) {
        PiecePicker picker = PiecePicker.of(PickOrder.SEQUENTIAL, new Availability(3), new Random(1));
        return new RequestLedger<>(grid, set(wanted), picker, bufferBytes);
    }

    private String take(String peer, String offered, int count) {
        return take(peer, offered, count, 0);
    }

    /** Blocks as "piece.block". */
    private String take(String peer, String offered, int count, long nowNanos) {
        return words(ledger.take(peer, set(offered), count, nowNanos));
    }

    private static String words(List<Block> blocks) {
        return String.join(" ", blocks.stream().map(RequestLedgerTest::word).toList());
    }

    private static String word(Block block) {
        return block.piece() + "." + Request.indexOf(block);
    }

    private Arrival<String> arrive(String peer, int piece, int index) {
        return ledger.arrived(peer, grid.block(piece, index));
    }

    @Test
    void givesBlocksOfOnePieceAndThenOfTheNext() {
        assertThat(take(ann, "***", 6)).isEqualTo("0.0 0.1 0.2 0.3 1.0 1.1");
        assertThat(ledger.outstanding(ann)).isEqualTo(6);
    }

    @Test
    void givesAPeerMoreOfThePieceItHasBegun() {
        take(ann, " * ", 1);
        take(bob, "  *", 1);
        assertThat(take(bob, "***", 2)).isEqualTo("2.1 2.2");
    }

    @Test
    void givesWhatOthersHaveBegunBeforeNewPieces() {
        take(ann, "  *", 2);
        assertThat(take(bob, "***", 4)).isEqualTo("2.2 2.3 0.0 0.1");
    }

    @Test
    void givesOnlyWhatIsOffered() {
        take(ann, "*  ", 1);
        assertThat(take(bob, "  *", 9)).isEqualTo("2.0 2.1 2.2 2.3");
        assertThat(take(eve, "   ", 9)).isEmpty();
    }

    @Test
    void tellsWhatABlockIsWorth() {
        take(ann, "*  ", 4);
        assertThat(arrive(ann, 0, 1).worth()).isEqualTo(Worth.BLOCK);
        assertThat(arrive(ann, 0, 1).worth()).isEqualTo(Worth.UNREQUESTED);
        arrive(ann, 0, 0);
        arrive(ann, 0, 2);
        assertThat(arrive(ann, 0, 3).worth()).isEqualTo(Worth.LAST_BLOCK);
        assertThat(ledger.outstanding(ann)).isZero();
    }

    @Test
    void ignoresWhatNobodyAskedThisPeerFor() {
        take(ann, "*  ", 1);
        assertThat(arrive(bob, 0, 0).worth()).isEqualTo(Worth.UNREQUESTED);
        assertThat(ledger.arrived(ann, new Block(0, 1, 7)).worth()).isEqualTo(Worth.UNREQUESTED);
        assertThat(arrive(ann, 0, 0).worth()).isEqualTo(Worth.BLOCK);
    }

    @Test
    void asksTwoPeersForABlockWhenAllIsOnItsWay() {
        take(ann, "***", 11);
        assertThat(ledger.isEndGame()).isFalse();
        assertThat(take(bob, "***", 2)).isEqualTo("2.3 2.2");
        assertThat(ledger.isEndGame()).isTrue();
        assertThat(take(eve, "***", 3)).isEqualTo("2.1 2.0 1.3");
    }

    @Test
    void helpsOutFirstThePeerThatHasKeptUsWaitingLongest() {
        take(ann, "*  ", 4, 0);
        take(bob, " **", 8, SECOND);
        take(ann, "*  ", 4, 2 * SECOND);
        assertThat(take(eve, "***", 6, 3 * SECOND)).isEqualTo("0.3 0.2 0.1 0.0 2.3 2.2");
    }

    @Test
    void asksForFewBlocksASecondTime() {
        take(ann, "***", 12);
        assertThat(ledger.take(bob, set("***"), 12, 0)).hasSize(RequestLedger.END_GAME_OUTSTANDING);
        assertThat(take(bob, "***", 12)).isEmpty();
    }

    @Test
    void neverAsksAPeerTwiceNorAThirdPeer() {
        take(ann, "*  ", 4);
        take(ann, " **", 8);
        assertThat(take(ann, "***", 12)).isEmpty();
        take(bob, "*  ", 4);
        assertThat(take(bob, "*  ", 4)).isEmpty();
        assertThat(take(eve, "*  ", 4)).isEmpty();
    }

    @Test
    void sparesTheOtherPeerWhenABlockCame() {
        take(ann, "***", 12);
        take(bob, "***", 1);
        Arrival<String> arrival = arrive(bob, 2, 3);
        assertThat(arrival.worth()).isEqualTo(Worth.BLOCK);
        assertThat(arrival.spared()).containsExactly(ann);
        assertThat(ledger.outstanding(ann)).isEqualTo(11);
    }

    @Test
    void aSparedPeersBlockThatWasOnItsWayIsADuplicate() {
        take(ann, "***", 12);
        take(bob, "***", 1);
        arrive(bob, 2, 3);
        assertThat(arrive(ann, 2, 3)).isEqualTo(new Arrival<>(Worth.DUPLICATE, List.of()));
        assertThat(arrive(ann, 2, 3).worth()).isEqualTo(Worth.UNREQUESTED);
    }

    @Test
    void aRejectedBlockIsFreeForOthers() {
        take(ann, "***", 1);
        assertThat(ledger.rejected(ann, grid.block(0, 0))).isTrue();
        assertThat(ledger.rejected(ann, grid.block(0, 0))).isFalse();
        assertThat(ledger.outstanding(ann)).isZero();
        assertThat(take(bob, "***", 1)).isEqualTo("0.0");
    }

    @Test
    void doesNotAskAtOnceAgainForAPieceThatThePeerRejected() {
        take(ann, "***", 1);
        ledger.rejected(ann, grid.block(0, 0));
        assertThat(take(ann, "***", 1, SECOND)).isEqualTo("1.0");
        assertThat(take(ann, "*  ", 1, SECOND)).isEmpty();
        assertThat(take(ann, "*  ", 1, 9 * SECOND)).isEqualTo("0.0");
    }

    @Test
    void allOfAPeerThatLeftIsFreeForOthers() {
        take(ann, "***", 6);
        arrive(ann, 0, 2);
        ledger.release(ann);
        assertThat(ledger.outstanding(ann)).isZero();
        assertThat(take(bob, "***", 5)).isEqualTo("0.0 0.1 0.3 1.0 1.1");
        assertThat(arrive(ann, 0, 0).worth()).isEqualTo(Worth.UNREQUESTED);
    }

    @Test
    void aBlockThatCrossedTheChokeIsWelcome() {
        take(ann, "***", 2);
        ledger.choked(ann);
        assertThat(ledger.outstanding(ann)).isZero();
        assertThat(arrive(ann, 0, 1).worth()).isEqualTo(Worth.BLOCK);
        assertThat(take(ann, "***", 2)).isEqualTo("0.0 0.2");
    }

    @Test
    void anExpiredRequestIsFreeForOthersAndStillWelcome() {
        take(ann, "*  ", 1);
        take(ann, "*  ", 1, SECOND);
        assertThat(ledger.expire(LIMIT, LIMIT.toNanos())).containsExactly(new Late<>(ann, grid.block(0, 0)));
        assertThat(ledger.outstanding(ann)).isEqualTo(1);
        assertThat(take(bob, "***", 1, LIMIT.toNanos())).isEqualTo("0.0");
        Arrival<String> arrival = arrive(ann, 0, 0);
        assertThat(arrival.worth()).isEqualTo(Worth.BLOCK);
        assertThat(arrival.spared()).containsExactly(bob);
    }

    @Test
    void doesNotRepeatAnExpiredRequestBeforeItIsSurelyLost() {
        take(ann, "*  ", 1);
        ledger.expire(LIMIT, LIMIT.toNanos());
        assertThat(take(ann, "*  ", 1, LIMIT.toNanos())).isEqualTo("0.1");
        assertThat(take(ann, "*  ", 1, 2 * LIMIT.toNanos())).isEqualTo("0.0");
    }

    @Test
    void goesOnToOtherPiecesWhenThePeerHasAllOfOneInItsQueue() {
        take(ann, "*  ", 4);
        ledger.expire(LIMIT, LIMIT.toNanos());

        assertThat(take(ann, "*  ", 1, LIMIT.toNanos())).isEmpty();
        assertThat(take(ann, "** ", 9, LIMIT.toNanos())).isEqualTo("1.0 1.1 1.2 1.3");
        assertThat(take(bob, "*  ", 1, LIMIT.toNanos())).isEqualTo("0.0");
    }

    @Test
    void aDamagedPieceIsWantedAgainAndItsSuppliersAreNamed() {
        take(ann, "*  ", 2);
        take(bob, "*  ", 2);
        take(eve, " * ", 1);
        for (int i = 0; i < 4; i++) {
            arrive(i < 2 ? ann : bob, 0, i);
        }
        assertThat(ledger.damaged(0)).containsExactly(ann, ann, bob, bob);
        assertThat(take(ann, "*  ", 9)).isEqualTo("0.0 0.1 0.2 0.3");
    }

    @Test
    void aPieceThatSeveralSpoiledIsNextAskedOfOneAlone() {
        spoil(0, ann, bob);

        assertThat(take(eve, "***", 1)).isEqualTo("0.0");
        assertThat(take(ann, "*  ", 4)).isEmpty();
        assertThat(take(eve, "***", 3)).isEqualTo("0.1 0.2 0.3");
    }

    @Test
    void aPieceThatOneSpoiledIsAskedOfAnybody() {
        spoil(0, ann, ann);

        assertThat(take(eve, "*  ", 1)).isEqualTo("0.0");
        assertThat(take(bob, "*  ", 1)).isEqualTo("0.1");
    }

    @Test
    void isInNoEndGameWithAPieceThatIsAskedOfOneAlone() {
        spoil(0, ann, bob);
        take(eve, "*  ", 4);
        take(ann, " **", 8);

        assertThat(take(bob, "*  ", 4)).isEmpty();
        assertThat(take(bob, " **", 2)).isEqualTo("2.3 2.2");
    }

    @Test
    void theBlockOfAnotherIsOfNoUseToAPieceThatIsAskedOfOneAlone() {
        take(bob, "*  ", 4);
        ledger.choked(bob);
        spoil(0, ann, eve);
        take(ann, "*  ", 4);

        assertThat(arrive(bob, 0, 1).worth()).isEqualTo(Worth.DUPLICATE);
        assertThat(arrive(ann, 0, 1).worth()).isEqualTo(Worth.BLOCK);
    }

    @Test
    void whoDoesNotDeliverAPieceAloneLosesItToAnother() {
        spoil(0, ann, bob);
        take(eve, "*  ", 4);
        arrive(eve, 0, 0);
        long patience = SoloPieces.FIRST_PATIENCE.toNanos();
        ledger.expire(LIMIT, patience - 1);
        assertThat(ledger.reclaim()).isEmpty();

        ledger.expire(LIMIT, patience);
        assertThat(ledger.reclaim()).containsExactly(0);
        assertThat(take(eve, "*  ", 4, patience)).isEmpty();
        assertThat(take(bob, "*  ", 4, patience)).isEqualTo("0.0 0.1 0.2 0.3");
        ledger.expire(LIMIT, 3 * patience - 1);
        assertThat(ledger.reclaim()).isEmpty();
    }

    @Test
    void whoRejectsABlockOfAPieceAloneLosesItToAnother() {
        spoil(0, ann, bob);
        take(eve, "*  ", 4);
        arrive(eve, 0, 0);
        ledger.rejected(eve, grid.block(0, 1));
        assertThat(take(bob, "*  ", 4)).isEmpty();

        assertThat(ledger.reclaim()).containsExactly(0);
        assertThat(take(bob, "*  ", 4)).isEqualTo("0.0 0.1 0.2 0.3");
    }

    @Test
    void whoLeavesWithAPieceAloneLosesItToAnother() {
        spoil(0, ann, bob);
        take(eve, "*  ", 4);
        arrive(eve, 0, 0);
        ledger.release(eve);
        assertThat(take(bob, "*  ", 4)).isEmpty();

        assertThat(ledger.reclaim()).containsExactly(0);
        assertThat(take(bob, "*  ", 4)).isEqualTo("0.0 0.1 0.2 0.3");
    }

    @Test
    void aPieceThatIsSoundAtLastIsLikeAnyOtherWhenItIsLost() {
        spoil(0, ann, bob);
        take(eve, "*  ", 4);
        ledger.verified(0);
        ledger.lost(0);

        take(ann, "*  ", 1);
        assertThat(take(bob, "*  ", 1)).isEqualTo("0.1");
    }

    /** Each of the two supplies half of the piece, which is damaged then. */
    private void spoil(int piece, String first, String second) {
        String offered = " ".repeat(piece) + "*";
        take(first, offered + " ".repeat(2 - piece), 2);
        take(second, offered + " ".repeat(2 - piece), 2);
        for (int i = 0; i < 4; i++) {
            arrive(i < 2 ? first : second, piece, i);
        }
        ledger.damaged(piece);
    }

    @Test
    void aBlockThatIsLateCanBeAskedOfAThirdPeer() {
        take(ann, "***", 12);
        take(bob, "*  ", 4);
        long late = RequestLedger.LATE_AFTER.toNanos();

        assertThat(take(eve, "*  ", 4, late - 1)).isEmpty();
        assertThat(take(eve, "*  ", 4, late)).isEqualTo("0.3 0.2 0.1 0.0");
    }

    @Test
    void whoIsLateIsAskedForNoCopiesBeforeItSendsABlock() {
        take(ann, "***", 11);
        take(bob, "  *", 1);
        long late = RequestLedger.LATE_AFTER.toNanos();

        assertThat(take(bob, "***", 4, late)).isEmpty();
        arrive(bob, 2, 3);
        assertThat(take(bob, "***", 4, late)).isNotEmpty();
    }

    @Test
    void whoWasLateWithWhatAnotherSentIsAskedForNoCopiesEither() {
        take(ann, "***", 12);
        take(bob, "*  ", 1);
        long late = RequestLedger.LATE_AFTER.toNanos();
        take(eve, "*  ", 1, late);
        arrive(eve, 0, 3);

        assertThat(ledger.outstanding(bob)).isZero();
        assertThat(take(bob, "***", 4, late)).isEmpty();
        assertThat(take(eve, "***", 4, late)).isNotEmpty();
    }

    @Test
    void aCrowdOfStallersDoesNotKeepTheLastBlocksFromOneWhoSends() {
        take(bob, " * ", 1);
        arrive(bob, 1, 0);
        take(ann, "***", 11);
        take(eve, "***", 8);

        assertThat(take(bob, "***", 8)).isEqualTo("2.3 2.2 2.1 2.0 0.3 0.2 0.1 0.0");
    }

    @Test
    void asksOthersForWhatIsLateWhenNoMoreCanBeBegun() {
        PieceGrid large = grid(30, 2);
        PiecePicker picker = PiecePicker.of(PickOrder.SEQUENTIAL, new Availability(30), new Random(1));
        RequestLedger<String> full = new RequestLedger<>(large, set("*".repeat(30)), picker, 0);
        full.take(ann, set("*".repeat(30)), 60, 0);
        long late = RequestLedger.LATE_AFTER.toNanos();

        assertThat(full.take(bob, set("*".repeat(30)), 9, late - 1)).isEmpty();
        assertThat(full.take(bob, set("*".repeat(30)), 9, late)).hasSize(RequestLedger.END_GAME_OUTSTANDING);
    }

    @Test
    void aVerifiedPieceIsWantedNoMoreUntilItIsLost() {
        take(ann, "*  ", 4);
        ledger.verified(0);
        assertThat(picture(ledger.missing())).isEqualTo(" **");
        assertThat(ledger.wantsFrom(set("*  "))).isFalse();
        assertThat(ledger.wantsFrom(set("** "))).isTrue();
        assertThat(arrive(ann, 0, 0).worth()).isEqualTo(Worth.DUPLICATE);
        assertThat(take(bob, "*  ", 1)).isEmpty();
        ledger.lost(0);
        assertThat(ledger.wantsFrom(set("*  "))).isTrue();
        assertThat(take(bob, "*  ", 1)).isEqualTo("0.0");
    }

    @Test
    void beginsNoMorePiecesThanThereIsRoomFor() {
        PieceGrid large = grid(30, 2);
        PiecePicker picker = PiecePicker.of(PickOrder.SEQUENTIAL, new Availability(30), new Random(1));
        RequestLedger<String> full = new RequestLedger<>(large, set("*".repeat(30)), picker, 0);
        assertThat(full.take(ann, set("*".repeat(30)), 99, 0)).hasSize(2 * RequestLedger.MIN_BEGUN);
        assertThat(full.isEndGame()).isFalse();
    }

    @Test
    void givesUpBegunPiecesThatNobodyCanFinishWhenOthersNeedTheRoom() {
        PieceGrid large = grid(30, 2);
        PiecePicker picker = PiecePicker.of(PickOrder.SEQUENTIAL, new Availability(30), new Random(1));
        RequestLedger<String> full = new RequestLedger<>(large, set("*".repeat(30)), picker, 0);
        String first = "*".repeat(RequestLedger.MIN_BEGUN) + " ".repeat(30 - RequestLedger.MIN_BEGUN);
        String last = first.replace('*', '.').replace(' ', '*').replace('.', ' ');
        for (Block block : full.take(ann, set(first), 60, 0)) {
            if (block.begin() == 0) {
                full.arrived(ann, block);
            }
        }
        full.release(ann);
        assertThat(full.reclaim()).isEmpty();
        assertThat(full.take(bob, set(last), 1, 0)).isEmpty();
        assertThat(full.reclaim()).hasSize(RequestLedger.MIN_BEGUN / 4);
        assertThat(words(full.take(bob, set(last), 1, 0))).isEqualTo(RequestLedger.MIN_BEGUN + ".0");
    }

    @Test
    void theLastBlockOfTheTorrentIsShort() {
        PieceGrid odd = new PieceGrid(20_000, 32_768);
        PiecePicker picker = PiecePicker.of(PickOrder.SEQUENTIAL, new Availability(1), new Random(1));
        RequestLedger<String> small = new RequestLedger<>(odd, set("*"), picker);
        assertThat(small.take(ann, set("*"), 9, 0))
                .containsExactly(new Block(0, 0, 16_384), new Block(0, 16_384, 3_616));
    }

    /** Blocks as "piece.block". */
    private String takeRun(String source, String offered, int count, long nowNanos) {
        return words(ledger.takeRun(source, set(offered), count, nowNanos));
    }

    @Test
    void aRunIsOfPiecesThatNobodyHasBegun() {
        take(ann, "*  ", 1);
        assertThat(takeRun(bob, "***", 8, 0)).isEqualTo("1.0 1.1 1.2 1.3 2.0 2.1 2.2 2.3");
        assertThat(take(ann, "***", 9)).startsWith("0.1 0.2 0.3");
    }

    @Test
    void aRunIsNoLongerThanAskedForButForItsFirstPiece() {
        assertThat(takeRun(bob, "***", 7, 0)).isEqualTo("0.0 0.1 0.2 0.3");
        assertThat(takeRun(eve, "***", 1, 0)).isEqualTo("1.0 1.1 1.2 1.3");
    }

    @Test
    void aRunEndsWhereAPieceIsBegunOrNotOffered() {
        take(ann, " * ", 1);
        assertThat(takeRun(bob, "***", 12, 0)).isEqualTo("0.0 0.1 0.2 0.3");
        assertThat(takeRun(eve, "** ", 12, 0)).isEqualTo("1.1 1.2 1.3");
    }

    @Test
    void whatIsLeftOfABegunPieceIsARunWhenNothingIsToBeBegun() {
        take(ann, "***", 12);
        ledger.rejected(ann, grid.block(1, 0));
        ledger.rejected(ann, grid.block(1, 2));
        ledger.rejected(ann, grid.block(1, 3));
        assertThat(takeRun(bob, "***", 12, 0)).isEqualTo("1.0");
        assertThat(takeRun(eve, "***", 12, 0)).isEqualTo("1.2 1.3");
    }

    @Test
    void whatOthersAreAskedForIsARunWhenTheyAreLate() {
        take(ann, "***", 12);
        assertThat(takeRun(bob, "***", 12, 4 * SECOND)).isEmpty();
        assertThat(takeRun(bob, "***", 12, 5 * SECOND)).isEqualTo("1.0 1.1 1.2 1.3");
    }

    @Test
    void whoHasARunThatIsNotSentIsReplacedByOthers() {
        takeRun(bob, "***", 12, 0);
        assertThat(take(ann, "***", 2)).isEqualTo("2.3 2.2");
        ledger.release(bob);
        assertThat(take(ann, "***", 9)).isEqualTo("2.0 2.1 0.0 0.1 0.2 0.3 1.0 1.1 1.2");
    }
}
