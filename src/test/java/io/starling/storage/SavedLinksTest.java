package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.torrent.FileWishes;
import io.starling.torrent.InfoHash;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.PriorityGlobs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links of torrents of which no more is here, over a restart. */
class SavedLinksTest {
    private static final String HASH = "0123456789abcdef0123456789abcdef01234567";
    private static final MagnetLink LINK =
            MagnetLink.parse("magnet:?xt=urn:btih:" + HASH + "&dn=%C3%A4%20b&tr=http://t/&x.pe=127.0.0.1:1");

    private static final FileWishes WISHES =
            new FileWishes(List.of("*.iso"), new PriorityGlobs(List.of("a"), List.of("ä", "b"), List.of("c/**")));
    private static final Storage.SavedLink SAVED = new Storage.SavedLink(LINK, WISHES);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private Storage storage;

    @BeforeEach
    void keepOne() throws Exception {
        storage = Storage.create(vertx, new StorageOptions().setDownloadDir(directory));
        await(storage.keepLink(SAVED));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private Path file() {
        return directory.resolve(".starling").resolve(HASH).resolve("magnet");
    }

    @Test
    void areThereAsTheyWere() throws Exception {
        assertThat(await(storage.savedLinks())).containsExactly(SAVED);
        assertThat(await(storage.saved())).isEmpty();
    }

    @Test
    void areGoneWhenTheyAreForgotten() throws Exception {
        await(storage.forget(InfoHash.ofHex(HASH)));

        assertThat(await(storage.savedLinks())).isEmpty();
        assertThat(file().getParent()).doesNotExist();
    }

    @Test
    void countNoMoreOnceTheTorrentIsHere() throws Exception {
        Files.createFile(file().resolveSibling("meta.torrent"));

        assertThat(await(storage.savedLinks())).isEmpty();
    }

    @Test
    void areThereWithWhatIsWishedLast() throws Exception {
        Storage.SavedLink plain = new Storage.SavedLink(LINK, FileWishes.NONE);
        await(storage.keepLink(plain));

        assertThat(await(storage.savedLinks())).containsExactly(plain);
    }

    /** Otherwise all of it would be fetched. */
    @Test
    void areLeftAloneWhenItCannotBeReadWhatIsWished() throws Exception {
        Files.writeString(file().resolveSibling("wishes.json"), "{\"files\":[7]}");

        assertThat(await(storage.savedLinks())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "magnet:?xt=urn:btih:01",
                "magnet:?xt=urn:btih:1111111111111111111111111111111111111111",
                "\u0000\u0001"
            })
    void areLeftAloneWhenTheyAreDamaged(String text) throws Exception {
        Files.writeString(file(), text);

        assertThat(await(storage.savedLinks())).isEmpty();
        assertThat(file()).exists();
    }
}
