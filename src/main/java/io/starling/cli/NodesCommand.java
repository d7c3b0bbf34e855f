package io.starling.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the nodes of a cluster. */
@Command(
        name = "nodes",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the nodes of a cluster, the oldest first, as the one that is asked sees them: which of them have a"
                    + " tracker, and what peers and verticles they run.",
            ""
        },
        footer = {"", "Example:", "  java -jar starling-fat.jar nodes --node http://127.0.0.1:8080/"})
final class NodesCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private NodeOption node = new NodeOption();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean isJson;

    @Override
    public Integer call() throws Exception {
        try (NodeClient client = node.client()) {
            JsonObject nodes = client.get("nodes").expect(200, "its cluster's nodes");
            PrintWriter out = spec.commandLine().getOut();
            if (isJson) {
                out.println(nodes.encode());
            } else {
                table(nodes).lines().forEach(out::println);
            }
            out.flush();
        }
        return Commands.DONE;
    }

    static Table table(JsonObject nodes) {
        Table table = new Table("NODE", "ADDRESS", "STATE", "TRACKER", "DASHBOARD", "PEERS", "VERTICLES");
        for (Object item : nodes.getJsonArray("items")) {
            JsonObject node = (JsonObject) item;
            table.row(
                    node.getString("node"),
                    node.getString("address", ""),
                    node.getBoolean("reachable") ? "runs" : "does not answer",
                    tracker(node),
                    node.getString("dashboard", ""),
                    names(node, "peers", "peer"),
                    names(node, "verticles", "id"));
        }
        return table;
    }

    private static String tracker(JsonObject node) {
        if (!node.getBoolean("canTrack")) {
            return "";
        }
        return node.getBoolean("activeTracker") ? "active" : "stands by";
    }

    /** One that was deployed and did not come back is marked. */
    private static String names(JsonObject node, String kind, String name) {
        return node.getJsonArray(kind, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .map(one -> one.getString(name) + (one.containsKey("error") ? " (does not run)" : ""))
                .collect(Collectors.joining(", "));
    }
}
