package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.testing.WirePeer;
import io.starling.torrent.PeerId;
import io.starling.wire.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many connections, right or wrong: who gets a place, and who is left. */
class CrowdedPeersTest {
    @TempDir
    private Path directory;

    private Victim victim;

    @AfterEach
    void close() {
        victim.close();
    }

    @Test
    void isNotConnectedWithItself() throws Exception {
        victim = new Victim(directory);
        String self = "127.0.0.1:" + victim.peer.port();
        LocalSwarm.await(
                victim.peer.node.get("file.bin", new GetOptions(List.of(self), List.of(), Duration.ofSeconds(10))));
        try (WirePeer impostor = victim.meet("127.0.7.1", victim.peer.status().peerId())) {
            impostor.awaitClosed();
        }

        assertThat(victim.peer.transfer().connections()).isZero();
        victim.finishes();
    }

    @Test
    void onePeerHasOneConnectionHoweverOftenItCalls() throws Exception {
        victim = new Victim(directory);
        PeerId name = PeerId.random();
        try (WirePeer first = victim.meet("127.0.7.1", name)) {
            first.awaitGreeted();
            for (int i = 0; i < 100; i++) {
                try (WirePeer again = victim.meet("127.0.7.1", name)) {
                    again.awaitClosed();
                }
            }
            assertThat(victim.peer.transfer().connections()).isEqualTo(1);
            assertThat(first.isClosed()).isFalse();
            victim.finishes();
        }
    }

    @Test
    void aStormFromOneNetworkLeavesPlacesForOthersAndForThoseWhomWeDial() throws Exception {
        victim = new Victim(directory, peer -> peer.setMaxConnections(10));
        List<WirePeer> storm = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            storm.add(victim.meet("127.0.7." + i).send(new Message.HaveNone(), new Message.Interested()));
        }
        storm.get(29).awaitClosed();
        victim.peer.awaitTransfer("full of strangers", now -> now.connections() == 8);
        try (WirePeer other = victim.meet("127.0.8.1")) {
            other.await(Message.HaveNone.class);
            storm.get(7).awaitClosed();
            assertThat(storm.get(0).isClosed()).isFalse();
            victim.finishes();
        }
    }

    @Test
    void nothingIsLeftOfThoseWhoComeAndGo() throws Exception {
        victim = new Victim(directory);
        for (int i = 0; i < 500; i++) {
            try (WirePeer stranger = victim.meet("127.0.7.1")) {
                stranger.send(new Message.HaveAll(), new Message.Unchoke());
                if (i % 10 == 0) {
                    stranger.await(Message.Request.class);
                }
            }
        }

        victim.peer.awaitTransfer("alone", now -> now.connections() == 0);
        victim.finishes();
    }
}
