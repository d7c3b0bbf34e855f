package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.TransferSnapshot;
import io.starling.testing.WirePeer;
import io.starling.torrent.Block;
import io.starling.torrent.PeerId;
import io.starling.wire.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that lie about data: the right ones are banned, what they cost is bounded, and the file arrives as it was. */
class LyingPeersTest {
    private static final int HALF = Victim.PIECE / 2;

    private Victim victim;
    private byte[] damaged;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        victim = new Victim(directory);
        damaged = victim.bytes.clone();
        for (int i = 0; i < damaged.length; i += Block.LENGTH_BYTES) {
            damaged[i] ^= 1;
        }
    }

    @AfterEach
    void close() {
        victim.close();
    }

    /** Each piece has blocks of both, so that its hash accuses both; only a copy from a third can tell. */
    @Test
    void bansExactlyTheOneOfTwoWhoseBlocksAreBad() throws Exception {
        try (WirePeer honest = victim.meet("127.0.3.1");
                WirePeer liar = victim.meet("127.0.3.2")) {
            servesHalves(honest, victim.bytes, HALF);
            servesHalves(liar, damaged, 0);
            victim.awaitEvent("does not have its hash");
            assertThat(liar.isClosed()).isFalse();

            victim.finishes();
            liar.awaitClosed();
        }

        assertThat(victim.events("banned")).singleElement().asString().contains("127.0.3.2", "sent a bad piece");
    }

    @Test
    void aLiarAmongManyCostsNoMoreThanEachPieceOnceMore() throws Exception {
        List<WirePeer> strangers = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            strangers.add(victim.meet("127.0.3." + i));
        }
        for (WirePeer stranger : strangers) {
            victim.serves(stranger, stranger == strangers.get(0) ? damaged : victim.bytes);
        }

        TransferSnapshot done = victim.isComplete();
        strangers.get(0).awaitClosed();
        assertThat(done.downloaded()).isLessThanOrEqualTo(2L * victim.bytes.length);
        assertThat(victim.events("banned")).singleElement().asString().contains("127.0.3.1");
    }

    @Test
    void aLiarThatHasLeftIsFoundOutAndNotLetInAgain() throws Exception {
        PeerId name = PeerId.random();
        CountDownLatch served = new CountDownLatch(20);
        WirePeer liar = victim.meet("127.0.3.1", name);
        answers(liar, block -> {
            if (block.begin() < HALF) {
                liar.sendBlock(block, damaged, Victim.PIECE);
                served.countDown();
            } else {
                liar.send(new Message.Reject(block));
            }
        });
        assertThat(served.await(30, TimeUnit.SECONDS)).isTrue();
        liar.close();
        try (WirePeer honest = victim.meet("127.0.3.2")) {
            servesHalves(honest, victim.bytes, HALF);
            victim.awaitEvent("does not have its hash");
            victim.finishes();
        }

        assertThat(victim.events("banned")).singleElement().asString().contains("127.0.3.1");
        assertIsRefused("127.0.3.1", name);
        assertIsLetIn("127.0.3.1");
    }

    @Test
    void aBannedPeerIsRefusedUnderItsNameAndAfterThreeLiesItsAddressIs() throws Exception {
        for (int lies = 1; lies <= 3; lies++) {
            assertIsLetIn("127.0.3.1");
            PeerId name = PeerId.random();
            try (WirePeer liar = victim.meet("127.0.3.1", name)) {
                victim.serves(liar, damaged);
                liar.awaitClosed();
            }
            assertIsRefused("127.0.3.1", name);
        }

        assertIsRefused("127.0.3.1", PeerId.random());
        assertIsLetIn("127.0.3.2");
        victim.awaitEvent("banned", "127.0.3.1", "sent a bad piece");
        assertThat(victim.events("banned")).isEmpty();
        victim.finishes();
    }

    @Test
    void thoseWhoSayTheyHaveAllAndStallOrRejectOrChokeHoldNothingUp() throws Exception {
        for (int i = 1; i <= 8; i++) {
            victim.meet("127.0.3.1").send(new Message.HaveAll(), new Message.Unchoke());
            WirePeer rejects = victim.meet("127.0.3.2");
            answers(rejects, block -> rejects.send(new Message.Reject(block)));
            WirePeer chokes = victim.meet("127.0.3.3");
            answers(chokes, block -> chokes.send(new Message.Choke(), new Message.Unchoke()));
        }

        victim.finishes();
        assertThat(victim.events("banned")).isEmpty();
    }

    private void assertIsRefused(String address, PeerId name) throws Exception {
        try (WirePeer refused = victim.meet(address, name)) {
            refused.awaitClosed();
            assertThat(refused.isGreeted()).isFalse();
        }
    }

    private void assertIsLetIn(String address) throws Exception {
        try (WirePeer letIn = victim.meet(address)) {
            letIn.awaitGreeted();
        }
    }

    /** Serves this half of each piece, and rejects the other. */
    private void servesHalves(WirePeer stranger, byte[] content, int from) {
        answers(stranger, block -> {
            if (block.begin() < HALF == from < HALF) {
                stranger.sendBlock(block, content, Victim.PIECE);
            } else {
                stranger.send(new Message.Reject(block));
            }
        });
    }

    private static void answers(WirePeer stranger, Consumer<Block> answer) {
        stranger.answering(message -> {
                    if (message instanceof Message.Request request) {
                        answer.accept(request.block());
                    }
                })
                .send(new Message.HaveAll(), new Message.Unchoke());
    }
}
