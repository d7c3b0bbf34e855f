package io.starling.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/** Which running node a command asks. */
final class NodeOption {
    @Option(
            names = "--node",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080/",
            description = "The node's dashboard (default: ${DEFAULT-VALUE}).")
    private URI url = URI.create("http://127.0.0.1:8080/");

    /** Throws {@link CommandFailure} when it is no address of a dashboard. */
    NodeClient client() {
        return client(url);
    }

    /** Likewise. */
    static NodeClient client(URI url) {
        if (url.getHost() == null || url.getScheme() == null || !url.getScheme().matches("https?")) {
            throw new CommandFailure(Commands.WRONG_USAGE, "--node: \"" + url + "\" (expected: http://HOST:PORT/)");
        }
        return new NodeClient(url);
    }
}
