package io.starling.cli;

import io.starling.node.HostPort;
import picocli.CommandLine.Option;

/** Which tracker a command talks to. */
final class TrackerOption {
    @Option(
            names = "--tracker",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7070",
            converter = Address.class,
            description = "The tracker (default: ${DEFAULT-VALUE}).")
    private HostPort address = new HostPort("127.0.0.1", 7070);

    HostPort address() {
        return address;
    }
}
