package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.BusException;
import io.starling.node.HostPort;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

class CommandsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            get                              | starling: Missing required parameter: 'SOURCE' (see: starling get --help)
            share                            | starling: Missing required parameter: 'PATH' (see: starling share --help)
            create                           | starling: Missing required parameter: 'PATH' (see: starling create --help)
            info                             | starling: Missing required parameter: 'F' (see: starling info --help)
            nonsense                         | starling: Unmatched argument at index 0: 'nonsense' (see: starling --help)
            -conf                            | starling: Missing required parameter for option '--conf' (FILE) (see: starling --help)
            get a --first                    | starling: Missing required parameter: GLOB (see: starling get --help)
            get --last *.a b c               | starling: Unmatched argument at index 4: 'c' (see: starling get --help)
            get a --files                    | starling: Missing required parameter: GLOB (see: starling get --help)
            get --files a                    | starling: Missing required parameter: 'SOURCE' (see: starling get --help)
            get --files *.a b c              | starling: Unmatched argument at index 4: 'c' (see: starling get --help)
            get a --tracker here             | starling: Invalid value for option '--tracker': "here" (expected: HOST:PORT) (see: starling get --help)
            get a --tracker tcp://h:0        | starling: Invalid value for option '--tracker': "tcp://h:0" (expected: a port of 1..65535) (see: starling get --help)
            get a --timeout soon             | starling: Invalid value for option '--timeout': 'soon' is not an int (see: starling get --help)
            get a --timeout -1               | starling: --timeout: -1 (expected: 0 or more)
            get --peer a:1 b:2               | starling: Missing required parameter: 'SOURCE' (see: starling get --help)
            get a --peer                     | starling: Missing required parameter: HOST:PORT (see: starling get --help)
            get a --peer b                   | starling: HOST:PORT: "b" (expected: HOST:PORT) (see: starling get --help)
            create --announce http://a/ b://c | starling: Missing required parameter: 'PATH' (see: starling create --help)
            create a --piece-length 1000     | starling: Invalid value for option '--piece-length': "1000" (expected: a power of two from 16K to 16M) (see: starling create --help)
            status --node nowhere            | starling: --node: "nowhere" (expected: http://HOST:PORT/ or https://HOST:PORT/)
            -conf no.json                    | starling: no.json: no such file (expected: a configuration in JSON)
            """)
    void refusesWrongUsageWithOneLineAndCode2(String args, String line) {
        Cli cli = Cli.run((Object[]) args.split(" "));

        assertThat(cli.err()).containsExactly(line);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {}                                 | nothing to run (expected: a section tracker, peers or dashboard)
            {"peers": [{}]}                    | peers[0].tracker: missing (expected: tcp://HOST:PORT, as this node runs no tracker)
            {"tracker": {"port": "a"}}         | tracker.port: "a" (expected: a whole number)
            """)
    void refusesAConfigurationWithOneLineAndCode2(String json, String line) throws Exception {
        Path file = Files.writeString(directory.resolve("node.json"), json);

        Cli cli = Cli.run("-conf", file);

        assertThat(cli.err()).containsExactly("starling: " + file + ": " + line);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.exitCode()).isEqualTo(2);
    }

    @Test
    void anOptionOfSeveralValuesLeavesTheSourceToTheCommand() {
        ParseResult get = parse("get", "--peer", "a:1", "b:2", "big.iso", "--peer", "c:3");
        assertThat(get.commandSpec().findOption("--peer").<List<HostPort>>getValue())
                .containsExactly(new HostPort("a", 1), new HostPort("b", 2), new HostPort("c", 3));
        assertThat(get.matchedPositional(0).<String>getValue()).isEqualTo("big.iso");

        ParseResult create = parse("create", "--announce", "http://a/", "udp://b:1", "big.iso");
        assertThat(create.commandSpec().findOption("--announce").<List<String>>getValue())
                .containsExactly("http://a/", "udp://b:1");
        assertThat(create.matchedPositional(0).<Path>getValue()).isEqualTo(Path.of("big.iso"));
    }

    private static ParseResult parse(String... args) {
        return Commands.line().parseArgs(args).subcommand();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "share", "get", "create", "info", "list", "status"})
    void explainsEveryCommand(String command) {
        Cli cli = command.isEmpty() ? Cli.run("--help") : Cli.run(command, "--help");

        assertThat(cli.exitCode()).isZero();
        assertThat(cli.err()).isEmpty();
        assertThat(cli.text())
                .contains("Usage: starling " + command)
                .contains("Example")
                .contains("java -jar starling-fat.jar " + command);
        assertThat(cli.out()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void endsWithCode2WhenANameIsAmbiguous() {
        String one = "0123456789012345678901234567890123456789";
        String two = "9876543210987654321098765432109876543210";

        assertThat(exitCodeOf(new BusException(BusException.CONFLICT, "two files: " + one + ", " + two)))
                .isEqualTo(2);
        assertThat(exitCodeOf(new BusException(BusException.CONFLICT, "no room for " + one)))
                .isEqualTo(1);
        assertThat(exitCodeOf(new BusException(BusException.UNKNOWN, "no such file")))
                .isEqualTo(1);
    }

    @Test
    void saysFailuresInOneHarmlessLine() throws Exception {
        StringWriter err = new StringWriter();
        CommandLine line = Commands.line().setErr(new PrintWriter(err));

        line.getExecutionExceptionHandler()
                .handleExecutionException(new IllegalStateException("a\u001b[31m red\nand more"), line, null);

        assertThat(err.toString().lines()).containsExactly("starling: a\\u{1b}[31m red");
    }

    private static int exitCodeOf(Exception failure) {
        CommandLine line = Commands.line().setErr(new PrintWriter(new StringWriter()));
        try {
            return line.getExecutionExceptionHandler().handleExecutionException(failure, line, null);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
