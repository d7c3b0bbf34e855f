package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.starling.bus.TransferSnapshot;
import io.starling.testing.WirePeer;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.TransferStatus;
import io.starling.wire.Handshake;
import io.starling.wire.Message;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A running peer that wants a file which nobody has yet, the strangers that a test sends to it, and what it says of them.
 * In the end a good seed comes, and the file must be right.
 */
final class Victim implements AutoCloseable {
    static final int PIECE = 64 * 1024;
    static final int PIECES = 40;

    final LocalSwarm swarm;
    final LocalSwarm.Peer peer;
    final InfoHash infoHash;
    final byte[] bytes;

    private final Path original;
    private final BlockingQueue<LogEvent> events = new LinkedBlockingQueue<>();

    Victim(Path directory) throws Exception {
        this(directory, UnaryOperator.identity());
    }

    Victim(Path directory, UnaryOperator<PeerOptions> change) throws Exception {
        swarm = new LocalSwarm(directory);
        swarm.vertx
                .eventBus()
                .<JsonObject>consumer(
                        Addresses.LOG, message -> events.add(BusJson.read(message.body(), LogEvent.class)));
        swarm.tracker(0);
        original = swarm.file("file.bin", PIECES * PIECE);
        bytes = Files.readAllBytes(original);
        LocalSwarm.Peer publisher = swarm.peer("publisher");
        infoHash = publisher.share(original, PIECE).infoHash();
        publisher.stop();
        peer = swarm.peer("victim", change);
        peer.get("file.bin");
    }

    /** A stranger from this address, which has shaken hands, speaks all that we speak, and has said nothing else. */
    WirePeer meet(String from) throws Exception {
        return meet(from, PeerId.random());
    }

    WirePeer meet(String from, PeerId id) throws Exception {
        return WirePeer.connect(swarm.vertx, peer.port(), from).greet(new Handshake(infoHash, id, true, true));
    }

    WirePeer connect(String from) throws Exception {
        return WirePeer.connect(swarm.vertx, peer.port(), from);
    }

    /** Lets the stranger answer each request from these bytes. */
    void serves(WirePeer stranger, byte[] content) {
        stranger.answering(message -> {
                    if (message instanceof Message.Request request) {
                        stranger.sendBlock(request.block(), content, PIECE);
                    }
                })
                .send(new Message.HaveAll(), new Message.Unchoke());
    }

    /** Waits until nobody is connected with the victim. */
    void awaitGone() {
        peer.awaitTransfer("alone", now -> now.connections() == 0);
    }

    /** The next event with these words; others that come before are thrown away. */
    LogEvent awaitEvent(String... words) throws InterruptedException {
        while (true) {
            LogEvent event = events.poll(30, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no event says " + List.of(words));
            }
            if (List.of(words).stream().allMatch(event.text()::contains)) {
                return event;
            }
        }
    }

    /** The events with this word that were not awaited. */
    List<String> events(String word) {
        return events.stream()
                .map(LogEvent::text)
                .filter(text -> text.contains(word))
                .toList();
    }

    /** A good seed comes, and the victim has the file, as it was, soon. */
    TransferSnapshot finishes() throws Exception {
        swarm.peer("seed").share(original, PIECE);
        return isComplete();
    }

    TransferSnapshot isComplete() throws Exception {
        TransferSnapshot done = peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] expected = sha256.digest(bytes);
        assertThat(sha256.digest(Files.readAllBytes(Path.of(done.files().get(0)))))
                .isEqualTo(expected);
        return done;
    }

    @Override
    public void close() {
        swarm.close();
    }
}
