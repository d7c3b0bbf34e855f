package io.starling.node;

import io.starling.bus.BusException;
import io.starling.bus.NodeCommand;
import io.starling.bus.NodeStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The verticles of users that others deployed on this node; they come back with it. Owned by the node's context; its methods
 * are called one after another.
 */
final class VerticleHost {
    private static final String KEY = "options";

    private final Vertx vertx;
    private final VerticleClasses classes;
    private final Deployments deployments;
    private final SavedDeployments saved;
    private final Map<String, Hosted> verticles = new LinkedHashMap<>();

    /** Either a deployment or the reason why there is none. */
    private record Hosted(
            String type,
            @Nullable String deploymentId,
            @Nullable String error) {}

    VerticleHost(Vertx vertx, NodeOptions node, VerticleClasses classes, Deployments deployments) {
        this.vertx = vertx;
        this.classes = classes;
        this.deployments = deployments;
        this.saved = SavedDeployments.of(vertx, node, "verticles");
    }

    /** Starts a verticle, and keeps it; fails with what was wrong, and then nothing has changed. */
    Future<NodeStatus.Verticle> deploy(NodeCommand.Deploy command) {
        String id = id(command);
        return start(id, command)
                .compose(started -> saved.put(id, command)
                        .recover(failure -> stop(id).transform(stopped -> Future.failedFuture(new BusException(
                                BusException.INTERNAL,
                                "verticle " + id + " cannot be kept for the next start: " + Failures.text(failure)))))
                        .map(started));
    }

    /** Starts again what was deployed; what cannot be started is here all the same, with the reason. */
    Future<Void> restore(NodeLog log) {
        return saved.all(log::error).compose(commands -> {
            Future<Void> restored = Future.succeededFuture();
            for (NodeCommand.Deploy command : commands) {
                restored = restored.compose(unused -> restore(command, log));
            }
            return restored;
        });
    }

    private Future<Void> restore(NodeCommand.Deploy command, NodeLog log) {
        return Future.succeededFuture()
                .compose(now -> start(id(command), command))
                .<Void>mapEmpty()
                .recover(failure -> {
                    String error = Failures.text(failure);
                    log.error("verticle " + type(command) + ", which was deployed here, does not come back: " + error);
                    verticles.putIfAbsent(id(command), new Hosted(type(command), null, error));
                    return Future.succeededFuture();
                })
                // Of one whose file somebody changed so that it has no id any more, all is said.
                .otherwiseEmpty();
    }

    Future<Void> undeploy(String id) {
        if (!verticles.containsKey(id)) {
            String among =
                    verticles.isEmpty() ? "" : " (expected one of: " + String.join(", ", verticles.keySet()) + ")";
            return Future.failedFuture(
                    new BusException(BusException.UNKNOWN, "verticle \"" + id + "\": there is none here" + among));
        }
        return saved.remove(id).compose(unused -> stop(id));
    }

    List<NodeStatus.Verticle> status() {
        return verticles.entrySet().stream()
                .map(entry -> new NodeStatus.Verticle(entry.getKey(), entry.getValue().type, entry.getValue().error))
                .toList();
    }

    private static String type(NodeCommand.Deploy command) {
        return String.valueOf(command.verticle());
    }

    /** A class inside of another has a character in its name that an id has not. */
    private static String id(NodeCommand.Deploy command) {
        return command.id() != null
                ? command.id()
                : Check.id("id", type(command).replace('$', '.'));
    }

    private Future<NodeStatus.Verticle> start(String id, NodeCommand.Deploy command) {
        Hosted present = verticles.get(id);
        if (present != null && present.error == null) {
            return Future.failedFuture(new BusException(
                    BusException.CONFLICT,
                    "id: \"" + id + "\" is a verticle of this node already (expected: an id of its own)"));
        }
        VerticleOptions options = read(command);
        return vertx.executeBlocking(() -> classes.find(type(command)))
                .compose(type -> deployments
                        .deploy(type, options.toVertx(classes.loader()))
                        .recover(failure -> Future.failedFuture(new BusException(
                                BusException.INTERNAL,
                                "verticle " + type(command) + " did not start: " + Failures.text(failure)))))
                .map(deploymentId -> {
                    verticles.put(id, new Hosted(type(command), deploymentId, null));
                    return new NodeStatus.Verticle(id, type(command), null);
                });
    }

    /** Throws what is wrong with the options, the path of the key first. */
    private static VerticleOptions read(NodeCommand.Deploy command) {
        JsonObject options = command.options() == null ? new JsonObject() : command.options();
        return OptionsReader.read(new JsonObject().put(KEY, options).encode(), Section.class).options;
    }

    private Future<Void> stop(String id) {
        Hosted verticle = verticles.remove(id);
        return verticle == null || verticle.deploymentId == null
                ? Future.succeededFuture()
                : deployments.undeploy(verticle.deploymentId);
    }

    /** The options of a command, so that what is wrong with them is said with the path that they have in it. */
    static final class Section {
        private VerticleOptions options = new VerticleOptions();

        public void setOptions(VerticleOptions options) {
            this.options = options;
        }
    }
}
