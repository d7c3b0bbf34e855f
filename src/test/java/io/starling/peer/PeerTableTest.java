package io.starling.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.ByteString;
import io.starling.torrent.PeerId;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeerTableTest {
    private static final long SECOND = 1_000_000_000L;
    private static final PeerId SMALL = id('a');
    private static final PeerId SELF = id('m');
    private static final PeerId LARGE = id('z');

    private final PeerTable<Line> table = new PeerTable<>(SELF, 2, new BanList());

    private record Line(PeerId remoteId, boolean isDialled) implements PeerTable.Connected {
        @Override
        public InetAddress remoteInetAddress() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public List<SocketAddress> listensAt() {
            return List.of();
        }

        @Override
        public boolean isUseful() {
            return true;
        }
    }

    @Test
    void dialsWhomTheTrackerNamesOnceAndNotItself() {
        table.learn(SMALL, at(1), false);
        table.learn(SELF, at(2), false);

        assertThat(table.toDial(false, 0)).containsExactly(at(1));
        assertThat(table.toDial(false, 0)).isEmpty();
    }

    @Test
    void dialsNoMoreThanThereIsRoomForAndCompletePeersFirst() {
        table.learn(id('b'), at(1), false);
        table.learn(id('c'), at(2), false);
        table.learn(id('d'), at(3), true);

        assertThat(table.toDial(false, 0)).containsExactly(at(3), at(1));
    }

    @Test
    void dialsNoCompletePeerWhenWeHaveEverything() {
        table.learn(id('b'), at(1), false);
        table.learn(id('c'), at(2), true);

        assertThat(table.toDial(true, 0)).containsExactly(at(1));
    }

    @Test
    void dialsAPeerThatDidNotAnswerLaterEachTimeLater() {
        table.learn(SMALL, at(1), false);
        assertThat(table.toDial(false, 0)).hasSize(1);
        table.dialEnded(at(1), Optional.empty(), 0);

        assertThat(table.toDial(false, SECOND)).isEmpty();
        assertThat(table.toDial(false, 2 * SECOND)).hasSize(1);
        table.dialEnded(at(1), Optional.empty(), 2 * SECOND);
        assertThat(table.toDial(false, 5 * SECOND)).isEmpty();
        assertThat(table.toDial(false, 6 * SECOND)).hasSize(1);
    }

    @Test
    void doesNotDialAPeerThatIsConnected() {
        table.admit(new Line(SMALL, false), 0);
        table.learn(SMALL, at(1), false);

        assertThat(table.toDial(false, 0)).isEmpty();
    }

    @Test
    void doesNotDialAnAddressAgainWhoseOwnerIsConnected() {
        table.learn(at(1));
        assertThat(table.toDial(false, 0)).containsExactly(at(1));
        table.admit(new Line(SMALL, true), 0);
        table.dialEnded(at(1), Optional.of(SMALL), 0);

        assertThat(table.toDial(false, 100 * SECOND)).isEmpty();
    }

    @Test
    void doesNotDialAnAddressAgainWhoseOwnerGoesByAnotherIdThanTheTrackerSays() {
        table.learn(id('b'), at(1), false);
        assertThat(table.toDial(false, 0)).containsExactly(at(1));
        Line connection = new Line(SMALL, true);
        table.admit(connection, 0);
        table.dialEnded(at(1), Optional.of(SMALL), 0);

        assertThat(table.toDial(false, 100 * SECOND)).isEmpty();

        table.closed(connection);
        table.forget(id('b'));
        assertThat(table.toDial(false, 100 * SECOND)).isEmpty();
    }

    @Test
    void dialsOneThatGoesByAnotherIdAgainWhenItsConnectionIsGone() {
        table.learn(id('b'), at(1), false);
        assertThat(table.toDial(false, 0)).containsExactly(at(1));
        Line connection = new Line(SMALL, true);
        table.admit(connection, 0);
        table.dialEnded(at(1), Optional.of(SMALL), 0);
        table.closed(connection);

        assertThat(table.toDial(false, 100 * SECOND)).containsExactly(at(1));
    }

    @Test
    void dialsAPeerThatMovedAtItsNewAddressAlone() {
        table.learn(SMALL, at(1), false);
        table.learn(SMALL, at(2), false);

        assertThat(table.toDial(false, 0)).containsExactly(at(2));
    }

    @Test
    void forgetsAPeerThatLeft() {
        table.learn(SMALL, at(1), false);
        table.forget(SMALL);

        assertThat(table.toDial(false, 0)).isEmpty();
    }

    @Test
    void aPeerThatIsStartedAgainAtTheSameAddressIsAnother() {
        table.learn(SMALL, at(1), true);
        table.learn(LARGE, at(1), false);
        table.forget(SMALL);
        table.learn(LARGE, at(1), false);

        assertThat(table.toDial(true, 0)).containsExactly(at(1));
    }

    @Test
    void refusesConnectionsBeyondTheLimit() {
        assertThat(table.admit(new Line(id('b'), false), 0).isAdmitted()).isTrue();
        assertThat(table.admit(new Line(id('c'), false), 0).isAdmitted()).isTrue();
        assertThat(table.admit(new Line(id('d'), false), 0).isAdmitted()).isFalse();
    }

    /** Of two connections between two peers both sides keep the same: the one that the greater id dialled. */
    @Test
    void keepsOfTwoConnectionsTheOneThatTheGreaterIdDialled() {
        Line dialledByLarge = new Line(LARGE, false);
        Line dialledBySelf = new Line(LARGE, true);

        assertThat(table.admit(dialledBySelf, 0).isAdmitted()).isTrue();
        assertThat(table.admit(dialledByLarge, 0).victim()).contains(dialledBySelf);
        assertThat(table.admit(dialledBySelf, 0).isAdmitted()).isFalse();
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void keepsTheFirstOfTwoConnectionsInTheSameDirection() {
        assertThat(table.admit(new Line(SMALL, false), 0).isAdmitted()).isTrue();
        assertThat(table.admit(new Line(SMALL, false), 0).isAdmitted()).isFalse();
    }

    @Test
    void anOldConnectionThatClosesDoesNotTakeItsSuccessorAway() {
        Line old = new Line(LARGE, true);
        table.admit(old, 0);
        table.admit(new Line(LARGE, false), 0);
        table.closed(old);

        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void doesNotDialAnAddressAgainWhoseOwnerTurnedOutToHaveEverythingAsWeDo() {
        table.learn(at(1));
        table.toDial(false, 0);
        table.admit(new Line(SMALL, true), 0);
        table.dialEnded(at(1), Optional.of(SMALL), 0);
        table.hasEverything(SMALL);
        table.closed(new Line(SMALL, true));

        assertThat(table.toDial(true, 100 * SECOND)).isEmpty();
        assertThat(table.toDial(false, 100 * SECOND)).containsExactly(at(1));
    }

    @Test
    void neverMeetsABannedPeerAgain() {
        table.learn(SMALL, at(1), false);
        table.ban(new Line(SMALL, true), 0);
        table.learn(SMALL, at(1), false);

        assertThat(table.toDial(false, 0)).isEmpty();
        assertThat(table.admit(new Line(SMALL, false), 0).isAdmitted()).isFalse();
    }

    @Test
    void doesNotDialWhereABannedPeerListens() {
        table.learn(SMALL, at(1), false);
        table.ban(new Line(SMALL, true), 0);
        table.learn(LARGE, at(1), false);

        assertThat(table.toDial(false, 0)).isEmpty();
        assertThat(table.toDial(false, BanList.TERM.toNanos())).containsExactly(at(1));
    }

    @Test
    void doesNotDialItselfASecondTime() {
        table.learn(at(1));
        table.toDial(false, 0);
        table.dialEnded(at(1), Optional.of(SELF), 0);

        assertThat(table.toDial(false, 100 * SECOND)).isEmpty();
    }

    @Test
    void rememberABoundedNumberOfAddresses() {
        for (int port = 1; port <= PeerTable.MAX_KNOWN + 10; port++) {
            table.learn(at(port));
        }
        PeerTable<Line> roomy = new PeerTable<>(SELF, PeerTable.MAX_KNOWN * 2, new BanList());
        for (int port = 1; port <= PeerTable.MAX_KNOWN + 10; port++) {
            roomy.learn(at(port));
        }

        List<SocketAddress> dialled = roomy.toDial(false, 0);
        assertThat(dialled).hasSize(PeerTable.MAX_KNOWN).contains(at(PeerTable.MAX_KNOWN + 10));
    }

    private static SocketAddress at(int port) {
        return SocketAddress.inetSocketAddress(port, "127.0.0.1");
    }

    private static PeerId id(char first) {
        return new PeerId(ByteString.utf8(String.valueOf(first).repeat(PeerId.LENGTH_BYTES)));
    }

    @Test
    void dialsWhomOtherPeersNameAfterTheOthers() {
        table.hear(at(1));
        table.hear(at(2));
        table.learn(id('c'), at(3), false);
        table.learn(at(2));

        assertThat(table.toDial(false, 0)).containsExactly(at(2), at(3));
    }

    @Test
    void remembersFiveHundredWhomOtherPeersNameAndForgetsNobodyForThem() {
        PeerTable<Line> large = new PeerTable<>(SELF, 10_000, new BanList());
        large.learn(SMALL, at(1), false);
        for (int port = 2; port < 5_000; port++) {
            large.hear(at(port));
        }
        assertThat(large.toDial(false, 0)).hasSize(501).startsWith(at(1));
    }

    @Test
    void forgetsWhomOtherPeersNamedWhenNobodyAnswersThere() {
        table.hear(at(1));
        long now = 0;
        for (int tries = 0; tries < 4; tries++) {
            now += 100 * SECOND;
            assertThat(table.toDial(false, now)).containsExactly(at(1));
            table.dialEnded(at(1), Optional.empty(), now);
        }
        assertThat(table.toDial(false, now + 1_000 * SECOND)).isEmpty();
    }
}
