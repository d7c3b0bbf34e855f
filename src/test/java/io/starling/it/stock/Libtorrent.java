package io.starling.it.stock;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** libtorrent by its Python binding, which says what happens. */
final class Libtorrent implements StockClient {
    private static final Path SCRIPT = Path.of("src/test/resources/libtorrent_client.py");
    private static final Pattern VERSION = Pattern.compile("VERSION (.*)");

    private final StockProcess process;

    Libtorrent(Order order, Place place) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/python3",
                SCRIPT.toAbsolutePath().toString(),
                order.source(),
                order.directory().toString(),
                place.host(),
                Integer.toString(place.port())));
        command.addAll(encryption(order.encryption()));
        process = StockProcess.start("libtorrent", StockProcess.home("libtorrent", order), place, command);
    }

    /** What is forced (pe_forced is 0), and how much of it is allowed: pe_plaintext is 1, pe_rc4 is 2. */
    private static List<String> encryption(Order.Encryption encryption) {
        return switch (encryption) {
            case AS_IT_COMES -> List.of();
            case HANDSHAKE -> List.of("in_enc_policy=0", "out_enc_policy=0", "allowed_enc_level=1");
            case RC4 -> List.of("in_enc_policy=0", "out_enc_policy=0", "allowed_enc_level=2");
        };
    }

    private Matcher awaitOutput(String expectation, Pattern pattern) throws Exception {
        return process.await(expectation, () -> pattern.matcher(process.output()), Matcher::find);
    }

    @Override
    public String version() throws Exception {
        return awaitOutput("says its version", VERSION).group(1);
    }

    @Override
    public void awaitDone() throws Exception {
        awaitOutput("seeds", Pattern.compile("COMPLETE"));
    }

    @Override
    public void leave() throws IOException {
        process.closeInput();
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
