package io.starling.cli;

import io.starling.node.PeerOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the peer of a command listens for other peers. */
final class ListenOption {
    @Option(
            names = "--host",
            paramLabel = "H",
            description = "Listen on this address (default: the local address of the connection to the tracker).")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "0",
            description = "Listen on this port (default: any free one).")
    private int port;

    /** @param localAddress where to listen unless the person said otherwise */
    PeerOptions applyTo(PeerOptions peer, String localAddress) {
        try {
            return peer.setHost(host == null ? localAddress : host).setPort(port);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(Commands.WRONG_USAGE, "--" + e.getMessage());
        }
    }
}
