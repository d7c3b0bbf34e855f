package io.starling.it;

import io.starling.it.Combination.Ours;
import io.starling.it.stock.Order.Encryption;
import io.starling.it.stock.StockKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All clients in all combinations, with files of 100 MiB; in the end it writes {@code docs/compatibility.md}. Run by
 * {@code scripts/test-long clients}.
 */
class CompatibilityRound {
    private static final int LENGTH_MIB = 100;

    private static final CompatibilityPage page = new CompatibilityPage(LENGTH_MIB);

    @TempDir
    private static Path directory;

    private static StockSwarm swarm;
    private static PairTrial pairs;

    @BeforeAll
    static void begin() throws Exception {
        swarm = StockSwarm.begin(directory, LENGTH_MIB * SampleFiles.MIB + 4_321);
        pairs = PairTrial.with(swarm);
    }

    @AfterAll
    static void writeThePageAndEnd() throws Exception {
        page.write(Path.of("docs/compatibility.md"), swarm.versions());
        swarm.close();
    }

    static Stream<Combination> combinations() {
        return Stream.of(StockKind.values()).flatMap(CompatibilityRound::combinations);
    }

    private static Stream<Combination> combinations(StockKind kind) {
        List<Combination> all = new ArrayList<>();
        for (Ours ours : Ours.values()) {
            Combination byHttp = Combination.of(kind, ours, "http");
            Combination byUdp = Combination.of(kind, ours, "udp");
            all.addAll(List.of(byHttp, byUdp, byUdp.ofDirectory(), byHttp.requiredByBoth()));
        }
        Combination weSeed = Combination.of(kind, Ours.SEEDS, "http");
        all.addAll(List.of(weSeed.byMagnet(), weSeed.byMagnet().ofDirectory(), weSeed.encrypted(Encryption.RC4)));
        if (kind.knowsHiddenHandshakes()) {
            all.add(weSeed.encrypted(Encryption.HANDSHAKE));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void theFilesArriveAsTheyWere(Combination combination) throws Exception {
        page.note(combination, () -> pairs.run(combination));
    }

    @Test
    void aSwarmOfAllOfThemCompletesAndOursTakeFromStrangers() throws Exception {
        page.noteMixed(() -> MixedTrial.run(swarm));
    }
}
