package io.starling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.starling.node.StarlingOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README shows is what the code takes, and every page that it names is there. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");

    /** What the README's code takes for granted. */
    private static final String FRAME = """
            import io.starling.node.*;
            import io.vertx.core.Vertx;
            import java.nio.file.Path;
            import java.util.List;

            class Readme {
                void run(Vertx vertx) {
            %s
                }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void itsCodeCompiles() throws Exception {
        compiles("Readme.java", FRAME.formatted(block(README, "java")));
    }

    @Test
    void theVerticleThatThePageOnNodesShowsCompiles() throws Exception {
        compiles("Indexer.java", block(Path.of("docs/nodes.md"), "java"));
    }

    private void compiles(String file, String code) throws Exception {
        Path source = Files.writeString(directory.resolve(file), code);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

        int outcome = compiler.run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                directory.toString(),
                source.toString());

        assertThat(outcome).isZero();
    }

    @Test
    void itsConfigurationIsTaken() throws Exception {
        StarlingOptions options = StarlingOptions.fromJson(new JsonObject(block(README, "json")));

        assertThat(options.getPeers()).hasSize(1);
        assertThat(options.getTracker()).isPresent();
        assertThat(options.getDashboard()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/cluster.md", "docs/http.md"})
    void everyConfigurationIsTaken(String page) throws Exception {
        List<String> configurations = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of(page)))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(configurations)
                .isNotEmpty()
                .allSatisfy(json -> assertThatCode(() -> StarlingOptions.fromJson(new JsonObject(json)))
                        .doesNotThrowAnyException());
    }

    @Test
    void everyPageAndPictureThatItNamesIsThere() throws Exception {
        List<String> links = Pattern.compile("]\\((?!http)([^)#]+)\\)")
                .matcher(Files.readString(README))
                .results()
                .map(link -> link.group(1))
                .toList();

        assertThat(links)
                .isNotEmpty()
                .allSatisfy(link -> assertThat(Path.of(link)).exists());
    }

    @Test
    void everyTestThatTheLifeOfAFileNamesIsThere() throws Exception {
        List<String> tests = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`")
                .matcher(Files.readString(Path.of("docs/life-of-a-file.md")))
                .results()
                .map(named -> named.group(1) + "#" + (named.group(2) == null ? "" : named.group(2)))
                .toList();

        assertThat(tests)
                .isNotEmpty()
                .allSatisfy(test -> assertThat(source(test.substring(0, test.indexOf('#'))))
                        .contains(test.substring(test.indexOf('#') + 1)));
    }

    private static String source(String test) throws Exception {
        try (Stream<Path> tree = Files.walk(Path.of("src/test/java"))) {
            Path file = tree.filter(path -> path.endsWith(test + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no test " + test));
            return Files.readString(file);
        }
    }

    /** The first of its language. */
    private static String block(Path page, String language) throws Exception {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(page));
        assertThat(block.find()).as("a block of " + language).isTrue();
        return block.group(1);
    }
}
