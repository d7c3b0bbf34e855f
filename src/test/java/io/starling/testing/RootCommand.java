package io.starling.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Commands that only root may run; where the tests do not run as root, sudo does it. */
public final class RootCommand {
    private static final long SECONDS = 20;

    private RootCommand() {}

    /** The command line that has root run this. */
    public static List<String> asRoot(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        if (!isRoot()) {
            all.add(0, "sudo");
        }
        return all;
    }

    /** The command line that has root run this, which then runs what is put behind it as who runs the tests. */
    public static List<String> asRootForMe(String... command) {
        List<String> all = asRoot(command);
        if (!isRoot()) {
            all.addAll(List.of("sudo", "-u", System.getProperty("user.name")));
        }
        return all;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** Runs it as root, to its end; fails when that is no good one. */
    public static void run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(asRoot(command)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + output.strip());
        }
    }
}
