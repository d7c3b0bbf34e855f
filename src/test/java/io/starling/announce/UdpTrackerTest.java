package io.starling.announce;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A tracker that does what the test says, by UDP. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class UdpTrackerTest {
    private static final UdpTracker.Patience LONG = new UdpTracker.Patience(Duration.ofSeconds(20), 2);

    private static final long ID = 0x1122334455667788L;
    private static final AnnounceRequest REQUEST = new AnnounceRequest(
            InfoHash.ofHex("aa".repeat(20)),
            new PeerId(ByteString.utf8("-SX0001-abcdefghijkl")),
            6881,
            1,
            2,
            3,
            AnnounceEvent.STARTED,
            ByteString.utf8("0BADCAFE"),
            50);

    private final List<Buffer> received = Collections.synchronizedList(new ArrayList<>());
    private Vertx vertx;
    private DatagramSocket tracker;
    private Consumer<DatagramPacket> onConnect = packet -> answer(packet, connected(packet));
    private Consumer<DatagramPacket> onAnnounce = packet -> answer(packet, announced(packet, 1_800));

    @BeforeEach
    void startTheTracker(Vertx vertx) throws Exception {
        this.vertx = vertx;
        tracker = vertx.createDatagramSocket().handler(packet -> {
            received.add(packet.data());
            (packet.data().getLong(0) == UdpRequest.PROTOCOL_ID ? onConnect : onAnnounce).accept(packet);
        });
        tracker.listen(0, "127.0.0.1").await(10, SECONDS);
    }

    private void answer(DatagramPacket to, Buffer answer) {
        tracker.send(answer, to.sender().port(), to.sender().hostAddress());
    }

    private static Buffer head(DatagramPacket packet, int action) {
        return Buffer.buffer().appendInt(action).appendInt(packet.data().getInt(12));
    }

    private static Buffer connected(DatagramPacket packet) {
        return head(packet, 0).appendLong(ID);
    }

    private static Buffer announced(DatagramPacket packet, int interval) {
        return head(packet, 1).appendInt(interval).appendInt(1).appendInt(2).appendBytes(new byte[] {
            10, 0, 0, 1, 0x1a, (byte) 0xe1
        });
    }

    private UdpTracker.Patience patience = LONG;

    private Announced announce() throws Exception {
        URI url = URI.create("udp://127.0.0.1:" + tracker.localAddress().port() + "/announce?a=1");
        return new UdpTracker(vertx, url, patience).announce(REQUEST).await(30, SECONDS);
    }

    @Test
    void connectsAndAnnouncesAsTheTrackerReadsIt() throws Exception {
        assertThat(announce().peers()).extracting(Object::toString).containsExactly("10.0.0.1:6881");

        assertThat(received).hasSize(2);
        Buffer announce = received.get(1);
        assertThat(UdpAnnounce.readRequest(announce)).isEqualTo(REQUEST);
        assertThat(announce.getLong(0)).isEqualTo(ID);
        assertThat(UdpOptions.read(announce).pathAndQuery()).isEqualTo("/announce?a=1");
    }

    @Test
    void asksAgainWhatIsLost() throws Exception {
        patience = new UdpTracker.Patience(Duration.ofMillis(300), 10);
        onConnect = packet -> {
            if (received.size() >= 2) {
                answer(packet, connected(packet));
            }
        };

        assertThat(announce().interval()).isEqualTo(Duration.ofSeconds(1_800));

        assertThat(received.get(1)).isEqualTo(received.get(0));
    }

    @Test
    void givesUpOnWhoSaysNothing() {
        patience = new UdpTracker.Patience(Duration.ofMillis(300), 2);
        onAnnounce = packet -> {};

        assertThatThrownBy(this::announce).hasMessageEndingWith(": no answer to 2 datagrams");
    }

    /** From elsewhere, of another transaction, for another action, or too short to be anything: none of it counts. */
    @Test
    void passesOverWhatIsNotTheAnswer() throws Exception {
        DatagramSocket stranger = vertx.createDatagramSocket();
        onConnect = packet -> {
            Buffer forged = head(packet, 0).appendLong(666);
            stranger.send(forged, packet.sender().port(), packet.sender().hostAddress())
                    .onComplete(sent -> {
                        answer(packet, forged.copy().setInt(4, ~packet.data().getInt(12)));
                        answer(packet, forged.copy().setInt(0, 1));
                        answer(packet, forged.slice(0, 7));
                        answer(packet, connected(packet));
                    });
        };

        announce();

        assertThat(received.get(1).getLong(0)).isEqualTo(ID);
    }

    @Test
    void refusesAnswersThatAreCutOff() {
        onConnect = packet -> answer(packet, connected(packet).slice(0, 12));
        assertThatThrownBy(this::announce).hasMessageEndingWith("answer: 12 bytes (expected: 16)");

        onConnect = packet -> answer(packet, connected(packet));
        onAnnounce = packet -> answer(packet, announced(packet, 60).slice(0, 19));
        assertThatThrownBy(this::announce).hasMessageEndingWith("answer: 19 bytes (expected: at least 20)");
    }

    @Test
    void passesOnWhyItIsRefusedOnOneLine() {
        onAnnounce = packet -> answer(packet, head(packet, 3).appendString("no\n\u001b<b>" + "x".repeat(1_000)));

        assertThatThrownBy(this::announce)
                .hasMessageContaining(": refuses: no??<b>xxx")
                .hasMessageEndingWith("x…");
    }

    @Test
    void believesNoAbsurdInterval() throws Exception {
        onAnnounce = packet -> answer(packet, announced(packet, -1));
        assertThat(announce().interval()).isEqualTo(Announced.SHORTEST);

        onAnnounce = packet -> answer(packet, announced(packet, Integer.MAX_VALUE));
        assertThat(announce().interval()).isEqualTo(Announced.LONGEST);
    }
}
