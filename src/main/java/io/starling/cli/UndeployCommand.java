package io.starling.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stops what {@link DeployCommand} started. */
@Command(
        name = "undeploy",
        mixinStandardHelpOptions = true,
        description = {
            "Stops a peer that was deployed on a node of a cluster; it does not come back. What it downloaded stays."
                    + " With --tracker, stops the tracker that was deployed there.",
            ""
        },
        footer = {"", "Example:", "  java -jar starling-fat.jar undeploy n2 robin --node http://127.0.0.1:8080/"})
final class UndeployCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NODE", description = "The name of the node that runs it.")
    private String name = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "The peer's id; none with --tracker.")
    private String id = "";

    @Option(names = "--verticle", description = "ID is that of a verticle.")
    private boolean isVerticle;

    @Option(names = "--tracker", description = "Stops the tracker instead of a peer.")
    private boolean isTracker;

    @Mixin
    private NodeOption node = new NodeOption();

    @Override
    public Integer call() throws Exception {
        if (isTracker != id.isEmpty() || isTracker && isVerticle) {
            throw new CommandFailure(Commands.WRONG_USAGE, "undeploy: expected either ID, ID --verticle or --tracker");
        }
        String what = isTracker ? "tracker" : (isVerticle ? "verticles/" : "peers/") + NodeClient.segment(id);
        try (NodeClient client = node.client()) {
            client.delete("nodes/" + NodeClient.segment(name) + "/" + what).expectDone("that it is gone");
        }
        return Commands.DONE;
    }
}
