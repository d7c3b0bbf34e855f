package io.starling.delivery;

import io.starling.bus.Delivery;
import io.starling.bus.Delivery.Target;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.TransferStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What becomes of a delivery by what is known of its peers: how it stands now, and what is to be ordered. Decides, and does
 * nothing; the time is an argument.
 *
 * <p>Who has had the whole file once has it, whatever becomes of that peer. An order that is in the list may have been sent
 * already: whoever sends them keeps the pace.
 */
record Review(Delivery delivery, List<Order> orders) {
    /** A node that is started again is back by then. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    /** A slow peer gets a piece in that time, and a tracker that was lost has been replaced. */
    static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(60);

    /**
     * @param everybody all peers of the cluster; of a delivery to named peers it is not looked at
     * @param reports of each peer, what is known of it and this delivery's file
     * @param isWantedElsewhere whether another delivery of the same file, one that goes on, is to that peer too
     */
    static Review of(
            Delivery delivery,
            RollCall everybody,
            Function<String, Report> reports,
            Predicate<String> isWantedElsewhere,
            Instant now) {
        return switch (delivery.state()) {
            case DELIVERED -> new Review(delivery, List.of());
            case CANCELLED -> cancelled(delivery, reports, isWantedElsewhere, now);
            case DELIVERING, PARTIAL -> underWay(delivery, everybody, reports, now);
        };
    }

    private static Review underWay(
            Delivery delivery, RollCall everybody, Function<String, Report> reports, Instant now) {
        List<Target> targets = new ArrayList<>();
        List<Order> orders = new ArrayList<>();
        for (Target target : withNewcomers(delivery, everybody, now)) {
            if (target.state() == Target.State.DELIVERED) {
                targets.add(target);
                continue;
            }
            Report report = reports.apply(target.peer());
            boolean isToFetch = isToFetch(target, report);
            if (isToFetch) {
                orders.add(new Order(target.peer(), Order.Kind.FETCH));
            }
            // What is paused counts as ordered once the order is taken: until then it is listed again.
            boolean isBegun = isToFetch && !isPaused(report);
            targets.add(after(target.ordered(target.ordered() || isBegun), report, now));
        }
        boolean areAllKnown = !delivery.peers().isAll() || everybody.isComplete();
        return new Review(delivery.with(targets, state(targets, areAllKnown), now), orders);
    }

    private static List<Target> withNewcomers(Delivery delivery, RollCall everybody, Instant now) {
        List<Target> targets = new ArrayList<>(delivery.targets());
        Set<String> meant = new LinkedHashSet<>(
                delivery.peers().isAll() ? everybody.peers() : delivery.peers().peers());
        targets.forEach(target -> meant.remove(target.peer()));
        meant.forEach(peer -> targets.add(Target.of(peer, now)));
        return targets;
    }

    private static Delivery.State state(List<Target> targets, boolean areAllKnown) {
        Predicate<Target> has = target -> target.state() == Target.State.DELIVERED;
        if (!areAllKnown || targets.isEmpty()) {
            return Delivery.State.DELIVERING;
        } else if (targets.stream().allMatch(has)) {
            return Delivery.State.DELIVERED;
        }
        boolean isAnyUnderWay = targets.stream()
                .anyMatch(target -> has.negate().test(target) && target.state() != Target.State.MISSING);
        return isAnyUnderWay ? Delivery.State.DELIVERING : Delivery.State.PARTIAL;
    }

    private static boolean isPaused(Report report) {
        return report instanceof Report.Present present && present.transfer().status() == TransferStatus.PAUSED;
    }

    /** What was paused before the delivery goes on with it; what somebody pauses meanwhile stays paused. */
    private static boolean isToFetch(Target target, Report report) {
        if (report instanceof Report.Present present) {
            return present.transfer().status() == TransferStatus.FAILED || isPaused(report) && !target.ordered();
        }
        return report instanceof Report.Lacking || report instanceof Report.Refusing;
    }

