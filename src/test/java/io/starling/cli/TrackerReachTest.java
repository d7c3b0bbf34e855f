package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.node.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrackerReachTest {
    private final List<String> said = new ArrayList<>();

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private static HostPort closedPort() throws IOException {
        try (ServerSocket socket = listen(0)) {
            return new HostPort("127.0.0.1", socket.getLocalPort());
        }
    }

    @Test
    void givesTheLocalAddressOfTheConnection() throws Exception {
        try (ServerSocket tracker = listen(0)) {
            HostPort address = new HostPort("127.0.0.1", tracker.getLocalPort());

            assertThat(new TrackerReach(List.of(address), said::add).awaitLocalAddress(Duration.ZERO))
                    .isEqualTo("127.0.0.1");
            assertThat(said).isEmpty();
        }
    }

    @Test
    void waitsForATrackerAndSaysSoOnce() throws Exception {
        HostPort address = closedPort();
        List<ServerSocket> late = new ArrayList<>();
        TrackerReach reach = new TrackerReach(List.of(address), line -> {
            said.add(line);
            try {
                late.add(listen(address.port()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertThat(reach.awaitLocalAddress(Duration.ofMinutes(1))).isEqualTo("127.0.0.1");

        assertThat(said).singleElement().asString().contains("no tracker at " + address, "trying again for 60 s");
        late.get(0).close();
    }

    @Test
    void takesTheFirstOfSeveralThatIsThere() throws Exception {
        try (ServerSocket tracker = listen(0)) {
            HostPort address = new HostPort("127.0.0.1", tracker.getLocalPort());
            TrackerReach reach = new TrackerReach(List.of(closedPort(), address), said::add);

            assertThat(reach.awaitLocalAddress(Duration.ZERO)).isEqualTo("127.0.0.1");
            assertThat(said).isEmpty();
        }
    }

    @Test
    void givesUpInTheEnd() throws Exception {
        HostPort address = closedPort();

        assertThatThrownBy(
                        () -> new TrackerReach(List.of(address), said::add).awaitLocalAddress(Duration.ofMillis(300)))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("no tracker at " + address)
                .hasMessageContaining("gave up after");
        assertThat(said).hasSize(1);
    }

    @Test
    void findsTheLocalAddressWithoutConnecting() throws Exception {
        assertThat(TrackerReach.localAddressTowards(List.of(closedPort()))).isEqualTo("127.0.0.1");
    }
}
