package io.starling.dashboard;

import io.starling.bus.BusJson;
import io.starling.bus.PeerCommand;
import io.starling.bus.PeerCommand.Limits;
import io.starling.bus.TrackerReply;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PriorityGlobs;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The transfers over HTTP: how they stand, and what is to become of them. */
final class TransfersApi {
    private final String apiPath;
    private final BusCalls bus;
    private final Nodes nodes;
    private final Sources sources;

    TransfersApi(String apiPath, BusCalls bus, Nodes nodes, Sources sources) {
        this.apiPath = apiPath;
        this.bus = bus;
        this.nodes = nodes;
        this.sources = sources;
    }

    /** By the ids that the document gives them. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of(
                "listTransfers", Api.answer(this::list),
                "addTransfer", Api.answer(this::add),
                "getTransfer", Api.answer(this::transfer),
                "changeTransfer", Api.answer(this::change),
                "listTransferFiles", Api.answer(this::files),
                "removeTransfer", Api.gone(this::remove));
    }

    private Future<JsonObject> list(RoutingContext context) {
        TransferQuery query = TransferQuery.of(context);
        return peers(context)
                .compose(nodes::statuses)
                .map(statuses -> query.select(statuses.stream()
                        .flatMap(status -> status.transfers().stream())
                        .toList()))
                .map(selected -> Api.page(
                                selected.page().stream().map(BusJson::plain).toList())
                        .put("total", selected.total()));
    }

    /** Whose transfers are asked for. */
    private Future<List<String>> peers(RoutingContext context) {
        boolean ofCluster = "cluster".equals(Fields.query(context, "scope").getString());
        return ofCluster ? nodes.allPeers() : nodes.ownPeers();
    }

    private Future<JsonObject> transfer(RoutingContext context) {
        InfoHash infoHash = Fields.infoHash(context);
        return peer(context).compose(peer -> transfer(peer, infoHash)).map(BusJson::plain);
    }

    /** The peer that the path names. */
    private Future<String> peer(RoutingContext context) {
        return nodes.ownPeer(Optional.of(Fields.path(context, "peer")));
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
        String source = body.getString("source").strip();
        List<String> files = Fields.texts(body, "files").orElse(null);
        PriorityGlobs priorities = priorities(body).orElse(null);
        return nodes.ownPeer(Fields.text(body, "peer"))
                .compose(peer -> sources.confine(source)
                        .compose(confined -> bus.add(
                                peer,
                                Fields.message(() -> new PeerCommand.Add(confined, files, priorities, null, null)))))
                .map(transfer -> {
                    String path = "transfers/" + transfer.peer() + "/" + transfer.infoHash();
                    context.response().setStatusCode(201).putHeader("Location", apiPath + path);
                    return BusJson.plain(transfer);
                });
    }

    /** All of it is checked before any of it is done. */
    private Future<JsonObject> change(RoutingContext context) {
        InfoHash infoHash = Fields.infoHash(context);
        JsonObject body = Fields.body(context);
        Optional<PeerCommand> state = Fields.text(body, "state").map(text -> state(text, infoHash));
        Optional<PeerCommand> limits = Optional.ofNullable(body.getJsonObject("limits"))
                .map(json -> new PeerCommand.Limit(
                        infoHash, new Limits(json.getInteger("upKiBps"), json.getInteger("downKiBps"))));
        Optional<PeerCommand> choice = choice(infoHash, body);
        if (state.isEmpty() && limits.isEmpty() && choice.isEmpty()) {
            throw new ApiError(400, "body: nothing to change (expected: state, limits, files or priorities)");
        }
        return peer(context)
                .compose(peer -> carryOut(peer, choice)
                        .compose(unused -> carryOut(peer, limits))
                        .compose(unused -> carryOut(peer, state))
                        .compose(unused -> transfer(peer, infoHash)))
                .map(BusJson::plain);
    }

    private static Optional<PeerCommand> choice(InfoHash infoHash, JsonObject body) {
        Optional<List<String>> files = Fields.texts(body, "files");
        Optional<PriorityGlobs> priorities = priorities(body);
        return files.isEmpty() && priorities.isEmpty()
                ? Optional.empty()
                : Optional.of(new PeerCommand.Choose(infoHash, files.orElse(null), priorities.orElse(null)));
    }

    private static Optional<PriorityGlobs> priorities(JsonObject body) {
        return Optional.ofNullable(body.getJsonObject("priorities"))
                .map(globs -> new PriorityGlobs(
                        Fields.texts(globs, "high").orElse(List.of()),
                        Fields.texts(globs, "normal").orElse(List.of()),
                        Fields.texts(globs, "low").orElse(List.of())));
    }

    private Future<JsonObject> files(RoutingContext context) {
        PeerCommand.Files asked = new PeerCommand.Files(
                Fields.infoHash(context),
                Fields.query(context, "query").getString(),
                Fields.query(context, "page").getInteger(),
                Fields.query(context, "size").getInteger());
        return peer(context)
                .compose(peer -> bus.transferFiles(peer, asked))
                .map(listing -> Api.page(
                                listing.files().stream().map(BusJson::plain).toList())
                        .put("total", listing.total()));
    }

    private Future<Void> carryOut(String peer, Optional<PeerCommand> command) {
        return command.map(present -> bus.change(peer, present).<Void>mapEmpty())
                .orElseGet(Future::succeededFuture);
    }

    private static PeerCommand state(String state, InfoHash infoHash) {
        return switch (state) {
            case "paused" -> new PeerCommand.Pause(infoHash);
            case "checking" -> new PeerCommand.Recheck(infoHash);
            default -> new PeerCommand.Resume(infoHash);
        };
    }

    private Future<TrackerReply.Done> remove(RoutingContext context) {
        InfoHash infoHash = Fields.infoHash(context);
        boolean deleteData = Boolean.TRUE.equals(Fields.query(context, "data").getBoolean());
        return peer(context).compose(peer -> bus.remove(peer, new PeerCommand.Remove(infoHash, deleteData)));
    }
}
