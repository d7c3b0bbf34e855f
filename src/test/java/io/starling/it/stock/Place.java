package io.starling.it.stock;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/**
 * Where a client runs.
 *
 * @param host its address: it listens there, and dials from there
 * @param port of its peers, {@code controlPort} where it takes commands
 * @param device the network device that has the address
 * @param prefix the command that takes a process there
 */
record Place(String host, int port, int controlPort, String device, List<String> prefix) {
    Place {
        prefix = List.copyOf(prefix);
    }

    boolean isLoopback() {
        return prefix.isEmpty();
    }

    /** Loopback, with ports that are free at the moment. */
    static Place onLoopback() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket one = new ServerSocket(0, 1, loopback);
                ServerSocket other = new ServerSocket(0, 1, loopback)) {
            return new Place("127.0.0.1", one.getLocalPort(), other.getLocalPort(), "lo", List.of());
        }
    }
}
