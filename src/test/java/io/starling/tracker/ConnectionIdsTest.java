package io.starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionIdsTest {
    private static final long PERIOD_MILLIS = ConnectionIds.PERIOD.toMillis();

    private long now = -5;
    private final ConnectionIds ids = new ConnectionIds(new SecureRandom(), () -> now);
    private InetAddress client;
    private InetAddress other;

    @BeforeEach
    void addresses() throws UnknownHostException {
        client = InetAddress.getByName("10.0.0.1");
        other = InetAddress.getByName("10.0.0.2");
    }

    @Test
    void knowsWhatItGave() {
        long id = ids.give(client);

        assertThat(ids.isGiven(id, client)).isTrue();
        assertThat(ids.give(client)).isEqualTo(id);
    }

    @Test
    void anIdCountsForItsAddressAlone() {
        assertThat(ids.isGiven(ids.give(client), other)).isFalse();
    }

    @Test
    void anIdCountsForOnePeriodAtLeastAndForTwoAtMost() {
        for (long given = 0; given <= PERIOD_MILLIS; given += PERIOD_MILLIS / 4) {
            now = 10 * PERIOD_MILLIS + given;
            long id = ids.give(client);

            now += PERIOD_MILLIS - 1;
            assertThat(ids.isGiven(id, client)).as("given at " + given).isTrue();
            now += PERIOD_MILLIS + 1;
            assertThat(ids.isGiven(id, client)).as("given at " + given).isFalse();
        }
    }

    @Test
    void noIdOutlivesALongSilence() {
        long id = ids.give(client);

        now += 2 * PERIOD_MILLIS;

        assertThat(ids.isGiven(id, client)).isFalse();
    }

    @Test
    void idsOfEarlierPeriodsSayNothingOfLaterOnes() {
        Set<Long> seen = new HashSet<>();
        for (int period = 0; period < 100; period++) {
            now += PERIOD_MILLIS;
            assertThat(seen.add(ids.give(client))).isTrue();
        }
    }

    @Test
    void anotherTrackerGivesOtherIds() {
        ConnectionIds others = new ConnectionIds(new SecureRandom(), () -> now);

        assertThat(ids.isGiven(others.give(client), client)).isFalse();
    }

    @Test
    void obviousGuessesAreWrong() {
        for (long guess : new long[] {0, -1, 1, 0x417_2710_1980L, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThat(ids.isGiven(guess, client)).isFalse();
        }
    }
}
