package io.starling.delivery;

import static io.starling.delivery.Samples.NOW;
import static io.starling.delivery.Samples.delivery;
import static io.starling.delivery.Samples.present;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Delivery;
import io.starling.bus.Delivery.Target;
import io.starling.bus.Recipients;
import io.starling.torrent.TransferStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReviewTest {
    private static final Report SILENT = silentFor(Review.LONGEST_SILENCE);
    private static final Report HAS = present(TransferStatus.DOWNLOADED, 100, Duration.ZERO);
    private static final Report FETCHING = present(TransferStatus.DOWNLOADING, 40, Duration.ZERO);

    private RollCall everybody = RollCall.NOT_HELD;
    private boolean isWantedElsewhere;
    private final Map<String, Report> reports = new HashMap<>();

    private static Report silentFor(Duration duration) {
        return new Report.Silent("is not there", duration);
    }

    private Review review(Delivery delivery) {
        return Review.of(
                delivery,
                everybody,
                peer -> reports.getOrDefault(peer, new Report.Unknown()),
                peer -> isWantedElsewhere,
                NOW);
    }

    /** The state, and each target with its own: {@code PARTIAL a=DELIVERED b=MISSING}. */
    private String picture(Delivery delivery) {
        StringBuilder picture = new StringBuilder(delivery.state().name());
        delivery.targets()
                .forEach(target ->
                        picture.append(' ').append(target.peer()).append('=').append(target.state()));
        return picture.toString();
    }

    private static Order fetch(String peer) {
        return new Order(peer, Order.Kind.FETCH);
    }

    private static Order pause(String peer) {
        return new Order(peer, Order.Kind.PAUSE);
    }

    @Test
    void namesItsTargetsBeforeAnythingIsKnownOfThem() {
        Review review = review(delivery("a", "b"));

        assertThat(picture(review.delivery())).isEqualTo("DELIVERING a=WAITING b=WAITING");
        assertThat(review.orders()).isEmpty();
    }

    @Test
    void tellsThoseWhoLackItToFetchIt() {
        reports.putAll(Map.of("a", new Report.Lacking(), "b", FETCHING, "c", HAS));

        Review review = review(delivery("a", "b", "c"));

        assertThat(picture(review.delivery())).isEqualTo("DELIVERING a=WAITING b=FETCHING c=DELIVERED");
        assertThat(review.orders()).containsExactly(fetch("a"));
        assertThat(review.delivery().targets().get(0).ordered()).isTrue();
        assertThat(review.delivery().targets().get(1).ordered()).isFalse();
    }

    @Test
    void showsHowFarEachIs() {
        reports.put("a", FETCHING);

        Target target = review(delivery("a")).delivery().targets().get(0);

        assertThat(target.have()).isEqualTo(40L * Samples.PIECE_LENGTH);
        assertThat(target.downRate()).isEqualTo(1_000);
        assertThat(target.status()).isEqualTo(TransferStatus.DOWNLOADING);
    }

    @Test
    void isDeliveredWhenAllHaveItAndThatIsTheEnd() {
        reports.putAll(Map.of("a", HAS, "b", HAS));
        Delivery delivered = review(delivery("a", "b")).delivery();
        assertThat(picture(delivered)).isEqualTo("DELIVERED a=DELIVERED b=DELIVERED");

        reports.putAll(Map.of("a", SILENT, "b", new Report.Lacking()));

        assertThat(review(delivered)).isEqualTo(new Review(delivered, List.of()));
    }

    @Test
    void whoHasHadItOnceHasItThoughItsNodeIsGone() {
        reports.putAll(Map.of("a", HAS, "b", FETCHING));
        Delivery before = review(delivery("a", "b")).delivery();

        reports.putAll(Map.of("a", SILENT, "b", HAS));

        assertThat(picture(review(before).delivery())).isEqualTo("DELIVERED a=DELIVERED b=DELIVERED");
    }

    @Test
    void aTargetThatIsGoneForAWhileIsMissingSinceItWasHeardLast() {
        reports.putAll(Map.of("a", HAS, "b", FETCHING));
        Delivery before = review(delivery("a", "b")).delivery();

        reports.put("b", silentFor(Review.LONGEST_SILENCE.minusMillis(1)));
        assertThat(picture(review(before).delivery())).isEqualTo("DELIVERING a=DELIVERED b=FETCHING");

        reports.put("b", silentFor(Review.LONGEST_SILENCE));
        Delivery partial = review(before).delivery();
        assertThat(picture(partial)).isEqualTo("PARTIAL a=DELIVERED b=MISSING");
        Target missing = partial.missing().get(0);
        assertThat(missing.peer()).isEqualTo("b");
        assertThat(missing.reason()).isEqualTo("is not there");
        assertThat(missing.since()).isEqualTo(NOW.minus(Review.LONGEST_SILENCE));
        assertThat(missing.downRate()).isZero();
        assertThat(missing.have()).isEqualTo(40L * Samples.PIECE_LENGTH);
    }

    @Test
    void isMissingSinceTheSameTimeHoweverOftenItIsLookedAt() {
        reports.put("a", SILENT);
        Delivery before = review(delivery("a")).delivery();

        reports.put("a", silentFor(Duration.ofHours(3)));

        assertThat(review(before).delivery().missing().get(0).since()).isEqualTo(NOW.minus(Review.LONGEST_SILENCE));
    }

    @Test
    void goesOnToDeliveredWhenTheMissingComeBack() {
        reports.putAll(Map.of("a", HAS, "b", SILENT));
        Delivery partial = review(delivery("a", "b")).delivery();

        reports.put("b", FETCHING);
        Delivery again = review(partial).delivery();
        assertThat(picture(again)).isEqualTo("DELIVERING a=DELIVERED b=FETCHING");
        assertThat(again.targets().get(1).reason()).isNull();

        reports.put("b", HAS);
        assertThat(picture(review(again).delivery())).isEqualTo("DELIVERED a=DELIVERED b=DELIVERED");
    }

    @Test
    void isNotPartialWhileAnybodyIsStillGettingIt() {
        reports.putAll(Map.of("a", FETCHING, "b", SILENT));

        assertThat(picture(review(delivery("a", "b")).delivery())).isEqualTo("DELIVERING a=FETCHING b=MISSING");
    }

    @Test
    void aFailedTransferIsMissingWithItsReasonAndTriedAgain() {
        reports.put("a", present(TransferStatus.FAILED, 40, Duration.ZERO));

        Review review = review(delivery("a"));

        assertThat(picture(review.delivery())).isEqualTo("PARTIAL a=MISSING");
        assertThat(review.delivery().missing().get(0).reason()).isEqualTo("no room on the disk");
        assertThat(review.orders()).containsExactly(fetch("a"));
    }

    @Test
    void whoRefusesIsMissingWithItsReasonAndAskedAgain() {
        reports.put("a", new Report.Refusing("no room on the disk", false, Duration.ZERO));

        Review review = review(delivery("a"));

        assertThat(picture(review.delivery())).isEqualTo("PARTIAL a=MISSING");
        assertThat(review.delivery().missing().get(0).reason()).isEqualTo("no room on the disk");
        assertThat(review.orders()).containsExactly(fetch("a"));
    }

    @Test
    void whoCannotReachATrackerForAMomentWaits() {
        reports.put("a", new Report.Refusing("no tracker", true, Review.LONGEST_STANDSTILL.minusMillis(1)));
        assertThat(picture(review(delivery("a")).delivery())).isEqualTo("DELIVERING a=WAITING");

        reports.put("a", new Report.Refusing("no tracker", true, Review.LONGEST_STANDSTILL));
        assertThat(picture(review(delivery("a")).delivery())).isEqualTo("PARTIAL a=MISSING");
    }

    @Test
    void whoGetsNothingForLongIsMissingAndNotToldAgain() {
        reports.put("a", present(TransferStatus.DOWNLOADING, 40, Review.LONGEST_STANDSTILL));

        Review review = review(delivery("a"));

        assertThat(picture(review.delivery())).isEqualTo("PARTIAL a=MISSING");
        assertThat(review.delivery().missing().get(0).reason())
                .isEqualTo("gets nothing: 1 connection, 40 of 100 pieces");
        assertThat(review.orders()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CHECKING", "REASSEMBLING"})
    void whoWorksOnItForLongIsNotMissing(TransferStatus status) {
        reports.put("a", present(status, 100, Duration.ofHours(1)));

        assertThat(picture(review(delivery("a")).delivery())).isEqualTo("DELIVERING a=FETCHING");
    }

    @Test
    void whatWasPausedBeforeGoesOnAndWhatIsPausedMeanwhileStaysSo() {
        reports.put("a", present(TransferStatus.PAUSED, 40, Duration.ofHours(1)));
        Delivery first = review(delivery("a")).delivery();
        assertThat(picture(first)).isEqualTo("DELIVERING a=WAITING");
        assertThat(review(first).orders()).as("until it is taken").containsExactly(fetch("a"));

        Delivery taken = first.ordered("a");
        reports.put("a", present(TransferStatus.PAUSED, 60, Duration.ZERO));
        assertThat(review(taken).orders()).isEmpty();

        reports.put("a", present(TransferStatus.PAUSED, 60, Review.LONGEST_SILENCE));
        assertThat(picture(review(taken).delivery())).isEqualTo("PARTIAL a=MISSING");
    }

    @Test
    void toAllIsToThoseWhoJoinWhileItRunsToo() {
        everybody = new RollCall(List.of("a", "b"), true);
        reports.putAll(Map.of("a", HAS, "b", FETCHING));
        Delivery before = review(Samples.delivery(Recipients.ALL)).delivery();
        assertThat(picture(before)).isEqualTo("DELIVERING a=DELIVERED b=FETCHING");

        everybody = new RollCall(List.of("a", "b", "c"), true);
        reports.putAll(Map.of("b", HAS, "c", new Report.Lacking()));
        Review review = review(before);

        assertThat(picture(review.delivery())).isEqualTo("DELIVERING a=DELIVERED b=DELIVERED c=WAITING");
        assertThat(review.orders()).containsExactly(fetch("c"));
    }

    @Test
    void toAllKeepsThoseWhoLeftAsMissing() {
        everybody = new RollCall(List.of("a", "b"), true);
        reports.put("a", HAS);
        Delivery before = review(Samples.delivery(Recipients.ALL)).delivery();

        everybody = new RollCall(List.of("a"), true);
        reports.put("b", SILENT);

        assertThat(picture(review(before).delivery())).isEqualTo("PARTIAL a=DELIVERED b=MISSING");
    }

    @Test
    void toAllDoesNotEndWhileANodeDoesNotSayWhomItHas() {
        everybody = new RollCall(List.of("a"), false);
        reports.put("a", HAS);

        assertThat(picture(review(Samples.delivery(Recipients.ALL)).delivery())).isEqualTo("DELIVERING a=DELIVERED");
    }

    @Test
    void pausesWhatItBeganAndNothingElseWhenItIsCalledOff() {
        reports.putAll(Map.of("a", new Report.Lacking(), "b", FETCHING));
        Delivery cancelled = cancelled(review(delivery("a", "b")).delivery());

        reports.put("a", FETCHING);
        Review review = review(cancelled);

        assertThat(review.orders()).containsExactly(pause("a"));
        assertThat(review.delivery().state()).isEqualTo(Delivery.State.CANCELLED);
    }

    @Test
    void pausesItOnceAndThenLeavesItToItsOwner() {
        reports.put("a", new Report.Lacking());
        Delivery cancelled = cancelled(review(delivery("a")).delivery());

        reports.put("a", SILENT);
        Delivery before = review(cancelled).delivery();
        reports.put("a", FETCHING);
        assertThat(review(before).orders()).containsExactly(pause("a"));
        reports.put("a", present(TransferStatus.PAUSED, 40, Duration.ZERO));
        Delivery paused = review(before).delivery();
        reports.put("a", FETCHING);

        assertThat(review(paused).orders()).isEmpty();
    }

    @Test
    void doesNotPauseWhatAnotherDeliveryWants() {
        reports.put("a", new Report.Lacking());
        Delivery cancelled = cancelled(review(delivery("a")).delivery());
        reports.put("a", FETCHING);
        isWantedElsewhere = true;

        assertThat(review(cancelled).orders()).isEmpty();
    }

    @Test
    void whatWasWholeBeforeItCouldBeCalledOffIsThere() {
        reports.put("a", new Report.Lacking());
        Delivery cancelled = cancelled(review(delivery("a")).delivery());
        reports.put("a", HAS);

        Review review = review(cancelled);

        assertThat(picture(review.delivery())).isEqualTo("CANCELLED a=DELIVERED");
        assertThat(review.orders()).isEmpty();
    }

    private static Delivery cancelled(Delivery delivery) {
        return delivery.with(delivery.targets(), Delivery.State.CANCELLED, NOW);
    }
}
