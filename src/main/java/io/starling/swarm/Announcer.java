package io.starling.swarm;

import io.starling.bus.BusException;
import io.starling.bus.SwarmView;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One swarm's conversation with the tracker: joins, reports each verified piece, sends the heartbeat, joins again when
 * the tracker is a new one. At most one request is in flight: pieces that are verified meanwhile go together in the
 * next update, so that every piece is reported, and one by one as long as they come slower than the tracker answers.
 * Where hundreds of pieces come in a second, to tell of each by itself would cost a peer and its tracker more than to
 * move the pieces: there is a number of updates between two ticks, smaller while it does not do, and what exceeds it waits
 * for the tick. Owned by its swarm.
 */
final class Announcer {
    /** With ten ticks a second, two hundred updates: enough for all who read them. */
    static final int MAX_UPDATES_A_TICK = 20;

    /** When each tick has more pieces than updates, they go together anyway: forty updates a second show all there is. */
    static final int MAX_UPDATES_A_FULL_TICK = 4;

    private static final long FIRST_RETRY_MILLIS = 250;

    private final TrackerSession session;
    private final InfoHash infoHash;
    private final PeerId self;
    private final Reporter reporter;
    private final Consumer<SwarmView> onView;

    private List<Integer> unreported = new ArrayList<>();
    private String epoch = "";
    private long since;
    private boolean isJoined;
    private boolean isInFlight;
    private boolean isStopped = true;
    private boolean isDue;
    private int updatesLeft = MAX_UPDATES_A_TICK;

    /** Once between two ticks: while two trackers answer in turn, each says that it does not know us. */
    private boolean mayJoinAtOnce = true;

    private int verifiedSinceTick;
    private long retryMillis = FIRST_RETRY_MILLIS;
    private long nextNanos;

    /** What the announcer reports besides pieces: how the swarm stands at the moment of asking. */
    interface Reporter {
        TrackerRequest.Join join();

        TrackerRequest.Update update(List<Integer> pieces, String epoch, long since);

        /** What to publish when the tracker does not know the torrent; nothing when that is not ours to do. */
        Optional<TrackerRequest.Publish> publication();
    }

    Announcer(TrackerSession session, InfoHash infoHash, PeerId self, Reporter reporter, Consumer<SwarmView> onView) {
        this.session = session;
        this.infoHash = infoHash;
        this.self = self;
        this.reporter = reporter;
        this.onView = onView;
    }

    void start(long nowNanos) {
        isStopped = false;
        isJoined = false;
        announce(nowNanos);
    }

    /** The piece is verified: the tracker is to know, now. */
    void verified(int piece, long nowNanos) {
        unreported.add(piece);
        verifiedSinceTick++;
        announce(nowNanos);
    }

    /** The status has changed: the tracker is to know, now. */
    void changed(long nowNanos) {
        isDue = true;
        announce(nowNanos);
    }

    /** Sends what is due by time: called a few times a second. */
    void tick(long nowNanos) {
        updatesLeft = verifiedSinceTick > MAX_UPDATES_A_TICK ? MAX_UPDATES_A_FULL_TICK : MAX_UPDATES_A_TICK;
        verifiedSinceTick = 0;
        announce(nowNanos);
    }

    private void announce(long nowNanos) {
        boolean isWaiting = nowNanos - nextNanos < 0;
        boolean hasNews = !isJoined || isDue || !unreported.isEmpty();
        boolean isRetrying = retryMillis > FIRST_RETRY_MILLIS;
        boolean isTooMuch = updatesLeft <= 0 && !isDue;
        if (isStopped || isInFlight || isTooMuch || (isWaiting && (isRetrying || !hasNews))) {
            return;
        }
        updatesLeft--;
        isInFlight = true;
        isDue = false;
        List<Integer> reported = unreported;
        unreported = new ArrayList<>();
        (isJoined ? session.update(reporter.update(reported, epoch, since)) : session.join(reporter.join()))
                .onSuccess(this::onReply)
                .onFailure(cause -> onFailure(cause, reported));
    }

    /** Takes leave of the tracker, which then knows at once. */
    Future<Void> stop() {
        boolean wasJoined = isJoined || isInFlight;
        isStopped = true;
        isJoined = false;
        return wasJoined ? session.leave(new TrackerRequest.Leave(infoHash, self)) : Future.succeededFuture();
    }

    private void onReply(SwarmView view) {
        isInFlight = false;
        retryMillis = FIRST_RETRY_MILLIS;
        boolean isNewTracker = isJoined && !view.epoch().equals(epoch);
        if (isNewTracker) {
            session.forget(epoch);
        }
        isJoined = !isNewTracker;
        epoch = view.epoch();
        since = view.version();
        nextNanos = System.nanoTime() + session.heartbeatMillis() * 1_000_000;
        if (!isStopped) {
            onView.accept(view);
            announce(System.nanoTime());
        }
    }

    /**
     * What was not reported stays so, and is sent later. "Join again" (410): a new tracker, which we join at once, so that
     * it soon knows everything. "Unknown" (404): it does not know the torrent, which we then publish.
     */
    private void onFailure(Throwable cause, List<Integer> reported) {
        isInFlight = false;
        isDue = true;
        unreported.addAll(0, reported);
        int code = cause instanceof BusException failure ? failure.code() : BusException.INTERNAL;
        boolean isToJoinAtOnce = code == BusException.JOIN_AGAIN && isJoined;
        if (code == BusException.JOIN_AGAIN) {
            session.forget(isJoined ? epoch : session.epoch().orElse(""));
            isJoined = false;
        } else if (code == BusException.UNKNOWN) {
            isJoined = false;
            reporter.publication().ifPresent(this::publish);
        }
        nextNanos = System.nanoTime() + retryMillis * 1_000_000;
        long lastRetryMillis = Math.max(2 * FIRST_RETRY_MILLIS, session.heartbeatMillis() / 2);
        retryMillis = isToJoinAtOnce ? FIRST_RETRY_MILLIS : Math.min(2 * retryMillis, lastRetryMillis);
        if (isToJoinAtOnce && mayJoinAtOnce) {
            mayJoinAtOnce = false;
            announce(System.nanoTime()); // the next tick of a swarm that nobody wants anything of is far
        }
    }

    private void publish(TrackerRequest.Publish request) {
        isInFlight = true;
        session.publish(request).onComplete(done -> isInFlight = false);
    }
}
