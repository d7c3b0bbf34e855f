package io.starling.dashboard;

import io.starling.bus.BusJson;
import io.starling.bus.PeerCommand;
import io.starling.bus.PeerStatus;
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
import java.util.function.Function;
import java.util.stream.Stream;

/** The HTTP interface: each operation becomes requests on the bus, and their replies become JSON. */
final class Api {
    /** A source is a link at the longest. */
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Comparator<TransferSnapshot> BY_NAME =
            Comparator.comparing(TransferSnapshot::name).thenComparing(TransferSnapshot::peer);

    private final String node;
    private final List<String> peers;
    private final String basePath;
    private final BusCalls bus;
    private final Sources sources;
    private final RecentLog log;

    Api(String node, List<String> peers, String basePath, BusCalls bus, Sources sources, RecentLog log) {
        this.node = node;
        this.peers = peers;
        this.basePath = basePath;
        this.bus = bus;
        this.sources = sources;
        this.log = log;
    }

    /** @param path where the interface begins, with a slash at its end */
    void mount(Router router, String path) {
        router.get(path + "nodes").handler(answer(context -> nodes()));
        router.get(path + "transfers").handler(answer(context -> transfers()));
        router.get(path + "transfers/:peer/:infoHash").handler(answer(this::transfer));
        router.get(path + "files").handler(answer(this::files));
        router.get(path + "log").handler(answer(context -> Future.succeededFuture(page(log.events()))));
        router.post(path + "transfers")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
                .handler(Fields::requireJson)
                .handler(answer(this::add));
    }

    private Future<JsonObject> nodes() {
        return statuses().map(statuses -> {
            List<JsonObject> items =
                    peers.stream().map(peer -> describe(peer, statuses)).toList();
            return page(
                    List.of(new JsonObject().put("node", node).put("self", true).put("peers", new JsonArray(items))));
        });
    }

    private static JsonObject describe(String peer, List<PeerStatus> statuses) {
        JsonObject json = new JsonObject().put("peer", peer);
        return statuses.stream()
                .filter(status -> status.peer().equals(peer))
                .findFirst()
                .map(status -> json.put("reachable", true)
                        .put("host", status.host())
                        .put("port", status.port())
                        .put("trackerConnected", status.trackerConnected()))
                .orElseGet(() -> json.put("reachable", false));
    }

    private Future<JsonObject> transfers() {
        return statuses()
                .map(statuses -> statuses.stream()
                        .flatMap(status -> status.transfers().stream())
                        .sorted(BY_NAME)
                        .map(BusJson::plain)
                        .toList())
                .map(Api::page);
    }

    /** Of those peers that answer; {@code GET nodes} tells which do not. */
    private Future<List<PeerStatus>> statuses() {
        List<Future<Stream<PeerStatus>>> asked = peers.stream()
                .map(peer -> bus.status(peer).map(Stream::of).otherwise(Stream.empty()))
                .toList();
        return Future.all(asked)
                .map(all -> all.<Stream<PeerStatus>>list().stream()
                        .flatMap(Function.identity())
                        .toList());
    }

    private Future<JsonObject> transfer(RoutingContext context) {
        String peer = known(context.pathParam("peer"));
        InfoHash infoHash = Fields.infoHash(context.pathParam("infoHash"));
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
        String peer = Fields.text(body, "peer").map(this::known).orElseGet(this::onlyPeer);
        return sources.confine(source)
                .compose(confined ->
                        bus.add(peer, Fields.message(() -> new PeerCommand.Add(confined, null, null, null))))
                .map(transfer -> {
                    String path = "api/v1/transfers/" + transfer.peer() + "/" + transfer.infoHash();
                    context.response().setStatusCode(201).putHeader("Location", basePath + path);
                    return BusJson.plain(transfer);
                });
    }

    private String known(String peer) {
        if (!peers.contains(peer)) {
            throw new ApiError(404, "peer: this node has no such peer (expected one of: " + names() + ")");
        }
        return peer;
    }

    private String onlyPeer() {
        if (peers.size() != 1) {
            throw new ApiError(400, "peer: missing (expected one of: " + names() + ")");
        }
        return peers.get(0);
    }

    private String names() {
        return String.join(", ", peers);
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
