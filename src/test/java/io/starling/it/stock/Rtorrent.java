package io.starling.it.stock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** rTorrent, which takes commands by XML-RPC over SCGI. */
final class Rtorrent implements StockClient {
    private final StockProcess process;
    private final ScgiControl control;

    Rtorrent(Order order, Place place) throws IOException {
        control = new ScgiControl(place);
        Path home = StockProcess.home("rtorrent", order);
        Path configuration = Files.writeString(home.resolve("rtorrent.rc"), configuration(home, order, place));
        process = StockProcess.start(
                "rTorrent", home, place, List.of("rtorrent", "-n", "-o", "import=" + configuration, order.source()));
    }

    private static String configuration(Path home, Order order, Place place) {
        return """
                system.daemon.set = true
                network.bind_address.set = %1$s
                network.local_address.set = %1$s
                network.port_range.set = %2$d-%2$d
                network.scgi.open_port = %1$s:%3$d
                session.path.set = %4$s
                directory.default.set = %5$s
                dht.mode.set = disable
                protocol.pex.set = no
                protocol.encryption.set = %6$s
                log.open_file = "log", /dev/stdout
                log.add_output = "info", "log"
                """.formatted(
                        place.host(),
                        place.port(),
                        place.controlPort(),
                        home,
                        order.directory(),
                        encryption(order.encryption()));
    }

    private static String encryption(Order.Encryption encryption) {
        return switch (encryption) {
            case AS_IT_COMES -> "none"; // its default
            case HANDSHAKE -> "allow_incoming,try_outgoing,require";
            case RC4 -> "allow_incoming,try_outgoing,require,require_RC4";
        };
    }

    @Override
    public String version() throws Exception {
        return process.await("answers", () -> control.call("system.client_version"), answers -> true)
                .get(0);
    }

    @Override
    public void awaitDone() throws Exception {
        process.await(
                "seeds",
                () -> control.call("d.multicall2", "", "main", "d.complete=", "d.is_active=", "d.is_meta="),
                List.of("1", "1", "0")::equals);
    }

    @Override
    public void leave() throws IOException {
        control.call("system.shutdown.normal");
    }

    @Override
    public void close() throws Exception {
        process.end(this::leave);
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
