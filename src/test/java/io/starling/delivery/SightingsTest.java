package io.starling.delivery;

import static io.starling.delivery.Samples.INFO_HASH;
import static io.starling.delivery.Samples.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.TransferSnapshot;
import io.starling.torrent.TransferStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private final Sightings sightings = new Sightings();

    private void heard(long nowMillis, TransferSnapshot... transfers) {
        sightings.heard("a", List.of(transfers), nowMillis);
    }

    private Report report(long nowMillis) {
        return sightings.report("a", INFO_HASH, nowMillis);
    }

    private static TransferSnapshot downloading(int piecesHave) {
        return transfer("a", TransferStatus.DOWNLOADING, piecesHave);
    }

    @Test
    void nothingIsKnownOfWhomNobodyHasAsked() {
        assertThat(report(0)).isEqualTo(new Report.Unknown());
    }

    @Test
    void countsTheTimeInWhichNoPieceCame() {
        heard(1_000, downloading(40));
        heard(2_000, downloading(40));
        assertThat(report(2_500)).isEqualTo(new Report.Present(downloading(40), Duration.ofMillis(1_500)));

        heard(3_000, downloading(41));
        assertThat(report(3_000)).isEqualTo(new Report.Present(downloading(41), Duration.ZERO));
    }

    @Test
    void anotherStatusIsAMove() {
        heard(1_000, downloading(40));
        TransferSnapshot paused = transfer("a", TransferStatus.PAUSED, 40);
        heard(2_000, paused);

        assertThat(report(2_500)).isEqualTo(new Report.Present(paused, Duration.ofMillis(500)));
    }

    @Test
    void whoIsToldToMoveHasTimeTo() {
        heard(1_000, downloading(40));
        sightings.expectMove("a", INFO_HASH, 20_000);

        assertThat(report(20_500)).isEqualTo(new Report.Present(downloading(40), Duration.ofMillis(500)));
    }

    @Test
    void countsTheSilenceFromItsBeginning() {
        heard(1_000, downloading(40));
        sightings.silent("a", "does not answer", 2_000);
        sightings.silent("a", "is not there", 3_000);

        assertThat(report(5_000)).isEqualTo(new Report.Silent("is not there", Duration.ofSeconds(3)));
    }

    @Test
    void whoComesBackHasTimeToMove() {
        heard(1_000, downloading(40));
        sightings.silent("a", "is not there", 2_000);
        heard(90_000, downloading(40));

        assertThat(report(90_000)).isEqualTo(new Report.Present(downloading(40), Duration.ZERO));
    }

    @Test
    void whoIsThereMayLackTheTransfer() {
        heard(1_000);

        assertThat(report(1_000)).isEqualTo(new Report.Lacking());
    }

    @Test
    void forgetsThoseWhoAreWatchedNoMore() {
        heard(1_000, downloading(40));
        sightings.keep(Set.of("b"));

        assertThat(report(1_000)).isEqualTo(new Report.Unknown());
    }
}
