package io.starling.dashboard;

import io.starling.bus.NodeStatus;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;

/**
 * Whether this node lives, which it does when it answers, and whether it is ready: each of its parts answers. Whoever asks is
 * told the names of the checks and nothing else, since probes show no token.
 */
final class Health {
    /** More than the bus takes to say that nobody answers. */
    private static final long TIMEOUT_MILLIS = 3_000;

    private final String node;
    private final BusCalls bus;
    private final Nodes nodes;
    private final HealthChecks live;
    private final HealthChecks ready;

    Health(Vertx vertx, String node, BusCalls bus, Nodes nodes) {
        this.node = node;
        this.bus = bus;
        this.nodes = nodes;
        this.live = HealthChecks.create(vertx);
        this.ready = HealthChecks.create(vertx);
        check("peers", this::peersAnswer);
        check("tracker", this::trackerAnswers);
        if (vertx.isClustered()) {
            check("cluster", this::isMember);
        }
    }

    private void check(String name, Supplier<Future<Boolean>> question) {
        ready.register(
                name,
                TIMEOUT_MILLIS,
                answer -> question.get()
                        .otherwise(false)
                        .onSuccess(isUp -> answer.tryComplete(isUp ? Status.OK() : Status.KO())));
    }

    private Future<Boolean> peersAnswer() {
        return nodes.ownPeers()
                .compose(peers -> nodes.statuses(peers).map(answered -> answered.size() == peers.size()));
    }

    /** Whether the node has no tracker, or there is one that answers: its own, or that of a cluster for which it stands by. */
    private Future<Boolean> trackerAnswers() {
        return bus.node(node)
                .compose(own -> own.tracker() == null
                        ? Future.succeededFuture(true)
                        : bus.files(new TrackerRequest.ListFiles(null, 0, 1)).map(true));
    }

    private Future<Boolean> isMember() {
        return bus.node(node)
                .map(own -> own.members().stream().map(NodeStatus.Member::node).anyMatch(node::equals));
    }

    void live(RoutingContext context) {
        answer(live, context);
    }

    void ready(RoutingContext context) {
        answer(ready, context);
    }

    private static void answer(HealthChecks checks, RoutingContext context) {
        checks.checkStatus()
                .onFailure(context::fail)
                .onSuccess(result -> context.response()
                        .setStatusCode(CheckResult.isUp(result) ? 200 : 503)
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Cache-Control", "no-store")
                        .end(json(result).toBuffer()));
    }

    private static JsonObject json(CheckResult result) {
        List<CheckResult> parts = result.getChecks() == null ? List.of() : result.getChecks();
        List<JsonObject> checks = parts.stream()
                .map(check -> status(check).put("id", check.getId()))
                .toList();
        return status(result).put("checks", new JsonArray(checks));
    }

    private static JsonObject status(CheckResult result) {
        return new JsonObject().put("status", CheckResult.isUp(result) ? "UP" : "DOWN");
    }
}
