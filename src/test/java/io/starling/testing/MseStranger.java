package io.starling.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.wire.CryptoMethod;
import io.starling.wire.Handshake;
import io.starling.wire.KeyExchange;
import io.starling.wire.MseInitiator;
import io.starling.wire.MseStream;
import io.starling.wire.SharedSecret;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Dials a peer on this machine and begins an encrypted handshake, as far as a test tells it, and says what then comes. */
public final class MseStranger implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final Random random = new Random(1);
    private final KeyExchange keys = KeyExchange.begin(random);

    /** @param from one of the addresses 127.0.0.0/8 */
    public MseStranger(int port, String from) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port));
    }

    public MseStranger send(ByteBuf bytes) throws IOException {
        bytes.readBytes(socket.getOutputStream(), bytes.readableBytes());
        return this;
    }

    /** Sends a sound key and takes the other side's; its padding comes later, or has come. */
    public SharedSecret exchangeKeys() throws IOException {
        send(keys.hello(random));
        return keys.agree(ByteString.wrap(socket.getInputStream().readNBytes(KeyExchange.KEY_BYTES)));
    }

    /** Does all that has to be done; returns the method that the other side selected, and its handshake. */
    public Greeted greet(Handshake ours, Set<CryptoMethod> provided) throws IOException {
        MseInitiator side = new MseInitiator(exchangeKeys(), ours.infoHash(), provided);
        send(side.open(ours.encode(), random));
        ByteBuf in = Unpooled.buffer();
        Optional<MseStream> agreed = Optional.empty();
        while (agreed.isEmpty()) {
            read(in);
            agreed = side.receive(in);
        }
        while (in.readableBytes() < Handshake.LENGTH_BYTES) {
            ByteBuf more = read(Unpooled.buffer());
            if (agreed.get().method() == CryptoMethod.RC4) {
                agreed.get().incoming().applyTo(more);
            }
            in.writeBytes(more);
        }
        return new Greeted(agreed.get().method(), Handshake.decode(in));
    }

    /** Whether anything has come that was not read. */
    public boolean hasAnswer() {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ByteBuf read(ByteBuf in) throws IOException {
        if (in.writeBytes(socket.getInputStream(), 1_000) < 0) {
            throw new IOException("closed by the other side");
        }
        return in;
    }

    /** Waits until the other side hangs up. */
    public void awaitClosed() throws IOException {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
            // Reset: it has hung up without reading all that was sent.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    public record Greeted(CryptoMethod method, Handshake theirs) {}

    /** A handshake about this torrent. */
    public static Handshake handshake(InfoHash torrent) {
        return new Handshake(torrent, PeerId.random(), true, true);
    }
}
