package io.starling.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final long WINDOW = Attempts.WINDOW.toNanos();

    private final Attempts attempts = new Attempts();

    private void wrong(String address, int number, long now) {
        attempts.wrong(address, ("guess " + number).getBytes(StandardCharsets.UTF_8), now);
    }

    private void wrongTimes(String address, int times, long now) {
        for (int number = 0; number < times; number++) {
            wrong(address, number, now);
        }
    }

    @Test
    void makesAnAddressWaitForTheRestOfItsMinute() {
        wrongTimes("192.0.2.1", Attempts.MAX_OF_ADDRESS - 1, 0);
        assertThat(attempts.waiting("192.0.2.1", 0)).isEmpty();
        wrong("192.0.2.1", -1, 0);
        assertThat(attempts.waiting("192.0.2.1", WINDOW / 4)).hasValue(Duration.ofSeconds(45));
        assertThat(attempts.waiting("192.0.2.1", WINDOW)).isEmpty();
    }

    @Test
    void makesNobodyElseWait() {
        wrongTimes("192.0.2.1", 1_000, 0);
        assertThat(attempts.waiting("192.0.2.2", 0)).isEmpty();
    }

    @Test
    void countsWhatIsShownAgainAndAgainOnce() {
        for (int i = 0; i < 1_000; i++) {
            wrong("192.0.2.1", 1, 0);
        }
        assertThat(attempts.waiting("192.0.2.1", 0)).isEmpty();
    }

    @Test
    void leavesEachOfManyOneTry() {
        for (int i = 0; i < Attempts.MAX_TOGETHER; i++) {
            wrong("10.0." + i / 200 + "." + i % 200, i, 0);
        }
        assertThat(attempts.waiting("10.0.0.1", 0)).isPresent();
        assertThat(attempts.waiting("192.0.2.1", 0)).isEmpty();
    }

    @Test
    void takesANetworkOfSixForOneAddress() {
        for (int i = 0; i < Attempts.MAX_OF_ADDRESS; i++) {
            wrong("2001:db8:0:1::" + Integer.toHexString(i + 1), i, 0);
        }
        assertThat(attempts.waiting("2001:db8:0:1:abcd::1", 0)).isPresent();
        assertThat(attempts.waiting("2001:db8:0:2::1", 0)).isEmpty();
    }

    @Test
    void forgetsTheOldestWhenThereAreTooMany() {
        wrongTimes("192.0.2.1", Attempts.MAX_OF_ADDRESS, 0);
        for (int i = 0; i < Attempts.MAX_ADDRESSES; i++) {
            wrong("10." + i / 10_000 + "." + i / 100 % 100 + "." + i % 100, i, 1);
        }
        assertThat(attempts.waiting("192.0.2.1", 1)).isEmpty();
    }
}
