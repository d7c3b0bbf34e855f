package io.starling.delivery;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.Delivery;
import io.starling.bus.Delivery.Target;
import io.starling.bus.DeliveryBegun;
import io.starling.bus.Recipients;
import io.starling.torrent.InfoHash;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to all deliveries: asks their peers how far they are, lets a {@link Review} decide, tells peers what it orders, and
 * keeps the {@link Board}. Everything is asked again and again, so a message that is lost costs no more than time, and a
 * coordinator that begins after another was lost needs nothing but the board. Owned by one context.
 */
final class Coordinator {
    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);

    /** A bar that is drawn over itself moves; fifty peers cost a hundred small messages a second. */
    private static final long TICK_MILLIS = 500;

    /** How soon halves of a cluster that have met know each other's deliveries. */
    private static final int TICKS_PER_REFRESH = 10;

    /** Answers of many peers that come together are looked at together. */
    private static final long REVIEW_AFTER_MILLIS = 20;

    private final Vertx vertx;
    private final Board board;
    private final RollCall.Caller caller;
    private final PeerCalls peers;
    private final LongSupplier clockMillis;
    private final Sightings sightings = new Sightings();
    private final Orders orders = new Orders();
    private final Set<String> beingAsked = new HashSet<>();

    /** Those that are not on the board yet. */
    private final Map<Aim, Future<Delivery>> beginning = new HashMap<>();

    private RollCall everybody = RollCall.NOT_HELD;
    private boolean isCalling;
    private boolean isRefreshing;
    private boolean isLoaded;
    private boolean isReviewDue;
    private boolean isStopped;
    private long ticks;
    private long timer;

    /** @param clockMillis a clock that does not jump */
    Coordinator(Vertx vertx, Board board, RollCall.Caller caller, LongSupplier clockMillis) {
        this.vertx = vertx;
        this.board = board;
        this.caller = caller;
        this.peers = new PeerCalls(vertx);
        this.clockMillis = clockMillis;
    }

    void start() {
        timer = vertx.setPeriodic(TICK_MILLIS, unused -> tick());
        tick();
    }

    void stop() {
        isStopped = true;
        vertx.cancelTimer(timer);
    }

    /** Fails with 503 until it is known what was begun before. */
    Board board() {
        if (!isLoaded) {
            throw new BusException(BusException.NO_TRACKER, "the deliveries are being read; ask again in a moment");
        }
        return board;
    }

    /**
     * Remembers a new delivery and begins with it, unless one of the same file to the same peers goes on; completes once it
     * outlives this node.
     */
    Future<DeliveryBegun> begin(Delivery delivery) {
        Aim aim = Aim.of(delivery);
        Optional<Future<Delivery>> same = Optional.ofNullable(beginning.get(aim))
                .or(() -> goingOn()
                        .filter(other -> Aim.of(other).equals(aim))
                        .findFirst()
                        .map(Future::succeededFuture));
        if (same.isPresent()) {
            return same.get().map(other -> new DeliveryBegun(other, false));
        }
        Future<Delivery> begun = add(delivery);
        beginning.put(aim, begun);
        return begun.onComplete(unused -> beginning.remove(aim)).map(added -> new DeliveryBegun(added, true));
    }

    /** What of two deliveries makes one of them needless. */
    private record Aim(InfoHash infoHash, boolean isAll, Set<String> peers) {
        static Aim of(Delivery delivery) {
            Recipients peers = delivery.peers();
            return new Aim(delivery.infoHash(), peers.isAll(), Set.copyOf(peers.peers()));
        }
    }

    private Stream<Delivery> goingOn() {
        return board().all().stream().filter(delivery -> !delivery.state().isEnd());
    }

    private Future<Delivery> add(Delivery delivery) {
        boolean isAll = delivery.peers().isAll();
        return (isAll ? caller.get() : Future.succeededFuture(everybody))
                .compose(called -> {
                    everybody = called;
                    Delivery first =
                            review(delivery, peer -> new Report.Unknown()).delivery();
                    return isAll && called.peers().isEmpty() && called.isComplete()
                            ? Future.failedFuture(new BusException(
                                    BusException.CONFLICT, "peers: no node has one (expected: one or more)"))
                            : board().add(first);
                })
                .onSuccess(begun -> {
                    say(begun);
                    tick();
                });
    }

    Future<Delivery> cancel(Delivery delivery) {
        if (delivery.state() == Delivery.State.DELIVERED) {
            return Future.failedFuture(
                    new BusException(BusException.CONFLICT, "delivery " + delivery.id() + ": all have it already"));
        }
        Delivery cancelled = delivery.with(delivery.targets(), Delivery.State.CANCELLED, Instant.now());
        Future<Void> saved = board.save(cancelled);
        if (delivery.state() != cancelled.state()) {
            say(cancelled);
        }
        tick();
        return saved.map(cancelled);
    }

    private void tick() {
        if (isStopped) {
            return;
        }
        if (!isLoaded || ticks++ % TICKS_PER_REFRESH == 0) {
            refresh();
        }
        List<Delivery> open = open();
        if (open.stream().anyMatch(delivery -> delivery.peers().isAll())) {
            callTheRoll();
        }
        Set<String> watched = watched(open);
        sightings.keep(watched);
        orders.keep((infoHash, peer) -> watched.contains(peer));
        watched.forEach(this::ask);
        review();
        board.writeAgain();
    }

    private void refresh() {
        if (!isRefreshing) {
            isRefreshing = true;
            board.refresh()
                    .onComplete(unused -> isRefreshing = false)
                    .onSuccess(unused -> isLoaded = true)
                    .onFailure(cause -> LOG.warn("the deliveries cannot be read: {}", cause.getMessage()));
        }
    }

    private void callTheRoll() {
        if (!isCalling) {
            isCalling = true;
            caller.get().onComplete(called -> isCalling = false).onSuccess(called -> everybody = called);
        }
    }

    /** Those of which something may have to be done. */
    private List<Delivery> open() {
        return board.all().stream()
                .filter(delivery -> !delivery.state().isEnd()
                        || delivery.state() == Delivery.State.CANCELLED
                                && delivery.targets().stream().anyMatch(Target::ordered))
                .toList();
    }

    private static Set<String> watched(List<Delivery> open) {
        Set<String> watched = new HashSet<>();
        open.stream()
                .flatMap(delivery -> delivery.targets().stream())
                .filter(target -> target.state() != Target.State.DELIVERED)
                .forEach(target -> watched.add(target.peer()));
        return watched;
    }

    private void ask(String peer) {
        if (beingAsked.add(peer)) {
            peers.status(peer)
                    .onSuccess(status -> sightings.heard(peer, status.transfers(), clockMillis.getAsLong()))
                    .onFailure(cause -> {
                        sightings.silent(peer, String.valueOf(cause.getMessage()), clockMillis.getAsLong());
                        orders.forget(peer);
                    })
                    .onComplete(unused -> {
                        beingAsked.remove(peer);
                        reviewSoon();
                    });
        }
    }

    private void reviewSoon() {
        if (!isReviewDue) {
            isReviewDue = true;
            vertx.setTimer(REVIEW_AFTER_MILLIS, unused -> {
                isReviewDue = false;
                review();
            });
        }
    }

    private void review() {
        if (isStopped) {
            return;
        }
        for (Delivery delivery : open()) {
            Review review = review(delivery, peer -> report(peer, delivery.infoHash()));
            board.put(review.delivery());
            if (review.delivery().state() != delivery.state()) {
                say(review.delivery());
            }
            review.orders().forEach(order -> give(order, delivery.infoHash()));
        }
    }

    private Review review(Delivery delivery, Function<String, Report> reports) {
        return Review.of(delivery, everybody, reports, peer -> isWantedByAnother(delivery, peer), Instant.now());
    }

    private Report report(String peer, InfoHash infoHash) {
        long now = clockMillis.getAsLong();
        Report report = sightings.report(peer, infoHash, now);
        return report instanceof Report.Lacking ? orders.lacking(peer, infoHash, now) : report;
    }

    private boolean isWantedByAnother(Delivery delivery, String peer) {
        return board.all().stream()
                .filter(other -> !other.state().isEnd())
                .filter(other -> other.infoHash().equals(delivery.infoHash()))
                .flatMap(other -> other.targets().stream())
                .anyMatch(target -> target.peer().equals(peer));
    }

    private void give(Order order, InfoHash infoHash) {
        if (orders.begin(infoHash, order, clockMillis.getAsLong())) {
            peers.carryOut(order, infoHash)
                    .onSuccess(done -> {
                        orders.accepted(infoHash, order, clockMillis.getAsLong());
                        sightings.expectMove(order.peer(), infoHash, clockMillis.getAsLong());
                        taken(infoHash, order);
                    })
                    .onFailure(cause -> orders.refused(
                            infoHash,
                            order,
                            String.valueOf(cause.getMessage()),
                            cause instanceof BusException e && e.code() == BusException.NO_TRACKER,
                            clockMillis.getAsLong()));
        }
    }

    private void taken(InfoHash infoHash, Order order) {
        if (order.kind() == Order.Kind.FETCH) {
            board.all().stream()
                    .filter(delivery -> !delivery.state().isEnd())
                    .filter(delivery -> delivery.infoHash().equals(infoHash))
                    .forEach(delivery -> board.put(delivery.ordered(order.peer())));
        }
    }

    private void say(Delivery delivery) {
        vertx.eventBus().publish(Addresses.LOG, BusJson.write(News.of(delivery)));
    }

    /** The clock that it is meant to be given. */
    static long steadyMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
