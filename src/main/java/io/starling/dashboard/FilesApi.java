package io.starling.dashboard;

import io.starling.bencode.ByteString;
import io.starling.bus.BusJson;
import io.starling.bus.SwarmSnapshot;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.AnnouncedTorrent;
import io.starling.torrent.InfoHash;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.Metainfo;
import io.starling.torrent.MetainfoException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The catalogue over HTTP: which files the tracker knows, who has what of them, and what is to be in it. */
final class FilesApi {
    /** Enough for a gigabyte or two; nobody looks at a page that says nothing for longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final String apiPath;
    private final BusCalls bus;
    private final Nodes nodes;
    private final Sources sources;
    private final Sharing sharing;

    FilesApi(Vertx vertx, String apiPath, BusCalls bus, Nodes nodes, Sources sources) {
        this.vertx = vertx;
        this.apiPath = apiPath;
        this.bus = bus;
        this.nodes = nodes;
        this.sources = sources;
        this.sharing = new Sharing(nodes.self(), bus, PATIENCE);
    }

    /** By the ids that the document gives them. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of(
                "listFiles", Api.answer(this::list),
                "addFile", Api.answer(this::add),
                "getFile", Api.answer(this::file),
                "getTorrent", this::torrent);
    }

    private Future<JsonObject> list(RoutingContext context) {
        String query = Fields.query(context, "query").getString();
        String sort = Fields.query(context, "sort").getString();
        Integer page = Fields.query(context, "page").getInteger();
        Integer size = Fields.query(context, "size").getInteger();
        return bus.files(new TrackerRequest.ListFiles(query, sort, page, size)).map(FilesApi::listing);
    }

    private static JsonObject listing(TrackerReply.Listing listing) {
        List<JsonObject> items = listing.files().stream()
                .map(file ->
                        withMagnet(BusJson.plain(file), MagnetLink.of(file.infoHash(), file.name(), file.announce())))
                .toList();
        return Api.page(items).put("total", listing.total());
    }

    private static JsonObject withMagnet(JsonObject file, MagnetLink magnet) {
        return file.put("magnet", magnet.toString());
    }

    private Future<JsonObject> file(RoutingContext context) {
        return file(Fields.infoHash(context));
    }

    private Future<JsonObject> file(InfoHash infoHash) {
        return bus.swarm(infoHash).map(FilesApi::described);
    }

    private static JsonObject described(SwarmSnapshot swarm) {
        return withMagnet(BusJson.plain(swarm), MagnetLink.of(swarm.infoHash(), swarm.name(), swarm.announce()));
    }

    private void torrent(RoutingContext context) {
        bus.torrent(Fields.infoHash(context))
                .compose(found -> announced(found)
                        .onSuccess(torrent -> context.response()
                                .putHeader("Content-Type", "application/x-bittorrent")
                                .putHeader("Content-Disposition", Attachment.named(found.name() + ".torrent"))
                                .end(Buffer.buffer(torrent.toByteArray()))))
                .onFailure(context::fail);
    }

    /** On a worker, as {@link #name}: whoever gets the file finds the tracker by it. */
    private Future<ByteString> announced(TrackerReply.Found found) {
        return vertx.executeBlocking(() -> AnnouncedTorrent.of(found.torrent(), found.announce()), false);
    }

    private Future<JsonObject> add(RoutingContext context) {
        return Fields.file(context)
                .map(torrent -> publish(context.response(), ByteString.wrap(torrent.getBytes())))
                .orElseGet(() -> share(context));
    }

    /** A path of this machine: a peer of this node seeds what is there. */
    private Future<JsonObject> share(RoutingContext context) {
        JsonObject body = Fields.body(context);
        String path = body.getString("path").strip();
        return nodes.ownPeer(Fields.text(body, "peer"))
                .compose(peer -> sources.path(path)
                        .compose(absolute -> sharing.share(peer, absolute))
                        .map(shared -> shared(context.response(), peer, path, shared)));
    }

    private JsonObject shared(
            HttpServerResponse response, String peer, String path, Optional<TransferSnapshot> shared) {
        if (shared.isEmpty()) {
            response.setStatusCode(202);
            return new JsonObject().put("peer", peer).put("path", path);
        }
        TransferSnapshot transfer = shared.get();
        String location = "transfers/" + transfer.peer() + "/" + transfer.infoHash();
        response.setStatusCode(201).putHeader("Location", apiPath + location);
        return BusJson.plain(transfer);
    }

    /** A .torrent: the tracker knows the file from now on, whoever may have it. */
    private Future<JsonObject> publish(HttpServerResponse response, ByteString torrent) {
        return name(torrent)
                .compose(name -> bus.publish(new TrackerRequest.Publish(name, torrent)))
                .compose(published -> file(published.infoHash()))
                .onSuccess(file -> response.setStatusCode(201)
                        .putHeader("Location", apiPath + "files/" + file.getString("infoHash")));
    }

    /** On a worker: the largest torrents take a second or two. */
    private Future<String> name(ByteString torrent) {
        return vertx.executeBlocking(() -> Metainfo.parse(torrent).name(), false)
                .recover(cause -> Future.failedFuture(
                        cause instanceof MetainfoException
                                ? new ApiError(400, "torrent: " + cause.getMessage())
                                : cause));
    }
}
