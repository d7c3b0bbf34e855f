package io.starling.it;

import io.starling.testing.JarProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two network namespaces with a cable between them, that can be pulled and plugged in again. Nothing leads out of them.
 * Closing it takes them away; processes that still run there keep theirs until they end.
 */
final class TwoNetworks implements AutoCloseable {
    /** The addresses at both ends of the cable. */
    static final List<String> HOSTS = List.of("10.77.0.1", "10.77.0.2");

    /** The name of the cable's end, in both. */
    private static final String CABLE = "cable";

    private static final long COMMAND_SECONDS = 20;

    private final List<String> names = new ArrayList<>();

    /** Makes both; where the tests do not run as root, sudo does. */
    static TwoNetworks make() throws Exception {
        TwoNetworks networks = new TwoNetworks();
        try {
            for (int half = 0; half < HOSTS.size(); half++) {
                String name = "starling-" + ProcessHandle.current().pid() + "-" + half;
                run("ip", "netns", "add", name);
                networks.names.add(name);
                run("ip", "-n", name, "link", "set", "lo", "up");
            }
            run(
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
                run("ip", "-n", name, "address", "add", HOSTS.get(half) + "/24", "dev", CABLE);
                run("ip", "-n", name, "link", "set", CABLE, "up");
            }
            return networks;
        } catch (Exception | Error e) {
            networks.close();
            throw e;
        }
    }

    /** The program, to run in one of the two. */
    JarProcess.Builder in(int half, String... args) {
        return JarProcess.of(args).under(asRoot("ip", "netns", "exec", names.get(half)));
    }

    void split() throws Exception {
        run("ip", "-n", names.get(0), "link", "set", CABLE, "down");
    }

    void join() throws Exception {
        run("ip", "-n", names.get(0), "link", "set", CABLE, "up");
    }

    @Override
    public void close() throws Exception {
        for (String name : names) {
            run("ip", "netns", "delete", name);
        }
        names.clear();
    }

    private static List<String> asRoot(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        if (!System.getProperty("user.name").equals("root")) {
            all.add(0, "sudo");
        }
        return all;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(asRoot(command)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + output.strip());
        }
    }
}
