package io.starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeasesTest {
    private final Leases<String> leases = new Leases<>(100);

    @Test
    void endsWhatWasNotRenewedForLongerThanALease() {
        leases.renew("a", 0);
        leases.renew("b", 50);

        assertThat(leases.takeExpired(100)).isEmpty();
        assertThat(leases.takeExpired(101)).containsExactly("a");
        assertThat(leases.takeExpired(151)).containsExactly("b");
        assertThat(leases.takeExpired(1_000)).isEmpty();
    }

    @Test
    void keepsWhatIsRenewed() {
        leases.renew("a", 0);
        leases.renew("b", 50);
        leases.renew("a", 90);

        assertThat(leases.takeExpired(160)).containsExactly("b");
        assertThat(leases.takeExpired(191)).containsExactly("a");
    }

    @Test
    void forgetsWhatHasEnded() {
        leases.renew("a", 0);
        leases.end("a");

        assertThat(leases.takeExpired(1_000)).isEmpty();
    }
}
