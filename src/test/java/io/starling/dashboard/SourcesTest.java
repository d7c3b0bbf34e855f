package io.starling.dashboard;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class SourcesTest {
    @TempDir
    Path directory;

    private Path root;
    private Sources sources;

    @BeforeEach
    void secretStandsBesideTheRoot(Vertx vertx) throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        Files.writeString(root.resolve("a.torrent"), "d");
        Files.writeString(directory.resolve("secret.torrent"), "d");
        sources = new Sources(vertx, List.of(root.toString()));
    }

    private String confine(String source) throws Exception {
        return sources.confine(source).await(10, SECONDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "big.iso",
                "magnet:?xt=urn:btih:0101010101010101010101010101010101010101",
                "0101010101010101010101010101010101010101",
                "https://files.example/a.torrent"
            })
    void leavesAloneWhatIsNoPath(String source) throws Exception {
        assertThat(confine(source)).isEqualTo(source);
    }

    @Test
    void makesAPathBelowTheRootAbsolute() throws Exception {
        assertThat(confine("a.torrent"))
                .isEqualTo(root.toRealPath().resolve("a.torrent").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.torrent",
                "./../secret.torrent",
                "none/../../secret.torrent",
                "/etc/passwd",
                "..\\secret.torrent",
                "file:///etc/passwd",
                "file:secret.torrent",
                "none.torrent",
                "a\0.torrent"
            })
    void refusesAPathThatLeadsOutInTheSameWordsAsOneThatLeadsNowhere(String source) {
        assertThatThrownBy(() -> confine(source))
                .isInstanceOf(ApiError.class)
                .hasMessage("source: no such .torrent file below dashboard.roots");
    }

    @Test
    void refusesAnAbsolutePathOutside() {
        assertThatThrownBy(() -> confine(directory.resolve("secret.torrent").toString()))
                .isInstanceOf(ApiError.class);
    }

    @Test
    void refusesASymbolicLinkThatLeadsOut() throws Exception {
        Files.createSymbolicLink(root.resolve("link.torrent"), directory.resolve("secret.torrent"));
        assertThatThrownBy(() -> confine("link.torrent")).isInstanceOf(ApiError.class);
    }

    @Test
    void letsFilesAndDirectoriesBelowTheRootBeShared() throws Exception {
        Path real = root.toRealPath();
        assertThat(sources.path("a.torrent").await(10, SECONDS))
                .isEqualTo(real.resolve("a.torrent").toString());
        assertThat(sources.path(root.toString()).await(10, SECONDS)).isEqualTo(real.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../secret.torrent", "/etc", "none", "a\0"})
    void letsNothingElseBeShared(String path) {
        assertThatThrownBy(() -> sources.path(path).await(10, SECONDS))
                .isInstanceOf(ApiError.class)
                .hasMessage("path: no such file or directory below dashboard.roots");
    }
}
