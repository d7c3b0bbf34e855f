package io.starling.cli;

import java.net.URI;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which running node a command asks. */
final class NodeOption {
    @Option(
            names = "--node",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080/",
            description = "The node's dashboard (default: ${DEFAULT-VALUE}).")
    private URI url = URI.create("http://127.0.0.1:8080/");

    @Mixin
    private TrustOption trust = new TrustOption();

    /** Throws {@link CommandFailure} when it cannot be asked. */
    NodeClient client() {
        return trust.client(url);
    }
}
