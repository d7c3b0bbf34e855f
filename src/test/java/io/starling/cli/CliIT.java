package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.testing.JarProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar as a person runs it: exit codes, what goes to stdout and what to stderr, signals. */
class CliIT {
    private static final String READY = "STARLING READY (.*)";

    private static final String ANY_PORTS = """
            { "node": { "name": "alpha" }, "tracker": { "port": 0, "httpPort": 0 }, "peers": [ { "port": 0 } ],
              "dashboard": { "port": 0 } }
            """;

    @TempDir
    private Path directory;

    private JarProcess.Builder starling(String... args) {
        return JarProcess.of(args).in(directory);
    }

    private JarProcess.Builder node(String json) throws IOException {
        Files.writeString(directory.resolve("node.json"), json);
        return starling("-conf", "node.json");
    }

    @Test
    void createsATorrentAndSaysWhatIsInIt() throws IOException {
        Files.write(directory.resolve("a.bin"), new byte[100_000]);

        JarProcess created = starling("create", "a.bin").run();
        JarProcess info = starling("info", "a.bin.torrent", "--json").run();

        assertThat(created.awaitExit()).isZero();
        assertThat(created.out()).hasSize(1);
        assertThat(info.awaitExit()).isZero();
        assertThat(info.err()).isEmpty();
        assertThat(new JsonObject(info.out().get(0)).getInteger("length")).isEqualTo(100_000);
    }

    @ParameterizedTest
    @CsvSource({"2,get", "2,-conf nothing.json", "2,-clustered", "1,info nothing.torrent"})
    void failsWithOneLineOnStderr(int exitCode, String args) {
        JarProcess failed = starling(args.split(" ")).run();

        assertThat(failed.awaitExit()).isEqualTo(exitCode);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).hasSize(1).first().asString().startsWith("starling: ");
    }

    @Test
    void saysWhenEveryListenerIsBound() throws IOException {
        try (JarProcess node = node(ANY_PORTS).start()) {
            JsonObject ready = new JsonObject(node.awaitOut(READY).group(1));
            node.awaitErr("Watch it at (http://127\\.0\\.0\\.1:\\d+/) .*");

            assertThat(ready.getString("node")).isEqualTo("alpha");
            assertThat(ready.getJsonObject("peers").fieldNames()).containsExactly("alpha-1");
            connect(ready.getString("tracker"));
            connect(ready.getString("http"));
            assertThat(ready.getString("udp")).matches("127\\.0\\.0\\.1:\\d+");
            connect(ready.getJsonObject("peers").getString("alpha-1"));
            connect(ready.getString("dashboard").replaceAll("http://|/", ""));
        }
    }

    /** In a network of its own, as nothing but {@code -cluster} is said, and it takes the usual ports. */
    @Test
    void beginsAClusterWithoutAConfiguration() {
        // Where the tests do not run as root, they are root in a namespace of users of their own.
        String namespaces = System.getProperty("user.name").equals("root") ? "-n" : "-rn";
        List<String> alone = List.of("unshare", namespaces, "sh", "-c", "ip link set lo up && exec \"$@\"", "sh");

        try (JarProcess node = starling("-cluster").under(alone).start()) {
            JsonObject ready = new JsonObject(node.awaitOut(READY).group(1));

            assertThat(ready.getString("cluster")).isEqualTo("127.0.0.1:5701");
            assertThat(node.terminate()).isEqualTo(143);
        }
    }

    private static void connect(String address) throws IOException {
        String[] hostAndPort = address.split(":");
        new Socket(hostAndPort[0], Integer.parseInt(hostAndPort[1])).close();
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143"})
    void leavesOnASignal(String signal, int exitCode) throws IOException {
        try (JarProcess node = node(ANY_PORTS).start()) {
            node.awaitOut(READY);

            node.signal(signal);

            assertThat(node.awaitExit()).isEqualTo(exitCode);
            assertThat(node.out()).hasSize(1);
            assertThat(node.err()).noneMatch(line -> line.contains("ERROR") || line.startsWith("\tat "));
        }
    }

    @Test
    void startsNothingWhenAPortIsInUse() throws IOException {
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String json = ANY_PORTS.replace("{ \"port\": 0 } ]", "{ \"port\": " + occupied.getLocalPort() + " } ]");

            JarProcess node = node(json).run();

            assertThat(node.awaitExit()).isEqualTo(2);
            assertThat(node.out()).isEmpty();
            assertThat(node.err())
                    .containsExactly("starling: peers[0].port: 127.0.0.1:" + occupied.getLocalPort()
                            + " is in use (expected: a free port, or 0 for any)");
        }
    }

    @Test
    void startsNothingWhenThePortForStockClientsIsInUse() throws IOException {
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String json = ANY_PORTS.replace("\"httpPort\": 0", "\"httpPort\": " + occupied.getLocalPort());

            JarProcess node = node(json).run();

            assertThat(node.awaitExit()).isEqualTo(2);
            assertThat(node.out()).isEmpty();
            assertThat(node.err())
                    .containsExactly("starling: tracker.httpPort: 127.0.0.1:" + occupied.getLocalPort()
                            + " is in use (expected: a free port, or 0 for any)");
        }
    }

    @Test
    void waitsForATrackerAsLongAsItIsTold() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        JarProcess get = starling("get", "a", "--tracker", "127.0.0.1:" + port, "--timeout", "1")
                .run();

        assertThat(get.awaitExit()).isEqualTo(1);
        assertThat(get.out()).isEmpty();
        assertThat(get.err()).hasSize(2);
        assertThat(get.err().get(0)).contains("trying again for 1 s");
        assertThat(get.err().get(1)).startsWith("starling: no tracker at 127.0.0.1:" + port);
    }

    @Test
    void logsAsMuchAsItIsAsked() throws IOException {
        try (JarProcess node = node(ANY_PORTS).env("STARLING_LOG", "off").start()) {
            node.awaitOut(READY);
            assertThat(node.terminate()).isEqualTo(143);
            assertThat(node.err()).hasSize(1);
        }
    }
}
