package io.starling.tracker;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A socket that may send the UDP door anything at all, and writes what a client would by itself. Blocking; an answer that
 * does not come fails after a while.
 */
final class UdpClientSocket implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 30_000;
    private static final int MAX_ANSWER_BYTES = 65_535;
    private static final long PROTOCOL_ID = 0x41727101980L;

    private final DatagramSocket socket;
    private int lastTransaction;

    /** An answer: what it is for, whose request it answers, and what it says. */
    record Answer(int action, int transaction, Buffer body) {
        /** The reason of an error. */
        String error() {
            if (action != 3) {
                throw new AssertionError("action " + action + " is no error");
            }
            return body.toString();
        }

        /** Of an announce: the peers, as they are. */
        ByteString peers() {
            if (action != 1) {
                throw new AssertionError("action " + action + " is no announce: " + body);
            }
            return ByteString.wrap(body.getBytes(12, body.length()));
        }

        int length() {
            return 8 + body.length();
        }
    }

    /** From a local address to {@code address}, {@code host:port}. */
    UdpClientSocket(String address, String from) throws IOException {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1))));
    }

    void send(Buffer datagram) throws IOException {
        socket.send(new DatagramPacket(datagram.getBytes(), datagram.length()));
    }

    Answer receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_ANSWER_BYTES], MAX_ANSWER_BYTES);
        socket.receive(packet);
        Buffer answer = Buffer.buffer().appendBytes(packet.getData(), 0, packet.getLength());
        return new Answer(answer.getInt(0), answer.getInt(4), answer.getBuffer(8, answer.length()));
    }

    private Answer ask(Buffer request, int transaction) throws IOException {
        send(request);
        Answer answer = receive();
        if (answer.transaction != transaction) {
            throw new AssertionError("transaction " + answer.transaction + " (expected: " + transaction + ")");
        }
        return answer;
    }

    Buffer head(long connectionId, int action) {
        return Buffer.buffer().appendLong(connectionId).appendInt(action).appendInt(++lastTransaction);
    }

    Buffer connectRequest() {
        return head(PROTOCOL_ID, 0);
    }

    /** Asks for a connection id. */
    long connect() throws IOException {
        Answer answer = ask(connectRequest(), lastTransaction);
        if (answer.action != 0 || answer.body.length() != 8) {
            throw new AssertionError("no answer to a connect: " + answer);
        }
        return answer.body.getLong(0);
    }

    Answer ask(Buffer request) throws IOException {
        return ask(request, lastTransaction);
    }

    /** An announce of a client that has nothing yet, wants as many as the tracker likes, and listens on this port. */
    Buffer announceRequest(long connectionId, InfoHash infoHash, int port) {
        return head(connectionId, 1)
                .appendBytes(infoHash.bytes().toByteArray())
                .appendBytes(Announcement.peerId(port).bytes().toByteArray())
                .appendLong(0)
                .appendLong(1_000)
                .appendLong(0)
                .appendInt(2)
                .appendInt(0)
                .appendInt(0x5EC12E7)
                .appendInt(-1)
                .appendUnsignedShort(port);
    }

    Buffer scrapeRequest(long connectionId, List<InfoHash> infoHashes) {
        Buffer request = head(connectionId, 2);
        infoHashes.forEach(infoHash -> request.appendBytes(infoHash.bytes().toByteArray()));
        return request;
    }

    /** Counts of each swarm as {@code complete/downloaded/incomplete}. */
    List<String> scrape(InfoHash... infoHashes) throws IOException {
        Answer answer = ask(scrapeRequest(connect(), List.of(infoHashes)));
        if (answer.action != 2) {
            throw new AssertionError("no answer to a scrape: " + answer.body);
        }
        List<String> counts = new ArrayList<>();
        for (int at = 0; at < answer.body.length(); at += 12) {
            counts.add(answer.body.getInt(at) + "/" + answer.body.getInt(at + 4) + "/" + answer.body.getInt(at + 8));
        }
        return counts;
    }

    @Override
    public void close() {
        socket.close();
    }
}
