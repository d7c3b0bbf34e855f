package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.node.Listening;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class OutputTest {
    private final StringWriter printed = new StringWriter();

    @Test
    void theReadyLineNamesAllThatRunsInOrder() {
        Map<String, String> peers = new LinkedHashMap<>();
        peers.put("alpha-2", "127.0.0.1:6882");
        peers.put("alpha-1", "127.0.0.1:6881");
        Listening listening = new Listening(
                "alpha",
                Optional.of("127.0.0.1:5701"),
                Optional.of("127.0.0.1:7070"),
                Optional.of("127.0.0.1:6969"),
                Optional.of("127.0.0.1:6970"),
                peers,
                Optional.of("http://127.0.0.1:8080/"));

        assertThat(ReadyLine.of(listening))
                .isEqualTo("STARLING READY {\"node\":\"alpha\",\"cluster\":\"127.0.0.1:5701\","
                        + "\"tracker\":\"127.0.0.1:7070\",\"http\":\"127.0.0.1:6969\",\"udp\":\"127.0.0.1:6970\","
                        + "\"peers\":{\"alpha-2\":\"127.0.0.1:6882\",\"alpha-1\":\"127.0.0.1:6881\"},"
                        + "\"dashboard\":\"http://127.0.0.1:8080/\"}");
    }

    @Test
    void theReadyLineNamesOnlyWhatRuns() {
        Listening listening = new Listening(
                "alpha",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty());

        assertThat(ReadyLine.of(listening)).isEqualTo("STARLING READY {\"node\":\"alpha\"}");
    }

    @Test
    void aTableAlignsItsColumns() {
        Table table = new Table("NAME", ">SIZE", "WHAT");
        table.row("a", 10, "x");
        table.row("longer", 2, "y\n");

        assertThat(table.lines()).containsExactly("NAME    SIZE  WHAT", "a         10  x", "longer     2  y\\u{a}");
    }

    @Test
    void linesOfProgressComeAtEachTenth() {
        LineProgress progress = new LineProgress("a file", new PrintWriter(printed), () -> 0);

        for (int done = 0; done <= 1000; done++) {
            progress.show(done, 1000, done == 500 ? "half way" : "");
        }

        assertThat(printed.toString().lines())
                .hasSize(11)
                .startsWith("a file: 0 %, 0 B of 1000 B")
                .contains("a file: 50 %, 500 B of 1000 B, half way")
                .endsWith("a file: 100 %, 1000 B of 1000 B");
    }

    @Test
    void aLineOfProgressComesAfterALongSilence() {
        AtomicLong now = new AtomicLong();
        LineProgress progress = new LineProgress("a file", new PrintWriter(printed), now::get);

        progress.show(1, 1000, "");
        progress.show(2, 1000, "");
        now.addAndGet(LineProgress.LONGEST_SILENCE.toNanos());
        progress.show(3, 1000, "");

        assertThat(printed.toString().lines()).hasSize(2).last().asString().contains("3 B of 1000 B");
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1.0 KiB", "128651445,122.7 MiB", "9223372036854775807,8.0 EiB"})
    void sizesAreReadable(long bytes, String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"9,0:09", "123,2:03", "3723,1:02:03"})
    void timesAreReadable(long seconds, String text) {
        assertThat(Units.time(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void aHundredPerCentMeansAll() {
        assertThat(Units.percent(999_999, 1_000_000)).isEqualTo(99);
        assertThat(Units.percent(1_000_000, 1_000_000)).isEqualTo(100);
        assertThat(Units.percent(0, 0)).isEqualTo(100);
        assertThat(Units.percent(Long.MAX_VALUE / 2, Long.MAX_VALUE)).isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource({"16384,16384", "16K,16384", "256k,262144", "1M,1048576", "16M,16777216"})
    void pieceLengthsTakeASuffix(String text, int bytes) {
        assertThat(new PieceLength().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "8K", "32M", "20000", "-16K", "16KB", "1G", "99999999999999"})
    void otherPieceLengthsAreRefused(String text) {
        assertThatThrownBy(() -> new PieceLength().convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void longTextIsCut() {
        assertThat(Printable.atMost(5, "abcdef")).isEqualTo("abcd\u2026");
        assertThat(Printable.atMost(6, "abcdef")).isEqualTo("abcdef");
    }
}
