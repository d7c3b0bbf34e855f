package io.starling.dashboard;

import io.starling.bencode.ByteString;
import io.starling.bus.BusJson;
import io.starling.bus.SwarmSnapshot;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.InfoHash;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.Metainfo;
import io.starling.torrent.MetainfoException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The catalogue over HTTP: which files the tracker knows, who has what of them, and what is to be in it. */
final class FilesApi {
    /** Much less than the page waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A path is a text at the longest. */
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final String basePath;
    private final BusCalls bus;
    private final Nodes nodes;
    private final Sources sources;
    private final Sharing sharing;

    FilesApi(Vertx vertx, String basePath, BusCalls bus, Nodes nodes, Sources sources) {
        this.vertx = vertx;
        this.basePath = basePath;
        this.bus = bus;
        this.nodes = nodes;
        this.sources = sources;
        this.sharing = new Sharing(nodes.self(), bus, PATIENCE);
    }

    /** @param path where the interface begins, with a slash at its end */
    void mount(Router router, String path) {
        String all = path + "files";
        router.get(all).handler(Api.answer(this::list));
        router.get(all + "/:infoHash").handler(Api.answer(this::file));
        router.get(all + "/:infoHash/torrent").handler(this::torrent);
        router.post(all).consumes("multipart/form-data").handler(Api.answer(this::publish));
        router.post(all)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
                .handler(Fields::requireJson)
                .handler(Api.answer(this::share));
    }

    private Future<JsonObject> list(RoutingContext context) {
        String query = context.request().getParam("query");
        Integer page = Fields.number(context, "page");
        Integer size = Fields.number(context, "size");
        return bus.files(Fields.message(() -> new TrackerRequest.ListFiles(query, page, size)))
                .map(FilesApi::listing);
    }

    private static JsonObject listing(TrackerReply.Listing listing) {
        List<JsonObject> items = listing.files().stream()
                .map(file -> withMagnet(BusJson.plain(file), file.infoHash(), file.name()))
                .toList();
        return Api.page(items).put("total", listing.total());
    }

    private static JsonObject withMagnet(JsonObject file, InfoHash infoHash, String name) {
        return file.put("magnet", MagnetLink.of(infoHash, name).toString());
    }

    private Future<JsonObject> file(RoutingContext context) {
        return file(Fields.infoHash(context.pathParam("infoHash")));
    }

    private Future<JsonObject> file(InfoHash infoHash) {
        return bus.swarm(infoHash).map(FilesApi::described);
    }

    private static JsonObject described(SwarmSnapshot swarm) {
        return withMagnet(BusJson.plain(swarm), swarm.infoHash(), swarm.name());
    }

    private void torrent(RoutingContext context) {
        bus.torrent(Fields.infoHash(context.pathParam("infoHash")))
                .onFailure(context::fail)
                .onSuccess(found -> context.response()
                        .putHeader("Content-Type", "application/x-bittorrent")
                        .putHeader("Content-Disposition", Attachment.named(found.name() + ".torrent"))
                        .end(Buffer.buffer(found.torrent().toByteArray())));
    }

    /** A path of this machine: a peer of this node seeds what is there. */
    private Future<JsonObject> share(RoutingContext context) {
        JsonObject body = Fields.body(context);
        String path =
                Fields.text(body, "path").orElseThrow(() -> new ApiError(400, "path: missing (expected: a text)"));
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
        String location = "api/v1/transfers/" + transfer.peer() + "/" + transfer.infoHash();
        response.setStatusCode(201).putHeader("Location", basePath + location);
        return BusJson.plain(transfer);
    }

    /** A .torrent: the tracker knows the file from now on, whoever may have it. */
    private Future<JsonObject> publish(RoutingContext context) {
        return TorrentUpload.read(context.request())
                .compose(torrent ->
                        name(torrent).compose(name -> bus.publish(new TrackerRequest.Publish(name, torrent))))
                .compose(published -> file(published.infoHash()))
                .onSuccess(file -> context.response()
                        .setStatusCode(201)
                        .putHeader("Location", basePath + "api/v1/files/" + file.getString("infoHash")));
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
