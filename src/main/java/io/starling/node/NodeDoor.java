package io.starling.node;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.NodeCommand;
import io.starling.bus.NodeStatus;
import io.starling.bus.TrackerReply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a node takes {@linkplain NodeCommand commands} on the event bus. What changes the node is done one after the other,
 * in the order in which it came. Owned by the node's context.
 */
final class NodeDoor {
    private final Vertx vertx;
    private final NodeLog log;
    private final PeerHost peers;
    private final VerticleHost verticles;
    private final TrackerHost tracker;
    private final Supplier<NodeStatus> status;
    private Future<?> turn = Future.succeededFuture();
    private @Nullable MessageConsumer<Object> commands;

    NodeDoor(
            Vertx vertx,
            NodeLog log,
            TrackerHost tracker,
            PeerHost peers,
            VerticleHost verticles,
            Supplier<NodeStatus> status) {
        this.vertx = vertx;
        this.log = log;
        this.tracker = tracker;
        this.peers = peers;
        this.verticles = verticles;
        this.status = status;
    }

    /** Completes when all nodes of the cluster can reach it. */
    Future<Void> open() {
        commands = vertx.eventBus().consumer(Addresses.node(log.node()), this::answer);
        return commands.completion();
    }

    /** Completes when what had been begun is done. */
    Future<Void> close() {
        MessageConsumer<Object> closing = commands;
        commands = null;
        return closing == null
                ? Future.succeededFuture()
                : closing.unregister().eventually(() -> turn.otherwiseEmpty());
    }

    private void answer(Message<Object> message) {
        Future.succeededFuture()
                .compose(now -> carryOut(message.body()))
                .onSuccess(reply -> message.reply(BusJson.write(reply)))
                .onFailure(cause -> message.fail(Failures.code(cause), Failures.text(cause)));
    }

    private Future<Record> carryOut(Object body) {
        if (!(body instanceof JsonObject json)) {
            throw new BusException(BusException.MALFORMED, "body: expected a JSON object");
        }
        NodeCommand command = NodeCommand.read(json);
        if (command instanceof NodeCommand.Deploy deploy) {
            return inTurn(() -> deploy(deploy));
        } else if (command instanceof NodeCommand.Undeploy undeploy) {
            return inTurn(() -> undeploy(undeploy));
        }
        return Future.succeededFuture(status.get());
    }

    private Future<Record> deploy(NodeCommand.Deploy command) {
        if (command.tracker() != null) {
            return tracker.deploy(command)
                    .onSuccess(deployed -> log.info("tracker deployed at " + deployed.address()))
                    .map(deployed -> deployed);
        } else if (command.peer() == null) {
            return verticles
                    .deploy(command)
                    .onSuccess(verticle -> log.info("verticle " + verticle.id() + " deployed"))
                    .map(verticle -> verticle);
        }
        return peers.deploy(command)
                .onSuccess(peer -> log.info("peer " + peer.peer() + " deployed at " + peer.address()))
                .map(peer -> peer);
    }

    private Future<Record> undeploy(NodeCommand.Undeploy command) {
        if (command.tracker() != null) {
            return tracker.undeploy()
                    .onSuccess(done -> log.info("tracker undeployed"))
                    .map(new TrackerReply.Done());
        }
        Future<Void> undeployed = command.peer() == null
                ? verticles.undeploy(String.valueOf(command.verticle()))
                : peers.undeploy(command.peer());
        String what = command.peer() == null ? "verticle " + command.verticle() : "peer " + command.peer();
        return undeployed.onSuccess(done -> log.info(what + " undeployed")).map(new TrackerReply.Done());
    }

    private <T> Future<T> inTurn(Supplier<Future<T>> action) {
        Future<T> done = turn.transform(before -> action.get());
        turn = done;
        return done;
    }
}
