package io.starling.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.policy.NewsFilter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OffencesTest {
    private final List<String> lines = new ArrayList<>();
    private final Offences offences = new Offences(lines::add);

    @Test
    void aRemoteDoesNotGetManyLinesByVaryingItsNumbers() {
        for (int piece = 100; piece < 200; piece++) {
            String why = "have: piece " + piece + " (expected: 0..7)";
            offences.report("ann", why, "disconnected ann: " + why, lines::add);
        }
        offences.report("ann", "silent for 900 ms", "disconnected ann: silent", lines::add);
        offences.report("ann", "silent for 901 ms", "disconnected ann: silent", lines::add);

        assertThat(lines)
                .containsExactly("disconnected ann: have: piece 100 (expected: 0..7)", "disconnected ann: silent");
    }

    @Test
    void aStormOfSmallOffencesDoesNotHideALie() {
        for (int i = 0; i < 1_000; i++) {
            offences.report(i, "have", "disconnected", lines::add);
        }
        offences.reportLie("eve", "banned", "banned eve", lines::add);

        assertThat(lines).hasSize(NewsFilter.MAX_NEWS + 1).endsWith("banned eve");
    }

    @Test
    void saysInTheEndHowManyThereWere() {
        for (int i = 0; i < 10; i++) {
            offences.report("ann", "have", "disconnected", lines::add);
            offences.reportLie("ann", "banned", "banned", lines::add);
        }
        offences.tick(System.nanoTime() + NewsFilter.WINDOW.toNanos());

        assertThat(lines).containsExactly("disconnected", "banned", "18 more offences like these within 60 s");
    }
}