    private static Target after(Target target, Report report, Instant now) {
        if (report instanceof Report.Present present) {
            return withTransfer(target.at(present.transfer()), present, now);
        } else if (report instanceof Report.Silent silent) {
            return silent.duration().compareTo(LONGEST_SILENCE) < 0
                    ? target.still()
                    : missing(target, silent.why(), now.minus(silent.duration()));
        } else if (report instanceof Report.Refusing refusing) {
            Instant first = now.minus(refusing.duration());
            boolean isPatienceLeft = refusing.isPassing() && refusing.duration().compareTo(LONGEST_STANDSTILL) < 0;
            return isPatienceLeft
                    ? target.still().in(Target.State.WAITING, refusing.why(), first)
                    : missing(target, refusing.why(), first);
        } else if (report instanceof Report.Lacking) {
            return target.still().in(Target.State.WAITING, null, now);
        }
        return target;
    }

    private static Target withTransfer(Target target, Report.Present present, Instant now) {
        TransferSnapshot transfer = present.transfer();
        return switch (transfer.status()) {
            case DOWNLOADED ->
                target.still()
                        .in(
                                Target.State.DELIVERED,
                                null,
                                Optional.ofNullable(transfer.completedAt()).orElse(now));
            case FAILED -> missing(target, transfer.error() == null ? "its transfer failed" : transfer.error(), now);
            case PAUSED -> paused(target, present, now);
            case QUEUED, METADATA, DOWNLOADING ->
                present.unchanged().compareTo(LONGEST_STANDSTILL) < 0
                        ? target.in(Target.State.FETCHING, null, now)
                        : missing(target, standstill(transfer), now.minus(present.unchanged()));
            case CHECKING, REASSEMBLING -> target.in(Target.State.FETCHING, null, now);
        };
    }

    private static Target paused(Target target, Report.Present present, Instant now) {
        if (!target.ordered()) {
            return target.in(Target.State.WAITING, null, now);
        }
        return present.unchanged().compareTo(LONGEST_SILENCE) < 0
                ? target
                : missing(target, "somebody paused its transfer", now.minus(present.unchanged()));
    }

    private static String standstill(TransferSnapshot transfer) {
        return "gets nothing: " + transfer.connections()
                + (transfer.connections() == 1 ? " connection" : " connections") + ", " + transfer.piecesHave() + " of "
                + transfer.pieces() + " pieces";
    }

    private static Target missing(Target target, String why, Instant since) {
        return target.still().in(Target.State.MISSING, why, since);
    }

    /** What it began is paused, also with peers that come back later; from then on it is left to its owner. */
    private static Review cancelled(
            Delivery delivery, Function<String, Report> reports, Predicate<String> isWantedElsewhere, Instant now) {
        List<Target> targets = new ArrayList<>();
        List<Order> orders = new ArrayList<>();
        for (Target target : delivery.targets()) {
            Report report = target.ordered() ? reports.apply(target.peer()) : new Report.Unknown();
            if (isRunning(report)) {
                targets.add(target.at(((Report.Present) report).transfer()));
                if (!isWantedElsewhere.test(target.peer())) {
                    orders.add(new Order(target.peer(), Order.Kind.PAUSE));
                }
            } else {
                targets.add(calledOff(target, report, now));
            }
        }
        return new Review(delivery.with(targets, Delivery.State.CANCELLED, now), orders);
    }

    private static Target calledOff(Target target, Report report, Instant now) {
        if (report instanceof Report.Present present) {
            Target left = target.at(present.transfer()).ordered(false);
            return present.transfer().status() == TransferStatus.DOWNLOADED ? withTransfer(left, present, now) : left;
        }
        boolean hasNothing = report instanceof Report.Lacking || report instanceof Report.Refusing;
        return hasNothing ? target.still().ordered(false) : target;
    }

    private static boolean isRunning(Report report) {
        return report instanceof Report.Present present
                && switch (present.transfer().status()) {
                    case QUEUED, METADATA, CHECKING, DOWNLOADING, REASSEMBLING -> true;
                    case DOWNLOADED, PAUSED, FAILED -> false;
                };
    }
}
