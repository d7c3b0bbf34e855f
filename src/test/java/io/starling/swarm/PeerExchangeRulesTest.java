package io.starling.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.announce.Reach;
import io.starling.wire.PexMessage;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whom there is reason to dial of those that a remote names. */
class PeerExchangeRulesTest {
    private static final long SECOND = 1_000_000_000L;

    private final PeerExchange exchange = new PeerExchange(false, heard -> {});
    private final PeerExchange.Record record = new PeerExchange.Record();

    private static PexMessage naming(String... hosts) {
        return new PexMessage(
                Stream.of(hosts)
                        .map(host -> new PexMessage.Peer(new InetSocketAddress(host, 6881), 0))
                        .toList(),
                List.of());
    }

    private List<String> believed(PeerExchange exchange, Reach teller, long nowNanos, String... hosts) {
        return exchange.believed(record, teller, naming(hosts), nowNanos).stream()
                .map(address -> address.getAddress().getHostAddress())
                .toList();
    }

    @Test
    void nobodyOnThisMachineUnlessItIsSaidHere() {
        String[] hosts = {"127.0.0.1", "0.0.0.0", "169.254.169.254", "224.0.0.1", "10.0.0.1", "8.8.8.8"};
        assertThat(believed(exchange, Reach.PUBLIC, 0, hosts)).containsExactly("10.0.0.1", "8.8.8.8");
        assertThat(believed(exchange, Reach.LOCAL, 60 * SECOND, hosts))
                .containsExactly("127.0.0.1", "169.254.169.254", "10.0.0.1", "8.8.8.8");
    }

    @Test
    void nobodyWithoutAPort() {
        PexMessage message =
                new PexMessage(List.of(new PexMessage.Peer(new InetSocketAddress("8.8.8.8", 0), 0)), List.of());
        assertThat(exchange.believed(record, Reach.PUBLIC, message, 0)).isEmpty();
    }

    @Test
    void nobodyBeforeAMinuteHasGoneBy() {
        assertThat(believed(exchange, Reach.PUBLIC, 0, "8.8.8.8")).hasSize(1);
        assertThat(believed(exchange, Reach.PUBLIC, 49 * SECOND, "8.8.4.4")).isEmpty();
        assertThat(believed(exchange, Reach.PUBLIC, 60 * SECOND, "8.8.4.4")).hasSize(1);
    }

    @Test
    void nobodyInAPrivateTorrent() {
        PeerExchange ofPrivate = new PeerExchange(true, heard -> {});
        assertThat(believed(ofPrivate, Reach.PUBLIC, 0, "8.8.8.8")).isEmpty();
        assertThat(ofPrivate.isOn()).isFalse();
        assertThat(exchange.isOn()).isTrue();
    }
}
