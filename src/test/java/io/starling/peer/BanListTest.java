package io.starling.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.torrent.PeerId;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class BanListTest {
    private static final long TERM = BanList.TERM.toNanos();
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final SocketAddress DOOR = SocketAddress.inetSocketAddress(6881, "127.0.0.1");

    private final BanList bans = new BanList();

    @Test
    void knowsALiarByItsIdAndWhereItListens() {
        PeerId liar = PeerId.random();
        bans.ban(liar, HERE, List.of(DOOR), 0);

        assertThat(bans.isBanned(liar, 0)).isTrue();
        assertThat(bans.isBanned(DOOR, 0)).isTrue();
        assertThat(bans.isBanned(PeerId.random(), 0)).isFalse();
        assertThat(bans.isBanned(SocketAddress.inetSocketAddress(6882, "127.0.0.1"), 0))
                .isFalse();
    }

    @Test
    void oneLiarDoesNotShutTheDoorOnItsNeighbours() {
        bans.ban(PeerId.random(), HERE, List.of(), 0);
        PeerId twice = PeerId.random();
        bans.ban(twice, HERE, List.of(), 0);
        bans.ban(twice, HERE, List.of(), 0);

        assertThat(bans.isBanned(HERE, 0)).isFalse();
    }

    @Test
    void manyLiarsFromOneAddressAreOneWithManyNames() {
        for (int i = 0; i < BanList.LIARS_OF_AN_ADDRESS; i++) {
            bans.ban(PeerId.random(), HERE, List.of(), i);
        }

        assertThat(bans.isBanned(HERE, 10)).isTrue();
        assertThat(bans.isBanned(HERE, TERM)).isFalse();
    }

    @Test
    void forgivesAfterItsTerm() {
        PeerId liar = PeerId.random();
        bans.ban(liar, HERE, List.of(DOOR), 0);

        assertThat(bans.isBanned(liar, TERM - 1)).isTrue();
        assertThat(bans.isBanned(liar, TERM)).isFalse();
        assertThat(bans.isBanned(DOOR, TERM)).isFalse();
    }

    @Test
    void remembersABoundedNumber() {
        PeerId first = PeerId.random();
        bans.ban(first, HERE, List.of(DOOR), 0);
        for (int i = 0; i < BanList.MAX_BANS; i++) {
            bans.ban(PeerId.random(), HERE, List.of(), 0);
        }

        assertThat(bans.isBanned(first, 0)).isFalse();
        assertThat(bans.isBanned(DOOR, 0)).isFalse();
    }
}
