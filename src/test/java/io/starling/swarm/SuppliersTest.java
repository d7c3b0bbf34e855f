package io.starling.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuppliersTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Suppliers suppliers = new Suppliers();

    private static SocketAddress peer(int number) {
        return SocketAddress.inetSocketAddress(number, "10.0.0.1");
    }

    private static List<SocketAddress> peers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(SuppliersTest::peer).toList();
    }

    @Test
    void asksAFewAtATimeInTheOrderInWhichTheyWereNamed() {
        suppliers.learn(peers(1, 9));

        assertThat(suppliers.next(0)).isEqualTo(peers(1, 4));
        assertThat(suppliers.next(0)).isEmpty();
        suppliers.failed(peer(2), 0);
        assertThat(suppliers.asked()).isEqualTo(3);
        assertThat(suppliers.next(0)).containsExactly(peer(5));
    }

    @Test
    void asksAgainEachTimeLater() {
        suppliers.learn(peers(1, 1));
        long now = 0;
        for (int wait : new int[] {2, 4, 8, 16, 32, 64, 64}) {
            assertThat(suppliers.next(now)).containsExactly(peer(1));
            suppliers.failed(peer(1), now);
            assertThat(suppliers.next(now + wait * SECOND - 1)).isEmpty();
            now += wait * SECOND;
        }
    }

    @Test
    void neverAsksALiarAgainWhoeverNamesIt() {
        suppliers.learn(peers(1, 2));
        suppliers.next(0);
        suppliers.refuse(peer(1));
        suppliers.learn(peers(1, 1));

        assertThat(suppliers.next(1_000_000 * SECOND)).isEmpty();
        assertThat(suppliers.honest()).containsExactly(peer(2));
        assertThat(suppliers.asked()).isEqualTo(1);
    }

    @Test
    void saysWhenNobodyHasGivenAnything() {
        assertThat(suppliers.haveAllFailed()).as("nobody is known").isFalse();
        suppliers.learn(peers(1, 2));
        suppliers.next(0);
        suppliers.failed(peer(1), 0);
        assertThat(suppliers.haveAllFailed()).isFalse();
        suppliers.refuse(peer(2));
        assertThat(suppliers.haveAllFailed()).isTrue();
        suppliers.learn(peers(3, 3));
        assertThat(suppliers.haveAllFailed()).isFalse();
    }

    @Test
    void takesUpNoMoreThanAThousand() {
        suppliers.learn(peers(1, 5_000));

        assertThat(suppliers.honest()).isEqualTo(peers(1, Suppliers.MAX_KNOWN));
    }
}
