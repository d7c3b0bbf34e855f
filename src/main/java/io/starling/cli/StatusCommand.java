package io.starling.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the transfers of a running node. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the transfers of a node that runs with a dashboard.",
            "A node that wants a token gets the one in the environment variable STARLING_TOKEN.",
            ""
        },
        footer = {"", "Example:", "  java -jar starling-fat.jar status --node http://127.0.0.1:8080/"})
final class StatusCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private NodeOption node = new NodeOption();

    @Option(names = "--cluster", description = "The transfers of all nodes of its cluster.")
    private boolean isOfCluster;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean isJson;

    @Override
    public Integer call() throws Exception {
        JsonObject transfers = fetch();
        PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            out.println(transfers.encode());
        } else {
            table(transfers).lines().forEach(out::println);
        }
        out.flush();
        return Commands.DONE;
    }

    private JsonObject fetch() throws Exception {
        try (NodeClient client = node.client()) {
            return client.get(isOfCluster ? "transfers?scope=cluster" : "transfers")
                    .expect(200, "its transfers");
        }
    }

    static Table table(JsonObject transfers) {
        Table table = new Table("PEER", "NAME", "STATUS", ">DONE", ">SIZE", ">DOWN", ">UP", ">CONNECTIONS", ">LEFT");
        for (Object item : transfers.getJsonArray("items")) {
            JsonObject transfer = (JsonObject) item;
            Long left = transfer.getLong("etaSeconds");
            table.row(
                    transfer.getString("peer"),
                    transfer.getString("name"),
                    transfer.getString("status").toLowerCase(Locale.ROOT),
                    Units.percent(transfer.getLong("piecesHave"), transfer.getLong("piecesWanted")) + " %",
                    Units.bytes(transfer.getLong("length")),
                    Units.rate(transfer.getLong("downRate")),
                    Units.rate(transfer.getLong("upRate")),
                    transfer.getInteger("connections"),
                    left == null ? "" : Units.time(Duration.ofSeconds(left)));
        }
        return table;
    }
}
