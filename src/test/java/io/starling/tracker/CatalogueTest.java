package io.starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CatalogueTest {
    private static final ByteString ONE = TestTorrents.torrent("one.iso", 3, 1);
    private static final ByteString TWO = TestTorrents.torrent("two.iso", 5, 2);
    private static final InfoHash FIRST = TestTorrents.infoHash(ONE);
    private static final InfoHash SECOND = TestTorrents.infoHash(TWO);

    private final Vertx vertx = Vertx.vertx();
    private final WorkerExecutor files = vertx.createSharedWorkerExecutor("catalogue-test", 2);

    @TempDir
    private Path directory;

    private Catalogue catalogue;

    @BeforeEach
    void open() {
        reopen();
    }

    @AfterEach
    void close() {
        TrackerVerticleTest.await(vertx.close());
    }

    /** As at the next start; returns what was damaged. */
    private List<String> reopen() {
        catalogue = new Catalogue(files, directory, Metainfo::parse);
        return TrackerVerticleTest.await(catalogue.load());
    }

    private CatalogueEntry publish(String name, ByteString torrent) {
        return TrackerVerticleTest.await(catalogue.publish(name, torrent));
    }

    private int failure(Future<?> future) {
        return TrackerVerticleTest.await(
                future.transform(done -> Future.succeededFuture(((BusException) done.cause()).code())));
    }

    private List<String> fileNames() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private Path file(InfoHash infoHash, String suffix) {
        return directory.resolve(infoHash.hex() + suffix);
    }

    @Test
    void findsWhatWasPublishedAlsoAfterARestart() throws IOException {
        CatalogueEntry first = publish("größe \"1\"", ONE);
        publish("2", TWO);

        assertThat(reopen()).isEmpty();

        assertThat(first).isEqualTo(new CatalogueEntry(FIRST, first.published(), 3 * 16_384, 3, false, ONE.size()));
        assertThat(catalogue.named("größe \"1\"")).isEqualTo(first);
        assertThat(TrackerVerticleTest.await(catalogue.torrent(catalogue.known(SECOND))))
                .isEqualTo(TWO);
        assertThat(fileNames())
                .containsExactlyInAnyOrder(FIRST + ".json", FIRST + ".torrent", SECOND + ".json", SECOND + ".torrent");
    }

    /** What is known can be asked for, on disk or not. */
    @Test
    void aTorrentThatIsBeingWrittenIsReadAfterThat() {
        Promise<ByteString> read = Promise.promise();
        vertx.runOnContext(unused -> {
            Context context = vertx.getOrCreateContext();
            catalogue.publish("1", ONE);
            whenKnown(context, () -> catalogue.torrent(catalogue.known(FIRST)).onComplete(read));
        });

        assertThat(TrackerVerticleTest.await(read.future())).isEqualTo(ONE);
    }

    private void whenKnown(Context context, Runnable action) {
        if (catalogue.get(FIRST).isPresent()) {
            action.run();
        } else {
            context.runOnContext(unused -> whenKnown(context, action));
        }
    }

    @Test
    void publishingTheSameAgainChangesNothing() throws IOException {
        CatalogueEntry entry = publish("1", ONE);
        Object before = Files.getLastModifiedTime(file(FIRST, ".json"));

        assertThat(publish("1", ONE)).isEqualTo(entry);

        assertThat(catalogue.matching("")).hasSize(1);
        assertThat(Files.getLastModifiedTime(file(FIRST, ".json"))).isEqualTo(before);
    }

    @Test
    void publishingUnderAnotherNameRenames() {
        publish("before", ONE);
        publish("after", ONE);
        reopen();

        assertThat(catalogue.named("after").infoHash()).isEqualTo(FIRST);
        assertThatThrownBy(() -> catalogue.named("before"))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.code()).isEqualTo(BusException.UNKNOWN));
    }

    @Test
    void aNameOfTwoTorrentsIsAConflictThatNamesBoth() {
        publish("same", ONE);
        publish("same", TWO);

        assertThatThrownBy(() -> catalogue.named("same"))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.code()).isEqualTo(BusException.CONFLICT))
                .hasMessageContaining(FIRST.hex())
                .hasMessageContaining(SECOND.hex());

        publish("other", TWO);
        assertThat(catalogue.named("same").infoHash()).isEqualTo(FIRST);
    }

    @Test
    void listsByNameWhatContainsTheQueryInEitherCase() {
        publish("Zebra", ONE);
        publish("abra", TWO);

        assertThat(catalogue.matching("BRA")).extracting(CatalogueEntry::name).containsExactly("Zebra", "abra");
        assertThat(catalogue.matching("z")).extracting(CatalogueEntry::name).containsExactly("Zebra");
        assertThat(catalogue.matching("x")).isEmpty();
    }

    @Test
    void refusesWhatIsNoTorrentOrTooLarge() throws IOException {
        assertThat(failure(catalogue.publish("x", ByteString.utf8("d4:infoe")))).isEqualTo(BusException.MALFORMED);
        assertThat(failure(catalogue.publish("x", ByteString.EMPTY))).isEqualTo(BusException.MALFORMED);
        assertThat(failure(catalogue.publish("x", ByteString.wrap(new byte[Catalogue.MAX_TORRENT_BYTES + 1]))))
                .isEqualTo(BusException.TOO_LARGE);

        assertThat(fileNames()).isEmpty();
        assertThat(catalogue.matching("")).isEmpty();
    }

    @Test
    void refusesMoreThanItHoldsInMemoryAndTakesItLater() {
        // Refused after three million values, and not before the others are there.
        ByteString large =
                ByteString.utf8("le".repeat(Catalogue.MAX_TORRENT_BYTES / 2).replaceFirst("le", "ll"));
        List<Future<CatalogueEntry>> waiting = Stream.generate(() -> catalogue.publish("x", large))
                .limit(Catalogue.MAX_WAITING_BYTES / Catalogue.MAX_TORRENT_BYTES)
                .toList();

        assertThat(failure(catalogue.publish("1", large))).isEqualTo(BusException.NO_TRACKER);
        waiting.forEach(this::failure);
        publish("1", ONE);
    }

    @Test
    void setsADamagedTorrentAsideAndLoadsTheRest() throws IOException {
        publish("1", ONE);
        publish("2", TWO);
        byte[] bytes = Files.readAllBytes(file(FIRST, ".torrent"));
        bytes[bytes.length - 10] ^= 1;
        Files.write(file(FIRST, ".torrent"), bytes);

        List<String> damaged = reopen();

        assertThat(damaged).singleElement().asString().contains(FIRST + ".torrent", "damaged");
        assertThat(catalogue.matching("")).extracting(CatalogueEntry::name).containsExactly("2");
        assertThat(fileNames()).contains(FIRST + ".torrent.damaged").doesNotContain(FIRST + ".torrent");
        assertThat(reopen()).isEmpty();
        assertThat(publish("1", ONE).infoHash()).isEqualTo(FIRST);
    }

    @Test
    void aTorrentWhoseNameIsDamagedGoesByItsOwn() throws IOException {
        publish("1", ONE);
        Files.writeString(file(FIRST, ".json"), "{\"name\":");

        assertThat(reopen()).singleElement().asString().contains(FIRST + ".json");
        assertThat(catalogue.named("one.iso").infoHash()).isEqualTo(FIRST);
    }

    @Test
    void everyMomentOfACrashLeavesACatalogueThatLoads() throws IOException {
        Files.write(file(FIRST, ".torrent"), ONE.toByteArray()); // the name was not written yet
        Files.writeString(file(SECOND, ".torrent.tmp"), "d4:in"); // the torrent was not written to its end
        Files.writeString(directory.resolve("notes.txt"), "not ours");

        assertThat(reopen()).isEmpty();

        assertThat(catalogue.named("one.iso").infoHash()).isEqualTo(FIRST);
        assertThat(fileNames()).containsExactlyInAnyOrder(FIRST + ".torrent", "notes.txt");
    }

    @Test
    void whatCannotBeWrittenIsNotPublished() throws IOException {
        Path lost = directory.resolve("gone");
        Catalogue elsewhere = new Catalogue(files, lost, Metainfo::parse);
        TrackerVerticleTest.await(elsewhere.load());
        Files.delete(lost);

        AtomicReference<Throwable> failure = new AtomicReference<>();
        TrackerVerticleTest.await(elsewhere.publish("1", ONE).transform(done -> {
            failure.set(done.cause());
            return Future.succeededFuture();
        }));

        assertThat(failure.get()).isInstanceOf(IOException.class);
        assertThat(elsewhere.get(FIRST)).isEmpty();
        assertThat(elsewhere.matching("")).isEmpty();
    }
}
