package io.starling.it;

import io.starling.testing.JarProcess;
import io.starling.testing.RootCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * Hosts, each a network namespace, joined by a switch; every link carries so much a second, each way. Nothing leads out of
 * it. Closing it takes it away; processes that still run there keep theirs until they end.
 */
final class ShapedNetwork implements AutoCloseable {
    /** What a host calls its end of its link. */
    private static final String DEVICE = "eth0";

    private static final String BRIDGE = "bridge";

    private final String name = "starling-shaped-" + ProcessHandle.current().pid();
    private final List<String> spaces = new ArrayList<>();
    private final int mbitPerSecond;

    private ShapedNetwork(int mbitPerSecond) {
        this.mbitPerSecond = mbitPerSecond;
    }

    /** Makes it; where the tests do not run as root, sudo does. */
    static ShapedNetwork make(int hosts, int mbitPerSecond) throws Exception {
        ShapedNetwork network = new ShapedNetwork(mbitPerSecond);
        try {
            network.space(network.name);
            RootCommand.run("ip", "-n", network.name, "link", "add", BRIDGE, "type", "bridge");
            RootCommand.run("ip", "-n", network.name, "link", "set", BRIDGE, "up");
            for (int host = 0; host < hosts; host++) {
                network.join(host);
            }
            return network;
        } catch (Exception | Error e) {
            network.close();
            throw e;
        }
    }

    private void space(String space) throws Exception {
        RootCommand.run("ip", "netns", "add", space);
        spaces.add(space);
        RootCommand.run("ip", "-n", space, "link", "set", "lo", "up");
    }

    private void join(int host) throws Exception {
        String space = spaceOf(host);
        String port = "port" + host;
        space(space);
        RootCommand.run("ip", "-n", space, "link", "add", DEVICE, "type", "veth", "peer", "name", port, "netns", name);
        RootCommand.run("ip", "-n", space, "address", "add", address(host) + "/24", "dev", DEVICE);
        RootCommand.run("ip", "-n", name, "link", "set", port, "master", BRIDGE);
        shape(space, DEVICE);
        shape(name, port);
    }

    /** In the direction that leads out of this end. */
    private void shape(String space, String device) throws Exception {
        String rate = mbitPerSecond + "mbit";
        RootCommand.run("ip", "-n", space, "link", "set", device, "up");
        RootCommand.run(
                "tc", "-n", space, "qdisc", "add", "dev", device, "root", "tbf", "rate", rate, "burst", "32kb",
                "latency", "50ms");
    }

    private String spaceOf(int host) {
        return name + "-" + host;
    }

    String address(int host) {
        return "10.77.0." + (host + 1);
    }

    /** The program, to run on this host. */
    JarProcess.Builder in(int host, String... args) {
        return JarProcess.of(args).under(RootCommand.asRootForMe("ip", "netns", "exec", spaceOf(host)));
    }

    /** Runs a command on this host, to its end; fails when that is no good one. */
    void run(int host, String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", spaceOf(host)));
        all.addAll(List.of(command));
        RootCommand.run(all.toArray(String[]::new));
    }

    @Override
    public void close() throws Exception {
        for (String space : spaces) {
            RootCommand.run("ip", "netns", "delete", space);
        }
        spaces.clear();
    }
}
