package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileLayoutTest {
    private static final Path BASE = Path.of("/downloads");

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/etc/passwd", "a\\b", "../x", "nul\0"})
    void refusesAnElementThatIsNotAPlainName(String element) {
        assertThatThrownBy(() -> FileLayout.child(BASE, element))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("expected: a plain name");
    }

    @Test
    void filesLieBelowTheTorrentsName() {
        SampleTorrent tree = SampleTorrent.directory("tree", 1000, "a=1", "b/c=2");
        assertThat(FileLayout.below(BASE, tree.metainfo()).paths())
                .containsExactly(Path.of("/downloads/tree/a"), Path.of("/downloads/tree/b/c"));
    }

    @Test
    void existingFilesMayBeUnderAnotherName() {
        SampleTorrent tree = SampleTorrent.directory("tree", 1000, "a=1", "b/c=2");
        assertThat(FileLayout.at(Path.of("/data/renamed"), tree.metainfo()).paths())
                .containsExactly(Path.of("/data/renamed/a"), Path.of("/data/renamed/b/c"));
        SampleTorrent file = SampleTorrent.file("file", 10, 1000);
        assertThat(FileLayout.at(Path.of("/data/renamed"), file.metainfo()).paths())
                .containsExactly(Path.of("/data/renamed"));
    }
}
