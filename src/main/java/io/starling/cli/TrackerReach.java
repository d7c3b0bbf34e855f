package io.starling.cli;

import io.starling.node.HostPort;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Whether a tracker can be reached, one of several, and from which address of this machine. Blocks. */
final class TrackerReach {
    /** A tracker that is there accepts in milliseconds, on the other side of the world in half a second. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration FIRST_DELAY = Duration.ofMillis(200);

    /** Often enough for a person who has just started the tracker. */
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(3);

    private final List<HostPort> trackers;
    private final Consumer<String> err;

    /** @param err gets the one line that says that the tracker is waited for */
    TrackerReach(List<HostPort> trackers, Consumer<String> err) {
        this.trackers = List.copyOf(trackers);
        this.err = err;
    }

    /**
     * Connects until it succeeds, each time a little later, and returns the local address of the connection; throws
     * {@link CommandFailure} when {@code timeout} has passed.
     */
    String awaitLocalAddress(Duration timeout) throws InterruptedException {
        long startedNanos = System.nanoTime();
        Duration delay = FIRST_DELAY;
        boolean isSaid = false;
        while (true) {
            List<String> refusals = new ArrayList<>();
            for (HostPort tracker : trackers) {
                try (Socket socket = new Socket()) {
                    socket.connect(address(tracker), (int) CONNECT_TIMEOUT.toMillis());
                    return socket.getLocalAddress().getHostAddress();
                } catch (IOException | IllegalArgumentException e) {
                    refusals.add("no tracker at " + tracker + ": " + reason(e));
                }
            }
            String line = String.join(", ", refusals);
            Duration left = timeout.minusNanos(System.nanoTime() - startedNanos);
            if (left.compareTo(delay) < 0) {
                throw new CommandFailure(Commands.FAILED, line + "; gave up after " + timeout.toSeconds() + " s");
            }
            if (!isSaid) {
                err.accept(line + "; trying again for " + timeout.toSeconds() + " s");
                isSaid = true;
            }
            // The command's own thread: there is no event loop yet, and nothing else for it to do.
            Thread.sleep(delay.toMillis());
            delay = shorter(delay.multipliedBy(2), LONGEST_DELAY);
        }
    }

    /**
     * The address of this machine from which the first of these would be reached to which there is a way, one at least; nothing
     * is sent.
     */
    static String localAddressTowards(List<HostPort> remotes) {
        List<String> refusals = new ArrayList<>();
        for (HostPort remote : remotes) {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.connect(address(remote));
                return socket.getLocalAddress().getHostAddress();
            } catch (IOException | IllegalArgumentException e) {
                refusals.add("no way to " + remote + ": " + reason(e));
            }
        }
        throw new CommandFailure(Commands.FAILED, String.join(", ", refusals));
    }

    private static InetSocketAddress address(HostPort remote) throws IOException {
        InetSocketAddress address = new InetSocketAddress(remote.host(), remote.port());
        if (address.isUnresolved()) {
            throw new IOException("unknown host");
        }
        return address;
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
