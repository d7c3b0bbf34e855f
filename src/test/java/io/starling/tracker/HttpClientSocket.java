package io.starling.tracker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BencodeReader;
import io.starling.bencode.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection to the HTTP door that may send anything at all. Blocking; an unanswered read fails after a while. */
final class HttpClientSocket implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 45_000;
    private static final Pattern STATUS = Pattern.compile("\\S+ (\\d{3}) [^\r]*\r\n");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");

    final Socket socket = new Socket();

    /** What the door answered. */
    record Answer(int status, String head, ByteString body) {
        /** The bencoded dictionary that it must be. */
        BDict dict() {
            if (status != 200) {
                throw new AssertionError("status " + status + ": " + body.utf8());
            }
            return (BDict) BencodeReader.read(body);
        }

        /** Why the announce or scrape was refused. */
        String failure() {
            return dict().text("failure reason").orElseThrow(() -> new AssertionError("no failure: " + body.utf8()));
        }
    }

    /** Connects to {@code address}, {@code host:port}, from a local address. */
    HttpClientSocket(String address, String from) throws IOException {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1))));
    }

    /** Connects, asks for the target with GET, and closes. */
    static Answer get(String address, String from, String target) throws IOException {
        try (HttpClientSocket client = new HttpClientSocket(address, from)) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: tracker\r\n\r\n");
            return client.receive().orElseThrow(() -> new AssertionError("closed without an answer: " + target));
        }
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** The next answer, or nothing when the door closed the connection instead. */
    Optional<Answer> receive() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                return Optional.empty();
            }
            head.append((char) octet);
        }
        Matcher status = STATUS.matcher(head);
        Matcher length = LENGTH.matcher(head);
        if (!status.lookingAt()) {
            throw new AssertionError("not HTTP: " + head);
        }
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        return Optional.of(new Answer(Integer.parseInt(status.group(1)), head.toString(), ByteString.wrap(body)));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
