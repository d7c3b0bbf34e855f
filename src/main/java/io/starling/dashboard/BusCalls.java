package io.starling.dashboard;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.Deliveries;
import io.starling.bus.Delivery;
import io.starling.bus.DeliveryBegun;
import io.starling.bus.DeliveryRequest;
import io.starling.bus.LogEvent;
import io.starling.bus.NodeCommand;
import io.starling.bus.NodeStatus;
import io.starling.bus.PeerCommand;
import io.starling.bus.PeerStatus;
import io.starling.bus.SwarmSnapshot;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.bus.TransferFiles;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.InfoHash;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Asks peers and the tracker over the bus; each failure is an {@link ApiError} with the status that fits. */
final class BusCalls {
    /** Answered from memory by whoever is alive; the page waits for it. */
    private static final Duration QUICK = Duration.ofSeconds(2);

    /** Adding may have to fetch metainfo first. */
    private static final Duration SLOW = Duration.ofSeconds(30);

    /** To hash a file takes as long as to read it. */
    private static final Duration HASHING = Duration.ofHours(6);

    /** Of what does not answer. */
    private static final String DELIVERIES = "the node that sees to deliveries";

    private static final String TRACKER = "tracker";

    private final Vertx vertx;
    private final DistantTracker distant;

    /** @param distant who is asked where the bus has no tracker */
    BusCalls(Vertx vertx, DistantTracker distant) {
        this.vertx = vertx;
        this.distant = distant;
    }

    /** The tracker that is on another bus, if there is one. */
    DistantTracker distant() {
        return distant;
    }

    Future<NodeStatus> node(String node) {
        return ask(Addresses.node(node), new NodeCommand.Status().toJson(), QUICK, "node " + node, NodeStatus.class);
    }

    /** @param reply what the node replies to such a command */
    <T extends Record> Future<T> deploy(String node, NodeCommand.Deploy command, Class<T> reply) {
        return ask(Addresses.node(node), command.toJson(), SLOW, "node " + node, reply);
    }

    Future<TrackerReply.Done> undeploy(String node, NodeCommand.Undeploy command) {
        return ask(Addresses.node(node), command.toJson(), SLOW, "node " + node, TrackerReply.Done.class);
    }

    Future<PeerStatus> status(String peer) {
        return ask(Addresses.peer(peer), new PeerCommand.Status().toJson(), QUICK, "peer " + peer, PeerStatus.class);
    }

    Future<TransferFiles> transferFiles(String peer, PeerCommand.Files command) {
        return ask(Addresses.peer(peer), command.toJson(), QUICK, "peer " + peer, TransferFiles.class);
    }

    Future<TransferSnapshot> add(String peer, PeerCommand.Add command) {
        return ask(Addresses.peer(peer), command.toJson(), SLOW, "peer " + peer, TransferSnapshot.class);
    }

    /** Completes when the file is hashed, published and served. */
    Future<TransferSnapshot> share(String peer, String path) {
        JsonObject command = new PeerCommand.Share(path, null).toJson();
        return ask(Addresses.peer(peer), command, HASHING, "peer " + peer, TransferSnapshot.class);
    }

    /** @param command one to which the peer replies how the transfer stands */
    Future<TransferSnapshot> change(String peer, PeerCommand command) {
        return ask(Addresses.peer(peer), command.toJson(), SLOW, "peer " + peer, TransferSnapshot.class);
    }

    Future<TrackerReply.Done> remove(String peer, PeerCommand.Remove command) {
        return ask(Addresses.peer(peer), command.toJson(), SLOW, "peer " + peer, TrackerReply.Done.class);
    }

    Future<TrackerReply.Listing> files(TrackerRequest.ListFiles request) {
        return askTracker(request, QUICK, TrackerReply.Listing.class);
    }

    Future<SwarmSnapshot> swarm(InfoHash infoHash) {
        return askTracker(new TrackerRequest.Swarm(infoHash), QUICK, SwarmSnapshot.class);
    }

    Future<TrackerReply.Found> torrent(InfoHash infoHash) {
        return askTracker(new TrackerRequest.Find(null, infoHash), SLOW, TrackerReply.Found.class);
    }

    Future<TrackerReply.Published> publish(TrackerRequest.Publish request) {
        return askTracker(request, SLOW, TrackerReply.Published.class);
    }

    /** Tells whoever reads the log. */
    void say(LogEvent event) {
        vertx.eventBus().publish(Addresses.LOG, BusJson.write(event));
    }

    Future<DeliveryBegun> deliver(DeliveryRequest.Deliver request) {
        return ask(Addresses.DELIVERIES, request.toJson(), SLOW, DELIVERIES, DeliveryBegun.class);
    }

    Future<Delivery> delivery(DeliveryRequest.Status request) {
        return ask(Addresses.DELIVERIES, request.toJson(), QUICK, DELIVERIES, Delivery.class);
    }

    Future<Delivery> cancel(DeliveryRequest.Cancel request) {
        return ask(Addresses.DELIVERIES, request.toJson(), QUICK, DELIVERIES, Delivery.class);
    }

    Future<Deliveries> deliveries() {
        JsonObject all = new DeliveryRequest.ListAll().toJson();
        return ask(Addresses.DELIVERIES, all, QUICK, DELIVERIES, Deliveries.class);
    }

    private <T extends Record> Future<T> ask(
            String address, JsonObject body, Duration timeout, String who, Class<T> reply) {
        return request(address, body, timeout)
                .recover(failure -> Future.failedFuture(of(failure, who)))
                .map(json -> BusJson.read(json, reply));
    }

    private <T extends Record> Future<T> askTracker(TrackerRequest request, Duration timeout, Class<T> reply) {
        return request(Addresses.TRACKER, request.toJson(), timeout)
                .recover(failure -> isNobody(failure) ? askDistant(request, failure) : Future.failedFuture(failure))
                .recover(failure -> Future.failedFuture(of(failure, TRACKER)))
                .map(json -> BusJson.read(json, reply));
    }

    private Future<JsonObject> askDistant(TrackerRequest request, Throwable failure) {
        return distant.ask(request).orElse(Future.failedFuture(failure));
    }

    private Future<JsonObject> request(String address, JsonObject body, Duration timeout) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeout.toMillis());
        return vertx.eventBus().<JsonObject>request(address, body, options).map(Message::body);
    }

    private static boolean isNobody(Throwable failure) {
        return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    }

    private static Throwable of(Throwable failure, String who) {
        if (failure instanceof BusException answer && isStatus(answer.code())) {
            return new ApiError(answer.code(), String.valueOf(answer.getMessage()));
        }
        if (!(failure instanceof ReplyException reply)) {
            return failure;
        }
        if (reply.failureType() == ReplyFailure.RECIPIENT_FAILURE && isStatus(reply.failureCode())) {
            return new ApiError(reply.failureCode(), String.valueOf(reply.getMessage()));
        }
        return new ApiError(BusException.NO_TRACKER, who + " does not answer");
    }

    private static boolean isStatus(int code) {
        return code >= 400 && code < 600;
    }
}
