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
            "Stops a peer that was deployed on a node of a cluster; it does not come back. What it downloaded stays.",
            ""
        },
        footer = {"", "Example:", "  java -jar starling-fat.jar undeploy n2 robin --node http://127.0.0.1:8080/"})
final class UndeployCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NODE", description = "The name of the node that runs it.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "ID", description = "The peer's id.")
    private String id = "";

    @Option(names = "--verticle", description = "ID is that of a verticle.")
    private boolean isVerticle;

    @Mixin
    private NodeOption node = new NodeOption();

    @Override
    public Integer call() throws Exception {
        String kind = isVerticle ? "/verticles/" : "/peers/";
        try (NodeClient client = node.client()) {
            client.delete("nodes/" + NodeClient.segment(name) + kind + NodeClient.segment(id))
                    .expectDone("that it is gone");
        }
        return Commands.DONE;
    }
}
