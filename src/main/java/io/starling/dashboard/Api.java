package io.starling.dashboard;

import io.starling.bus.BusJson;
import io.starling.bus.PeerCommand;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.InfoHash;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The HTTP interface: each operation becomes requests on the bus, and their replies become JSON. */
final class Api {
    /** A source is a link at the longest. */
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Comparator<TransferSnapshot> BY_NAME =
            Comparator.comparing(TransferSnapshot::name).thenComparing(TransferSnapshot::peer);

    private final Nodes nodes;
    private final String basePath;
    private final BusCalls bus;
    private final Sources sources;
    private final RecentLog log;

    Api(Nodes nodes, String basePath, BusCalls bus, Sources sources, RecentLog log) {
        this.nodes = nodes;
        this.basePath = basePath;
        this.bus = bus;
        this.sources = sources;
        this.log = log;
    }

    /** @param path where the interface begins, with a slash at its end */
    void mount(Router router, String path) {
        router.get(path + "transfers").handler(answer(this::transfers));
        router.get(path + "transfers/:peer/:infoHash").handler(answer(this::transfer));
        router.get(path + "files").handler(answer(this::files));
        router.get(path + "log").handler(answer(context -> Future.succeededFuture(page(log.events()))));
        router.post(path + "transfers")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
                .handler(Fields::requireJson)
                .handler(answer(this::add));
    }

    private Future<JsonObject> transfers(RoutingContext context) {
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
        return nodes.ownPeers()
                .map(peers -> known(context.pathParam("peer"), peers))
                .compose(peer -> transfer(peer, infoHash));
    }

    private Future<JsonObject> transfer(String peer, InfoHash infoHash) {
        return bus.status(peer)
                .map(status -> status.transfers().stream()
                        .filter(transfer -> transfer.infoHash().equals(infoHash))
                        .findFirst()
                        .map(BusJson::plain)
                        .orElseThrow(() -> new ApiError(404, "peer " + peer + " has no transfer " + infoHash)));
    }

    private Future<JsonObject> files(RoutingContext context) {
        String query = context.request().getParam("query");
        Integer page = Fields.number(context, "page");
        Integer size = Fields.number(context, "size");
        return bus.files(Fields.message(() -> new TrackerRequest.ListFiles(query, page, size)))
                .map(Api::listing);
    }

    private static JsonObject listing(TrackerReply.Listing listing) {
        List<JsonObject> items = listing.files().stream().map(BusJson::plain).toList();
        return page(items).put("total", listing.total());
    }

    private Future<JsonObject> add(RoutingContext context) {
        JsonObject body = Fields.body(context);
        String source =
                Fields.text(body, "source").orElseThrow(() -> new ApiError(400, "source: missing (expected: a text)"));
        Optional<String> named = Fields.text(body, "peer");
        return nodes.ownPeers()
                .map(peers -> named.map(peer -> known(peer, peers)).orElseGet(() -> only(peers)))
                .compose(peer -> sources.confine(source)
                        .compose(confined ->
                                bus.add(peer, Fields.message(() -> new PeerCommand.Add(confined, null, null, null)))))
                .map(transfer -> {
                    String path = "api/v1/transfers/" + transfer.peer() + "/" + transfer.infoHash();
                    context.response().setStatusCode(201).putHeader("Location", basePath + path);
                    return BusJson.plain(transfer);
                });
    }

    private static String known(String peer, List<String> peers) {
        if (!peers.contains(peer)) {
            throw new ApiError(404, "peer: this node has no such peer" + expected(peers));
        }
        return peer;
    }

    private static String only(List<String> peers) {
        if (peers.size() != 1) {
            throw new ApiError(400, "peer: missing" + expected(peers));
        }
        return peers.get(0);
    }

    private static String expected(List<String> peers) {
        return " (expected one of: " + String.join(", ", peers) + ")";
    }

    static JsonObject page(List<JsonObject> items) {
        return new JsonObject().put("items", new JsonArray(items)).put("total", items.size());
    }

    static Handler<RoutingContext> answer(Function<RoutingContext, Future<JsonObject>> operation) {
        return context -> operation
                .apply(context)
                .onFailure(context::fail)
                .onSuccess(json -> context.response()
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Cache-Control", "no-store")
                        .end(json.toBuffer()));
    }
}
