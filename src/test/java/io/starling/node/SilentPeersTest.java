package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.starling.bencode.ByteString;
import io.starling.peer.PeerTimeouts;
import io.starling.testing.WirePeer;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.wire.Handshake;
import io.starling.wire.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Remotes that say nothing, or too little, or nothing any more. */
class SilentPeersTest {
    private static final PeerTimeouts SHORT = new PeerTimeouts(
            Duration.ofMillis(800),
            Duration.ofMillis(300),
            Duration.ofMillis(3_000),
            Duration.ofSeconds(100),
            PeerTimeouts.DEFAULT.webSeed());

    @TempDir
    private Path directory;

    private Victim victim;

    @AfterEach
    void close() {
        victim.close();
    }

    @Test
    void waitsForAHandshakeButNotForEver() throws Exception {
        victim = new Victim(directory, peer -> peer.setTimeouts(SHORT));
        ByteBuf handshake = new Handshake(victim.infoHash, PeerId.random(), true, true).encode();
        try (WirePeer mute = victim.connect("127.0.6.1");
                WirePeer half = victim.connect("127.0.6.2");
                WirePeer drips = victim.connect("127.0.6.3")) {
            half.sendRaw(Unpooled.copiedBuffer(handshake.slice(0, 48)));
            long dripping = victim.swarm.vertx.setPeriodic(
                    100, id -> drips.sendRaw(Unpooled.copiedBuffer(handshake.readSlice(1))));
            mute.awaitClosed();
            half.awaitClosed();
            drips.awaitClosed();
            victim.swarm.vertx.cancelTimer(dripping);
        }

        for (String address : List.of("127.0.6.1", "127.0.6.2", "127.0.6.3")) {
            assertThat(victim.awaitEvent("turned away", address).text()).contains("no handshake within 800 ms");
        }
        victim.finishes();
    }

    @Test
    void turnsAwayWhoAsksForAnotherTorrent() throws Exception {
        victim = new Victim(directory);
        InfoHash other = new InfoHash(ByteString.utf8("o".repeat(InfoHash.LENGTH_BYTES)));
        try (WirePeer stranger = victim.connect("127.0.6.1")) {
            stranger.greet(new Handshake(other, PeerId.random(), true, true));
            stranger.awaitClosed();
            assertThat(stranger.isGreeted()).isFalse();
        }

        assertThat(victim.awaitEvent("turned away", "127.0.6.1").text()).contains(other.hex());
        victim.finishes();
    }

    @Test
    void whoShakesHandsGetsInHoweverManyDoNot() throws Exception {
        victim = new Victim(directory);
        List<WirePeer> mute = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            mute.add(victim.connect("127.0.6.1"));
        }
        try (WirePeer stranger = victim.meet("127.0.6.2")) {
            stranger.await(Message.HaveNone.class);
            mute.get(0).awaitClosed();
            assertThat(mute.get(299).isClosed()).isFalse();
            victim.awaitEvent("turned away", "127.0.6.1", "no handshake while 256 others came");
        }
        victim.finishes();
        mute.forEach(WirePeer::close);
    }

    @Test
    void hangsUpOnWhoIsSilentAndKeepsWhoSaysThatItIsThere() throws Exception {
        victim = new Victim(directory, peer -> peer.setTimeouts(SHORT));
        try (WirePeer silent = victim.meet("127.0.6.1");
                WirePeer alive = victim.meet("127.0.6.2")) {
            long beating = victim.swarm.vertx.setPeriodic(100, id -> alive.send(new Message.KeepAlive()));
            silent.await(Message.KeepAlive.class);
            silent.awaitClosed();
            assertThat(victim.awaitEvent("disconnected", "127.0.6.1").text()).contains("silent for 3000 ms");

            try (WirePeer later = victim.meet("127.0.6.3")) {
                later.awaitClosed();
            }
            assertThat(alive.isClosed()).isFalse();
            victim.swarm.vertx.cancelTimer(beating);
        }
        victim.finishes();
    }
}
