package io.starling.it;

import io.starling.testing.JarProcess;
import io.starling.testing.RootCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * Two network namespaces with a cable between them, that can be pulled and plugged in again. Nothing leads out of them.
 * Closing it takes them away; processes that still run there keep theirs until they end.
 */
final class TwoNetworks implements AutoCloseable {
    /** The addresses at both ends of the cable. */
    static final List<String> HOSTS = List.of("10.77.0.1", "10.77.0.2");

    /** The name of the cable's end, in both. */
    private static final String CABLE = "cable";

    private final List<String> names = new ArrayList<>();

    /** Makes both; where the tests do not run as root, sudo does. */
    static TwoNetworks make() throws Exception {
        TwoNetworks networks = new TwoNetworks();
        try {
            for (int half = 0; half < HOSTS.size(); half++) {
                String name = "starling-" + ProcessHandle.current().pid() + "-" + half;
                RootCommand.run("ip", "netns", "add", name);
                networks.names.add(name);
                RootCommand.run("ip", "-n", name, "link", "set", "lo", "up");
            }
            RootCommand.run(
                    "ip",
                    "link",
                    "add",
                    CABLE,
                    "netns",
                    networks.names.get(0),
                    "type",
                    "veth",
                    "peer",
                    "name",
                    CABLE,
                    "netns",
                    networks.names.get(1));
            for (int half = 0; half < HOSTS.size(); half++) {
                String name = networks.names.get(half);
                RootCommand.run("ip", "-n", name, "address", "add", HOSTS.get(half) + "/24", "dev", CABLE);
                RootCommand.run("ip", "-n", name, "link", "set", CABLE, "up");
            }
            return networks;
        } catch (Exception | Error e) {
            networks.close();
            throw e;
        }
    }

    /** The program, to run in one of the two. */
    JarProcess.Builder in(int half, String... args) {
        return JarProcess.of(args).under(RootCommand.asRoot("ip", "netns", "exec", names.get(half)));
    }

    void split() throws Exception {
        RootCommand.run("ip", "-n", names.get(0), "link", "set", CABLE, "down");
    }

    void join() throws Exception {
        RootCommand.run("ip", "-n", names.get(0), "link", "set", CABLE, "up");
    }

    @Override
    public void close() throws Exception {
        for (String name : names) {
            RootCommand.run("ip", "netns", "delete", name);
        }
        names.clear();
    }
}
