package io.starling.dashboard;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.NodeCommand;
import io.starling.bus.NodeStatus;
import io.starling.bus.TrackerReply;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A node as the bus sees it: tells what the test says, and keeps the commands that it got. */
final class FakeNode {
    private final String name;
    private final List<String> peers;
    private final List<String> members = new CopyOnWriteArrayList<>();
    private final List<NodeStatus.Peer> deployed = new CopyOnWriteArrayList<>();
    private final List<NodeCommand> commands = new CopyOnWriteArrayList<>();
    private volatile String tracker;

    private FakeNode(String name, List<String> peers) {
        this.name = name;
        this.peers = peers;
        members.add(name);
    }

    static FakeNode start(Vertx vertx, String name, List<String> peers) {
        FakeNode node = new FakeNode(name, peers);
        vertx.eventBus().<JsonObject>consumer(Addresses.node(name), node::answer);
        return node;
    }

    /** From now on it sees this member too. */
    FakeNode seeing(String member) {
        members.add(member);
        return this;
    }

    /** From now on it says that it has a tracker, by its configuration. */
    FakeNode tracking(String address) {
        tracker = address;
        return this;
    }

    /** From now on it has this peer too, which somebody deployed. */
    FakeNode having(NodeStatus.Peer peer) {
        deployed.add(peer);
        return this;
    }

    /** All but questions, in their order. */
    List<NodeCommand> commands() {
        return commands;
    }

    private void answer(Message<JsonObject> message) {
        try {
            message.reply(BusJson.write(carryOut(NodeCommand.read(message.body()))));
        } catch (BusException e) {
            message.fail(e.code(), e.getMessage());
        }
    }

    private Record carryOut(NodeCommand command) {
        if (command instanceof NodeCommand.Status) {
            return status();
        }
        commands.add(command);
        if (command instanceof NodeCommand.Deploy deploy) {
            return deploy.peer() == null ? verticle(deploy) : peer(deploy.peer());
        }
        return new TrackerReply.Done();
    }

    private static NodeStatus.Verticle verticle(NodeCommand.Deploy deploy) {
        return new NodeStatus.Verticle(String.valueOf(deploy.id()), String.valueOf(deploy.verticle()), null);
    }

    private NodeStatus.Peer peer(JsonObject options) {
        String id = options.getString("id", "");
        if (peers.contains(id)) {
            throw new BusException(BusException.CONFLICT, "peer.id: \"" + id + "\" is a peer of this node already");
        }
        return new NodeStatus.Peer(id, "127.0.0.1:6899", true, null);
    }

    private NodeStatus status() {
        return new NodeStatus(
                name,
                tracker,
                false,
                "http://127.0.0.1:8080/",
                Stream.concat(
                                peers.stream().map(peer -> new NodeStatus.Peer(peer, "127.0.0.1:6881", false, null)),
                                deployed.stream())
                        .toList(),
                List.of(),
                members.stream()
                        .map(member -> new NodeStatus.Member(member, "127.0.0.1:5701", true, member.equals(name)))
                        .toList());
    }
}
