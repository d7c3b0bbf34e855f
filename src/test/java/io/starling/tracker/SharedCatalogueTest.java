package io.starling.tracker;

import static io.starling.tracker.TrackerVerticleTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.announce.TrackerClient;
import io.starling.bencode.ByteString;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.AsyncMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogue of trackers that share an event bus and its maps; here those of one Vert.x. */
@Timeout(60)
class SharedCatalogueTest {
    private static final ByteString ONE = TestTorrents.torrent("one.iso", 3, 1);
    private static final ByteString TWO = TestTorrents.torrent("two.iso", 5, 2);
    private static final InfoHash FIRST = TestTorrents.infoHash(ONE);
    private static final InfoHash SECOND = TestTorrents.infoHash(TWO);

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private Path dataDir(String node) {
        return directory.resolve(node);
    }

    private Path file(String node, InfoHash infoHash, String suffix) {
        return dataDir(node).resolve("catalogue").resolve(infoHash.hex() + suffix);
    }

    private static TrackerOptions options() {
        return new TrackerOptions().setPort(0).setHttpPort(0);
    }

    /** What happens while the node is on its own. */
    private void apart(String node, String name, ByteString torrent) {
        Vertx own = Vertx.vertx();
        await(own.deployVerticle(new TrackerVerticle(options(), dataDir(node))));
        publish(own, name, torrent);
        await(own.close());
    }

    private TrackerVerticle join(String node) {
        TrackerVerticle tracker = TrackerVerticle.ofCluster(options(), dataDir(node), () -> "ask another");
        await(vertx.deployVerticle(tracker));
        return tracker;
    }

    private static void publish(Vertx on, String name, ByteString torrent) {
        await(TrackerClient.overEventBus(on).publish(new TrackerRequest.Publish(name, torrent)));
    }

    /** The names in the catalogue of the one that is active. */
    private List<String> names() {
        TrackerRequest.ListFiles all = new TrackerRequest.ListFiles(null, null, null);
        return await(TrackerClient.overEventBus(vertx).list(all)).files().stream()
                .map(TrackerReply.ListedFile::name)
                .toList();
    }

    private <V> AsyncMap<String, V> map(String name) {
        return await(vertx.sharedData().getAsyncMap(name));
    }

    private void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            await(vertx.timer(10));
        }
    }

    private String nameOnDisk(String node, InfoHash infoHash) {
        Path file = file(node, infoHash, ".json");
        return Files.exists(file)
                ? new JsonObject(vertx.fileSystem().readFileBlocking(file.toString())).getString("name")
                : "";
    }

    @Test
    void whoTakesOverHasWhatWasPublishedBefore() {
        TrackerVerticle a = join("a");
        TrackerVerticle b = join("b");
        await(a.activate());
        publish(vertx, "1", ONE);
        await(a.standBy());

        await(b.activate());

        TrackerReply.Found found = await(TrackerClient.overEventBus(vertx).find(new TrackerRequest.Find("1", null)));
        assertThat(found)
                .isEqualTo(
                        new TrackerReply.Found(FIRST, "1", ONE, b.announceUrls().seenBy(Caller.EVENT_BUS)));
    }

    @Test
    void whatIsPublishedIsSoonOnTheDiskOfThoseThatStandBy() throws Exception {
        TrackerVerticle a = join("a");
        join("b");
        await(a.activate());
        publish(vertx, "1", ONE);
        until(() -> nameOnDisk("b", FIRST).equals("1"));
        assertThat(Files.readAllBytes(file("b", FIRST, ".torrent"))).isEqualTo(ONE.toByteArray());

        publish(vertx, "renamed", ONE);

        until(() -> nameOnDisk("b", FIRST).equals("renamed"));
    }

    @Test
    void nodesThatWereApartHaveTheUnionOfWhatTheyHad() {
        apart("a", "1", ONE);
        apart("b", "2", TWO);

        TrackerVerticle a = join("a");
        join("b");
        await(a.activate());

        until(() ->
                nameOnDisk("a", SECOND).equals("2") && nameOnDisk("b", FIRST).equals("1"));
        assertThat(names()).containsExactly("1", "2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoNamesTheLaterOneStandsWhoeverComesFirst(boolean isOlderFirst) {
        apart("older", "before", ONE);
        apart("newer", "after", ONE);

        TrackerVerticle first = join(isOlderFirst ? "older" : "newer");
        join(isOlderFirst ? "newer" : "older");
        await(first.activate());

        until(() -> nameOnDisk("older", FIRST).equals("after"));
        assertThat(nameOnDisk("newer", FIRST)).isEqualTo("after");
        assertThat(names()).containsExactly("after");
    }

    @Test
    void aNameIsReplacedAlsoWhenTheClockOfWhoGaveItWasAhead() throws Exception {
        apart("a", "tomorrow's", ONE);
        JsonObject ahead = new PublishedName("tomorrow's", System.currentTimeMillis() + 86_400_000).toJson();
        Files.writeString(file("a", FIRST, ".json"), ahead.encode());
        TrackerVerticle a = join("a");
        join("b");
        await(a.activate());
        until(() -> nameOnDisk("b", FIRST).equals("tomorrow's"));

        publish(vertx, "today's", ONE);

        until(() -> nameOnDisk("b", FIRST).equals("today's"));
        assertThat(names()).containsExactly("today's");
    }

    @ParameterizedTest
    @ValueSource(strings = {"starling.catalogue", "starling.catalogue.torrents"})
    void whatTheClusterHasLostIsPutThereAgain(String lost) {
        TrackerVerticle a = join("a");
        await(a.activate());
        publish(vertx, "1", ONE);
        AsyncMap<String, Object> map = map(lost);
        await(map.clear());

        a.membersChanged();

        until(() -> await(map.keys()).contains(FIRST.hex()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[", "{\"name\":7}", "{\"name\":\"x\",\"at\":\"soon\"}"})
    void whatIsNoNameHindersNoOther(String wrong) {
        AsyncMap<String, String> names = map("starling.catalogue");
        AsyncMap<String, Buffer> torrents = map("starling.catalogue.torrents");
        await(names.put(SECOND.hex(), wrong));
        await(names.put("no info-hash", new PublishedName("x", 1).toJson().encode()));
        await(torrents.put(SECOND.hex(), Buffer.buffer("no torrent")));
        await(torrents.put(FIRST.hex(), Buffer.buffer(ONE.toByteArray())));
        await(names.put(FIRST.hex(), new PublishedName("1", 1).toJson().encode()));

        TrackerVerticle a = join("a");
        await(a.activate());

        assertThat(names()).containsExactly("1");
    }

    @Test
    void aTorrentThatIsNoneIsSaidAndHindersNoOther() {
        AsyncMap<String, String> names = map("starling.catalogue");
        AsyncMap<String, Buffer> torrents = map("starling.catalogue.torrents");
        await(torrents.put(SECOND.hex(), Buffer.buffer("no torrent")));
        await(names.put(SECOND.hex(), new PublishedName("2", 1).toJson().encode()));
        await(torrents.put(FIRST.hex(), Buffer.buffer(ONE.toByteArray())));
        await(names.put(FIRST.hex(), new PublishedName("1", 1).toJson().encode()));
        List<String> said = new CopyOnWriteArrayList<>();
        vertx.eventBus()
                .<JsonObject>consumer(
                        "starling.events.log", event -> said.add(event.body().getString("text")));

        TrackerVerticle a = join("a");
        await(a.activate());

        assertThat(names()).containsExactly("1");
        until(() -> said.stream().anyMatch(text -> text.contains(SECOND.hex()) && text.contains("not shared")));
    }
}
