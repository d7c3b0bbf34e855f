package io.starling.it;

import static io.starling.it.stock.StockKind.ARIA2;
import static io.starling.it.stock.StockKind.LIBTORRENT;
import static io.starling.it.stock.StockKind.QBITTORRENT;
import static io.starling.it.stock.StockKind.RTORRENT;
import static io.starling.it.stock.StockKind.TRANSMISSION;

import io.starling.it.Combination.Ours;
import io.starling.it.stock.Order.Encryption;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each of the ordinary clients, and each way to meet them, once; {@link CompatibilityRound} tries all with all. */
class StockClientsIT {
    private static final int LENGTH = 32 * SampleFiles.MIB + 4_321;

    @TempDir
    private static Path directory;

    private static StockSwarm swarm;
    private static PairTrial pairs;

    @BeforeAll
    static void begin() throws Exception {
        swarm = StockSwarm.begin(directory, LENGTH);
        pairs = PairTrial.with(swarm);
    }

    @AfterAll
    static void endThem() throws Exception {
        swarm.close();
    }

    static Stream<Combination> combinations() {
        return Stream.of(
                Combination.of(LIBTORRENT, Ours.SEEDS, "udp"),
                Combination.of(LIBTORRENT, Ours.SEEDS, "http").encrypted(Encryption.HANDSHAKE),
                Combination.of(LIBTORRENT, Ours.LEECHES, "udp").requiredByBoth(),
                Combination.of(ARIA2, Ours.SEEDS, "http").byMagnet(),
                Combination.of(TRANSMISSION, Ours.LEECHES, "http"),
                Combination.of(QBITTORRENT, Ours.SEEDS, "http").encrypted(Encryption.RC4),
                Combination.of(RTORRENT, Ours.LEECHES, "udp").ofDirectory());
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void theFilesArriveAsTheyWere(Combination combination) throws Exception {
        pairs.run(combination);
    }

    @Test
    void aSwarmOfAllOfThemCompletesAndOursTakeFromStrangers() throws Exception {
        MixedTrial.run(swarm);
    }
}
