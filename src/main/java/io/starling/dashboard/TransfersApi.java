package io.starling.dashboard;

import io.starling.bus.BusJson;
import io.starling.bus.OneLine;
import io.starling.bus.PeerCommand;
import io.starling.bus.PeerCommand.Limits;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.InfoHash;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The transfers over HTTP: how they stand, and what is to become of them. */
final class TransfersApi {
    /** A source is a link at the longest. */
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Comparator<TransferSnapshot> BY_NAME =
            Comparator.comparing(TransferSnapshot::name).thenComparing(TransferSnapshot::peer);

    private final String basePath;
    private final BusCalls bus;
    private final Nodes nodes;
    private final Sources sources;

    TransfersApi(String basePath, BusCalls bus, Nodes nodes, Sources sources) {
        this.basePath = basePath;
        this.bus = bus;
        this.nodes = nodes;
        this.sources = sources;
    }

    /** @param path where the interface begins, with a slash at its end */
    void mount(Router router, String path) {
        String all = path + "transfers";
        String one = all + "/:peer/:infoHash";
        Handler<RoutingContext> body = BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES);
        router.get(all).handler(Api.answer(this::list));
        router.get(one).handler(Api.answer(this::transfer));
        router.post(all).handler(body).handler(Fields::requireJson).handler(Api.answer(this::add));
        router.route(HttpMethod.PATCH, one)
                .handler(body)
                .handler(Fields::requireJson)
                .handler(Api.answer(this::change));
        router.delete(one).handler(this::remove);
    }

    private Future<JsonObject> list(RoutingContext context) {
        return peers(context)
                .compose(nodes::statuses)
                .map(statuses -> statuses.stream()
                        .flatMap(status -> status.transfers().stream())
                        .sorted(BY_NAME)
                        .map(BusJson::plain)
                        .toList())
                .map(Api::page);
    }

    /** Whose transfers are asked for. */
    private Future<List<String>> peers(RoutingContext context) {
        String scope = context.request().getParam("scope", "node");
        return switch (scope) {
            case "node" -> nodes.ownPeers();
            case "cluster" -> nodes.allPeers();
            default -> throw new ApiError(400, "scope: expected node or cluster");
        };
    }

    private Future<JsonObject> transfer(RoutingContext context) {
        InfoHash infoHash = Fields.infoHash(context.pathParam("infoHash"));
        return peer(context).compose(peer -> transfer(peer, infoHash)).map(BusJson::plain);
    }

    /** The peer that the path names. */
    private Future<String> peer(RoutingContext context) {
        return nodes.ownPeer(Optional.of(context.pathParam("peer")));
    }

    private Future<TransferSnapshot> transfer(String peer, InfoHash infoHash) {
        return bus.status(peer)
                .map(status -> status.transfers().stream()
                        .filter(transfer -> transfer.infoHash().equals(infoHash))
                        .findFirst()
                        .orElseThrow(() -> new ApiError(404, "peer " + peer + " has no transfer " + infoHash)));
    }

    private Future<JsonObject> add(RoutingContext context) {
        JsonObject body = Fields.body(context);
        String source =
                Fields.text(body, "source").orElseThrow(() -> new ApiError(400, "source: missing (expected: a text)"));
        Optional<String> named = Fields.text(body, "peer");
        return nodes.ownPeer(named)
                .compose(peer -> sources.confine(source)
                        .compose(confined ->
                                bus.add(peer, Fields.message(() -> new PeerCommand.Add(confined, null, null, null)))))
                .map(transfer -> {
                    String path = "api/v1/transfers/" + transfer.peer() + "/" + transfer.infoHash();
                    context.response().setStatusCode(201).putHeader("Location", basePath + path);
                    return BusJson.plain(transfer);
                });
    }

    /** All of it is checked before any of it is done. */
    private Future<JsonObject> change(RoutingContext context) {
        InfoHash infoHash = Fields.infoHash(context.pathParam("infoHash"));
        JsonObject body = Fields.body(context);
        Optional<PeerCommand> state = Fields.text(body, "state").map(text -> state(text, infoHash));
        Optional<PeerCommand> limits = Fields.object(body, "limits")
                .map(json -> new PeerCommand.Limit(infoHash, Fields.message(() -> limits(json))));
        if (state.isEmpty() && limits.isEmpty()) {
            throw new ApiError(400, "body: nothing to change (expected: state, limits or both)");
        }
        return peer(context)
                .compose(peer -> carryOut(peer, limits)
                        .compose(unused -> carryOut(peer, state))
                        .compose(unused -> transfer(peer, infoHash)))
                .map(BusJson::plain);
    }

    private Future<Void> carryOut(String peer, Optional<PeerCommand> command) {
        return command.map(present -> bus.change(peer, present).<Void>mapEmpty())
                .orElseGet(Future::succeededFuture);
    }

    private static PeerCommand state(String state, InfoHash infoHash) {
        return switch (state) {
            case "paused" -> new PeerCommand.Pause(infoHash);
            case "running" -> new PeerCommand.Resume(infoHash);
            default ->
                throw new ApiError(400, "state: \"" + OneLine.of(state, 40) + "\" (expected: paused or running)");
        };
    }

    private static Limits limits(JsonObject json) {
        return new Limits(rate(json, "upKiBps"), rate(json, "downKiBps"));
    }

    private static int rate(JsonObject json, String field) {
        if (json.getValue(field) instanceof Integer rate) {
            return rate;
        }
        throw new ApiError(400, "limits." + field + ": expected a number of KiB per second, 0 for no limit");
    }

    private void remove(RoutingContext context) {
        InfoHash infoHash = Fields.infoHash(context.pathParam("infoHash"));
        boolean deleteData = Fields.flag(context, "data");
        peer(context)
                .compose(peer -> bus.remove(peer, new PeerCommand.Remove(infoHash, deleteData)))
                .onSuccess(done -> context.response().setStatusCode(204).end())
                .onFailure(context::fail);
    }
}
