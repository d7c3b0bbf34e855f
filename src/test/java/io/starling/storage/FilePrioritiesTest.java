package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.torrent.Priority;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes first and what last, of files and of pieces, and over a restart. */
class FilePrioritiesTest extends StorageTestCase {
    /** Of the pieces, 0 has a, empty and c; 2 has c, d and e. */
    private final SampleTorrent torrent =
            SampleTorrent.directory("tree", PIECE, "a=10", "empty=0", "c=2500", "d=1", "e=3000");

    private final FilePriorities cFirst = FilePriorities.of(Priority.HIGH, IntStream.of(2));
    private final FilePriorities eLast = FilePriorities.of(Priority.LOW, IntStream.of(4));

    @Test
    void whatIsSaidLaterHolds() {
        FilePriorities both = cFirst.then(eLast);
        assertThat(both.of(2)).isEqualTo(Priority.HIGH);
        assertThat(both.of(4)).isEqualTo(Priority.LOW);
        assertThat(both.of(0)).isEqualTo(Priority.NORMAL);

        assertThat(both.then(FilePriorities.of(Priority.LOW, IntStream.of(0, 2)))
                        .files(Priority.LOW))
                .containsExactly(0, 2, 4);
        assertThat(both.then(FilePriorities.of(Priority.NORMAL, IntStream.range(0, 5)))
                        .files(Priority.HIGH))
                .isEmpty();
    }

    @Test
    void aPieceHasTheHighestPriorityOfTheWantedFilesOnIt() {
        FileSelection all = FileSelection.all(torrent.metainfo());
        assertThat(cFirst.then(eLast).pieces(torrent.metainfo(), all))
                .containsEntry(Priority.HIGH, set(torrent, 0, 1, 2))
                .containsEntry(Priority.NORMAL, set(torrent))
                .containsEntry(Priority.LOW, set(torrent, 3, 4, 5));
        assertThat(eLast.pieces(torrent.metainfo(), all))
                .containsEntry(Priority.NORMAL, set(torrent, 0, 1, 2))
                .containsEntry(Priority.LOW, set(torrent, 3, 4, 5));
        FileSelection aAndE = FileSelection.of(torrent.metainfo(), file -> file == 0 || file == 4);
        assertThat(cFirst.then(eLast).pieces(torrent.metainfo(), aAndE))
                .containsEntry(Priority.HIGH, set(torrent))
                .containsEntry(Priority.NORMAL, set(torrent, 0))
                .containsEntry(Priority.LOW, set(torrent, 2, 3, 4, 5));
    }

    private FilePriorities saved(Peer peer) {
        return peer.await(() -> peer.storage().saved()).get(0).priorities();
    }

    @Test
    void areThereAfterTheProcessWasKilled() {
        Peer peer = newPeer(StorageMode.APPEND);
        FilePieceStore store = peer.open(torrent, FileSelection.all(torrent.metainfo()));
        peer.await(() -> peer.storage().keepPriorities(torrent.metainfo().infoHash(), cFirst.then(eLast)));
        peer.kill(store);

        assertThat(saved(peer)).isEqualTo(cFirst.then(eLast));
        peer.await(() -> peer.storage().keepPriorities(torrent.metainfo().infoHash(), FilePriorities.NONE));
        assertThat(saved(peer)).isEqualTo(FilePriorities.NONE);
        assertThat(peer.folder(torrent).resolve("priorities.json")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"HIGH\":7}", "{\"HIGH\":[\"a\"]}", "{\"FIRST\":[1]}", "{\"LOW\":[-1]}"})
    void areNormalWhenWhatIsKeptMakesNoSense(String text) throws IOException {
        Peer peer = newPeer(StorageMode.APPEND);
        peer.close(peer.open(torrent, FileSelection.all(torrent.metainfo())));
        Files.writeString(peer.folder(torrent).resolve("priorities.json"), text);

        assertThat(saved(peer)).isEqualTo(FilePriorities.NONE);
    }

    @Test
    void ofWhatIsNotHereNothingIsKept() {
        Peer peer = newPeer(StorageMode.APPEND);
        peer.await(() -> peer.storage().keepPriorities(torrent.metainfo().infoHash(), cFirst));
        assertThat(peer.folder(torrent)).doesNotExist();
    }
}
