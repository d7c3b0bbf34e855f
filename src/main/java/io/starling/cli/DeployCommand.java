package io.starling.cli;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts a peer, a tracker or a verticle on a node of a cluster. */
@Command(
        name = "deploy",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a peer on a node of a cluster, for good: it comes back with its node. Any node of the cluster may be"
                    + " asked. Prints the peer's id and address, separated by a tab.",
            "The file has the options of the peer, as an entry of \"peers\" in a configuration, with its id. With the key"
                    + " \"tracker\" instead, the options of a tracker, it starts that; with the key \"verticle\", the name of a"
                    + " class that is on the node's class path, that: see docs/nodes.md.",
            ""
        },
        footer = {"", "Example:", "  java -jar starling-fat.jar deploy n2 robin.json --node http://127.0.0.1:8080/"})
final class DeployCommand implements Callable<Integer> {
    private static final int MAX_FILE_BYTES = 256 * 1024;

    private static final String VERTICLE = "verticle";
    private static final String TRACKER = "tracker";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NODE", description = "The name of the node that is to run it.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "What is to run, in JSON.")
    private Path file = Path.of("peer.json");

    @Mixin
    private NodeOption node = new NodeOption();

    @Override
    public Integer call() throws Exception {
        JsonObject options = read();
        if (options.containsKey(VERTICLE)) {
            JsonObject deployed = deploy("verticles", options);
            print(deployed.getString("id"), deployed.getString(VERTICLE));
        } else if (options.containsKey(TRACKER)) {
            JsonObject deployed = deploy(TRACKER, tracker(options));
            print(TRACKER, deployed.getString("address"));
        } else {
            JsonObject deployed = deploy("peers", options);
            print(deployed.getString("peer"), deployed.getString("address"));
        }
        return Commands.DONE;
    }

    private JsonObject tracker(JsonObject options) {
        if (options.size() == 1 && options.getValue(TRACKER) instanceof JsonObject tracker) {
            return tracker;
        }
        throw new CommandFailure(
                Commands.WRONG_USAGE,
                file + ": tracker: expected an object with the options of a tracker, and nothing else");
    }

    private JsonObject deploy(String kind, JsonObject options) throws Exception {
        try (NodeClient client = node.client()) {
            NodeClient.Answer answer = client.post("nodes/" + NodeClient.segment(name) + "/" + kind, options);
            if (answer.status() == 400) {
                throw new CommandFailure(Commands.WRONG_USAGE, file + ": " + answer.error());
            }
            return answer.expect(201, "that it runs");
        }
    }

    private void print(String id, String what) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Printable.text(id) + "\t" + Printable.text(what));
        out.flush();
    }

    private JsonObject read() {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw wrong("more than " + MAX_FILE_BYTES + " bytes");
            }
            return new JsonObject(Buffer.buffer(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw wrong("cannot be read");
        } catch (DecodeException | ClassCastException e) {
            throw wrong("no JSON object");
        }
    }

    private CommandFailure wrong(String found) {
        return new CommandFailure(
                Commands.WRONG_USAGE, file + ": " + found + " (expected: the options of a peer, in JSON)");
    }
}
