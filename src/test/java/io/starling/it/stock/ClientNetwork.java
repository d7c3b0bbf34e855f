package io.starling.it.stock;

import io.starling.testing.RootCommand;
import java.util.List;

/**
 * A network namespace for clients, each with an address of its own, and a cable to us. Nothing leads out of it. There they
 * are as free as on a network: Transmission dials nobody on loopback, and some take one peer of an address only. Closing
 * it takes it away; processes that still run there keep theirs until they end.
 */
public final class ClientNetwork implements AutoCloseable {
    /** The end of the cable that is theirs. */
    private static final String DEVICE = "clients";

    /** 198.18.0.0/15 is for tests of networks (RFC 2544), and so nobody's. */
    private static final int NETWORKS = 256;

    /** Of the addresses of the network the first one is ours. */
    private static final int OURS = 1;

    private static final int PORT = 6881;
    private static final int CONTROL_PORT = 8080;

    private final String name;
    private final int number;
    private int places;

    private ClientNetwork(String name, int number) {
        this.name = name;
        this.number = number;
    }

    /** Makes one; where the tests do not run as root, sudo does. */
    public static ClientNetwork make() throws Exception {
        String name = "starling-clients-" + ProcessHandle.current().pid();
        RootCommand.run("ip", "netns", "add", name);
        try {
            ClientNetwork network = new ClientNetwork(name, cable(name));
            RootCommand.run("ip", "-n", name, "link", "set", "lo", "up");
            RootCommand.run("ip", "-n", name, "link", "set", DEVICE, "up");
            RootCommand.run("ip", "link", "set", network.cable(), "up");
            RootCommand.run("ip", "address", "add", network.ours() + "/24", "dev", network.cable());
            return network;
        } catch (Exception | Error e) {
            RootCommand.run("ip", "netns", "delete", name);
            throw e;
        }
    }

    /** Several tests may run on one machine: the first number of which nobody has the cable. */
    private static int cable(String name) throws Exception {
        for (int number = 0; ; number++) {
            try {
                RootCommand.run(
                        "ip", "link", "add", cable(number), "type", "veth", "peer", "name", DEVICE, "netns", name);
                return number;
            } catch (AssertionError e) {
                if (number == NETWORKS - 1 || !e.getMessage().contains("File exists")) {
                    throw e;
                }
            }
        }
    }

    private static String cable(int number) {
        return "starling" + number;
    }

    private String cable() {
        return cable(number);
    }

    private String host(int last) {
        return "198.18." + number + "." + last;
    }

    /** The address of our end, of our tracker and our peers. */
    public String ours() {
        return host(OURS);
    }

    /** A place for one more client. */
    Place place() throws Exception {
        String host = host(OURS + ++places);
        RootCommand.run("ip", "-n", name, "address", "add", host + "/24", "dev", DEVICE);
        List<String> prefix = RootCommand.asRootForMe("ip", "netns", "exec", name);
        return new Place(host, PORT, CONTROL_PORT, DEVICE, prefix);
    }

    @Override
    public void close() throws Exception {
        RootCommand.run("ip", "netns", "delete", name);
    }
}
