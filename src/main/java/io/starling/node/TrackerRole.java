package io.starling.node;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node is the one that does what one node does for all: to be the active tracker, and what goes with it. It is,
 * while it is {@link Cluster#activeTracker}. Its parts begin in their order, each when the one before has, and end in the
 * reverse order; changes that come meanwhile wait, and then only the last of them counts. Owned by the node's context.
 */
final class TrackerRole {
    private static final Logger LOG = LoggerFactory.getLogger(TrackerRole.class);

    /** What hinders a part is most often a cluster that is just being put in order, which takes seconds. */
    private static final long RETRY_MILLIS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final Cluster cluster;
    private final String self;
    private final List<ActivePart> parts;

    /** Those that have begun, or have tried to; the last one first. */
    private final Deque<ActivePart> begun = new ArrayDeque<>();

    private Future<Void> change = Future.succeededFuture();
    private boolean isActive;
    private boolean isStopped;

    TrackerRole(Vertx vertx, Cluster cluster, List<ActivePart> parts) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.cluster = cluster;
        this.self = cluster.self().name();
        this.parts = List.copyOf(parts);
    }

    /** Completes when this node does what it has to, or has found out that another one does; fails when a part cannot begin. */
    Future<Void> start() {
        cluster.onChange(() -> context.runOnContext(unused -> decideUntilDone()));
        return decide();
    }

    /** Ends all parts, for good. */
    Future<Void> stop() {
        isStopped = true;
        return decide();
    }

    private void decideUntilDone() {
        decide().onFailure(cause -> {
            LOG.error("node {} cannot be the active tracker yet; trying again", self, cause);
            vertx.setTimer(RETRY_MILLIS, unused -> decideUntilDone());
        });
    }

    private Future<Void> decide() {
        change = change.transform(before -> isOurs() ? become() : cease());
        return change;
    }

    private boolean isOurs() {
        return !isStopped
                && cluster.activeTracker()
                        .filter(node -> node.name().equals(self))
                        .isPresent();
    }

    private Future<Void> become() {
        if (isActive) {
            return Future.succeededFuture();
        }
        Future<Void> all = Future.succeededFuture();
        for (ActivePart part : parts) {
            all = all.compose(unused -> {
                begun.push(part);
                return here(part.begin());
            });
        }
        return all.onSuccess(unused -> {
                    isActive = true;
                    say("node " + self + " has the active tracker");
                })
                .recover(cause -> cease().transform(unused -> Future.failedFuture(cause)));
    }

    private Future<Void> cease() {
        ActivePart last = begun.poll();
        if (last == null) {
            if (isActive && !isStopped) {
                say("the tracker of node " + self + " stands by");
            }
            isActive = false;
            return Future.succeededFuture();
        }
        return here(last.end())
                .onFailure(cause -> LOG.warn("what node {} did as the active tracker did not end cleanly", self, cause))
                .transform(unused -> cease());
    }

    /** What a part does completes anywhere; we go on here. */
    private Future<Void> here(Supplier<Future<Void>> action) {
        Promise<Void> done = Promise.promise();
        Future.succeededFuture()
                .compose(unused -> action.get())
                .onComplete((result, failure) -> context.runOnContext(unused -> done.complete(result, failure)));
        return done.future();
    }

    private void say(String text) {
        if (vertx.isClustered()) {
            LogEvent event = new LogEvent(Instant.now(), LogEvent.Level.INFO, self, null, text);
            vertx.eventBus().publish(Addresses.LOG, BusJson.write(event));
        }
    }
}
