package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.node.ClusterOptions;
import io.starling.node.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterAddressesTest {
    @TempDir
    private Path directory;

    /** 192.0.2.1 is set aside for documents (RFC 5737), and names below .invalid never resolve (RFC 2606). */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            "members": ["127.0.0.1:1", "x.invalid:1"]  | cluster.members[1]: "x.invalid" does not resolve (expected: a member that can be looked up)
            "members": ["127.0.0.1:0"]                 | cluster.members[0]: 127.0.0.1:0 has no port (expected: HOST:PORT with a port of 1..65535)
            "host": "x.invalid"                        | cluster.host: "x.invalid" does not resolve (expected: an address of this machine that the other nodes reach)
            "host": "192.0.2.1"                        | cluster.host: 192.0.2.1 is none of this machine's addresses (expected: an address of this machine that the other nodes reach)
            "host": "0.0.0.0"                          | cluster.host: 0.0.0.0 says not where it is reached (expected: an address of this machine that the other nodes reach, or "publicHost")
            "publicHost": "x.invalid"                  | cluster.publicHost: "x.invalid" does not resolve (expected: a name or address of this node)
            """)
    void whatIsWrongWithAnAddressIsSaidBeforeAnythingStarts(String keys, String line) throws Exception {
        assertThat(errorOf("{\"cluster\": {\"port\": 0, " + keys + "}}")).isEqualTo("starling: " + line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"port", "busPort"})
    void aPortInUseIsNamedWithItsKey(String key) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            String ports = key.equals("port") ? "\"port\": " + port : "\"port\": 0, \"busPort\": " + port;

            assertThat(errorOf("{\"cluster\": {" + ports + "}}"))
                    .isEqualTo("starling: cluster." + key + ": 127.0.0.1:" + port
                            + " is in use (expected: a free port, or 0 for any)");
        }
    }

    private String errorOf(String configuration) throws Exception {
        Cli cli = Cli.run("-conf", Files.writeString(directory.resolve("node.json"), configuration));

        assertThat(cli.exitCode()).isEqualTo(2);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).hasSize(1);
        return cli.err().get(0);
    }

    @Test
    void aNodeDoesNotLookForItself() {
        int port = freePort();
        ClusterOptions options = new ClusterOptions()
                .setPort(port)
                .setMembers(List.of("127.0.0.1:" + port, "127.0.0.2:" + port, "127.0.0.2:" + port, "127.0.0.1:1"));

        assertThat(ClusterAddresses.of(options).members())
                .containsExactly(new HostPort("127.0.0.2", port), new HostPort("127.0.0.1", 1));
    }

    /** Of this machine a moment ago, which is all that a node that ends and comes back has either. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
