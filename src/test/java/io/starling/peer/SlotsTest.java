package io.starling.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.torrent.PeerId;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private static final long SECOND = 1_000_000_000L;

    private final Slots<Line> slots = new Slots<>(10);

    private record Line(PeerId remoteId, String address, boolean isDialled, boolean isUseful)
            implements PeerTable.Connected {
        @Override
        public InetAddress remoteInetAddress() {
            try {
                return InetAddress.getByName(address);
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public List<SocketAddress> listensAt() {
            return List.of();
        }
    }

    @Test
    void keepsAFifthForThoseWhomWeDial() {
        fill(8, "10.0.0.1");

        assertThat(slots.hasRoomFor(comes("10.0.9.1"))).isFalse();
        assertThat(slots.hasRoomFor(new Line(PeerId.random(), "10.0.9.1", true, true)))
                .isTrue();
    }

    @Test
    void nobodyUsefulGoesForAnotherOfTheSameNetwork() {
        fill(8, "10.0.0.1");

        assertThat(slots.victim(comes("10.0.0.99"), 36 * SECOND)).isEmpty();
    }

    @Test
    void theNewestOfTheMostCrowdedNetworkGoesForAnotherNetwork() {
        slots.put(comes("10.0.7.1"), 9 * SECOND);
        List<Line> storm = fill(7, "10.0.0.1");

        assertThat(slots.victim(comes("10.0.9.1"), 60 * SECOND)).contains(storm.get(6));
    }

    @Test
    void networksThatShareThePlacesFairlyKeepThem() {
        fill(4, "10.0.0.1");
        fill(4, "10.0.1.1");
        slots.put(comes("10.0.1.2"), 0);

        assertThat(slots.victim(comes("10.0.0.9"), 20 * SECOND)).isEmpty();
    }

    @Test
    void whoIsOfNoUseGoesAfterAWhileForWhoeverComes() {
        fill(7, "10.0.0.1");
        Line idle = new Line(PeerId.random(), "10.0.0.1", false, false);
        slots.put(idle, 0);

        assertThat(slots.victim(comes("10.0.0.9"), 9 * SECOND)).isEmpty();
        assertThat(slots.victim(comes("10.0.0.9"), 10 * SECOND)).contains(idle);
    }

    @Test
    void nowAndThenTheOldestGoesSoThatNobodyIsLeftOutside() {
        List<Line> useful = fill(8, "10.0.0.1");

        assertThat(slots.victim(comes("10.0.0.9"), 37 * SECOND)).contains(useful.get(0));
        slots.remove(useful.get(0));
        slots.put(comes("10.0.0.9"), 37 * SECOND);
        assertThat(slots.victim(comes("10.0.0.9"), 66 * SECOND)).isEmpty();
        assertThat(slots.victim(comes("10.0.0.9"), 67 * SECOND)).contains(useful.get(1));
    }

    @Test
    void knowsTheNetworksOfBothFamilies() {
        fill(8, "2001:db8:1:1::1");

        assertThat(slots.victim(comes("2001:db8:1:2::1"), 0)).isEmpty();
        assertThat(slots.victim(comes("2001:db8:2::1"), 0)).isPresent();
        assertThat(slots.victim(comes("10.0.0.1"), 0)).isPresent();
    }

    @Test
    void nobodyGoesWhomWeDialled() {
        for (int i = 0; i < 10; i++) {
            slots.put(new Line(PeerId.random(), "10.0.0.1", true, false), 0);
        }

        assertThat(slots.victim(comes("10.0.9.1"), 60 * SECOND)).isEmpty();
    }

    /** Useful strangers from there, one a second. */
    private List<Line> fill(int count, String address) {
        List<Line> lines = Stream.generate(() -> comes(address)).limit(count).toList();
        for (int i = 0; i < count; i++) {
            slots.put(lines.get(i), i * SECOND);
        }
        return lines;
    }

    private static Line comes(String address) {
        return new Line(PeerId.random(), address, false, true);
    }
}
