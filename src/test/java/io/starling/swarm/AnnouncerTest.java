package io.starling.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.announce.TrackerClient;
import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.SwarmView;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
    private static final InfoHash INFO_HASH = InfoHash.ofHex("ab".repeat(20));
    private static final PeerId SELF = PeerId.random();

    private final FakeTracker tracker = new FakeTracker();
    private final TrackerSession session = new TrackerSession(
            tracker, () -> new TrackerRequest.Register("me", SELF, "127.0.0.1", 1, List.of()), line -> {});
    private final Announcer announcer = new Announcer(session, INFO_HASH, SELF, new FakeReporter(), view -> {});

    @Test
    void reportsOnceAnsweredWhatCouldNotBeReportedBefore() {
        announcer.start(0);
        tracker.isThere = false;
        announcer.verified(5, System.nanoTime());
        tracker.isThere = true;
        announcer.tick(System.nanoTime() + 60_000_000_000L);

        assertThat(tracker.reported).containsExactly(5);
    }

    @Test
    void tellsOfPiecesThatComeByTheHundredsTogetherAtTheNextTick() {
        announcer.start(0);
        int pieces = 3 * Announcer.MAX_UPDATES_A_TICK;
        for (int piece = 0; piece < pieces; piece++) {
            announcer.verified(piece, System.nanoTime());
        }
        assertThat(tracker.updates).isEqualTo(Announcer.MAX_UPDATES_A_TICK - 1); // and the join

        announcer.tick(System.nanoTime());

        assertThat(tracker.updates).isEqualTo(Announcer.MAX_UPDATES_A_TICK);
        assertThat(tracker.reported)
                .containsExactlyElementsOf(IntStream.range(0, pieces).boxed().toList());
    }

    @Test
    void tellsLessOftenAsLongAsTicksHaveMorePiecesThanUpdates() {
        announcer.start(0);
        int pieces = 3 * Announcer.MAX_UPDATES_A_TICK;
        IntStream.range(0, pieces).forEach(piece -> announcer.verified(piece, System.nanoTime()));
        announcer.tick(System.nanoTime());
        tracker.updates = 0;

        IntStream.range(pieces, 2 * pieces).forEach(piece -> announcer.verified(piece, System.nanoTime()));
        assertThat(tracker.updates).isEqualTo(Announcer.MAX_UPDATES_A_FULL_TICK - 1); // one has gone with the tick

        announcer.tick(System.nanoTime());
        announcer.tick(System.nanoTime());
        tracker.updates = 0;
        IntStream.range(0, pieces).forEach(piece -> announcer.verified(piece, System.nanoTime()));
        assertThat(tracker.updates).isEqualTo(Announcer.MAX_UPDATES_A_TICK);
    }

    @Test
    void tellsOfAnotherStatusAtOnceHoweverMuchWasTold() {
        announcer.start(0);
        for (int piece = 0; piece < Announcer.MAX_UPDATES_A_TICK; piece++) {
            announcer.verified(piece, System.nanoTime());
        }
        announcer.changed(System.nanoTime());

        assertThat(tracker.reported).hasSize(Announcer.MAX_UPDATES_A_TICK);
    }

    @Test
    void joinsANewTrackerAtOnce() {
        announcer.start(0);
        tracker.knowsUs = false;

        announcer.verified(5, System.nanoTime());

        assertThat(tracker.joins).isEqualTo(2);
        assertThat(tracker.updates).isEqualTo(1); // that was refused; the bitfield of the join says the same
    }

    @Test
    void doesNotJoinAgainAndAgainATrackerThatNeverKnowsIt() {
        announcer.start(0);
        tracker.knowsUs = false;
        tracker.forgetsUs = true;

        announcer.verified(5, System.nanoTime());

        assertThat(tracker.joins).isEqualTo(2);
    }

    /** Between a pause and what follows, a recheck may have found the piece damaged: the bitfield says what is here. */
    @Test
    void doesNotReportAfterANewStartWhatWasVerifiedBefore() {
        announcer.start(0);
        tracker.isThere = false;
        announcer.verified(5, System.nanoTime());
        announcer.stop().onFailure(unreachable -> {});
        tracker.isThere = true;
        announcer.start(System.nanoTime() + 60_000_000_000L);
        announcer.verified(6, System.nanoTime() + 60_000_000_000L);

        assertThat(tracker.joins).isEqualTo(2);
        assertThat(tracker.reported).containsExactly(6);
    }

    private static final class FakeReporter implements Announcer.Reporter {
        @Override
        public TrackerRequest.Join join() {
            return new TrackerRequest.Join(
                    INFO_HASH, SELF, ByteString.wrap(new byte[] {0}), TransferStatus.DOWNLOADING);
        }

        @Override
        public TrackerRequest.Update update(List<Integer> pieces, String epoch, long since) {
            return new TrackerRequest.Update(
                    INFO_HASH, SELF, pieces, epoch, since, TransferStatus.DOWNLOADING, 0, 0, 0, 0, List.of());
        }

        @Override
        public Optional<TrackerRequest.Publish> publication() {
            return Optional.empty();
        }
    }

    /** Answers at once, or not at all, and writes down which pieces it was told of. */
    private static final class FakeTracker implements TrackerClient {
        boolean isThere = true;

        /** Until it is joined again. */
        boolean knowsUs = true;

        boolean forgetsUs;
        int joins;
        int updates;
        final List<Integer> reported = new ArrayList<>();

        @Override
        public Future<JsonObject> send(TrackerRequest request) {
            if (!isThere) {
                return Future.failedFuture(new BusException(BusException.NO_TRACKER, "gone"));
            }
            if (request instanceof TrackerRequest.Register) {
                return Future.succeededFuture(BusJson.write(new TrackerReply.Registered("epoch", 2_000, List.of())));
            }
            if (request instanceof TrackerRequest.Join) {
                joins++;
                knowsUs = !forgetsUs;
            } else if (request instanceof TrackerRequest.Update update) {
                updates++;
                if (!knowsUs) {
                    return Future.failedFuture(new BusException(BusException.JOIN_AGAIN, "who is that"));
                }
                reported.addAll(update.pieces());
            }
            return Future.succeededFuture(
                    BusJson.write(new SwarmView("epoch", 1, true, 8, List.of(), List.of(), 1, 0)));
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
