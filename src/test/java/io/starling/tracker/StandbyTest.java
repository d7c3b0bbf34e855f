package io.starling.tracker;

import static io.starling.tracker.TrackerVerticleTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.announce.TrackerClient;
import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.testing.Clients;
import io.starling.torrent.PeerId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tracker that is one of several: what it says while it stands by, and when its turn comes and goes. */
@Timeout(60)
class StandbyTest {
    private static final ByteString TORRENT = TestTorrents.torrent("big.iso", 8, 1);
    private static final String INFO_HASH = TestTorrents.infoHash(TORRENT).hex();

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path dataDir;

    private TrackerVerticle tracker;
    private TrackerClient tcp;
    private TrackerClient bus;

    @BeforeEach
    void start() {
        TrackerOptions options = new TrackerOptions().setPort(0).setHttpPort(0);
        tracker = TrackerVerticle.ofCluster(options, dataDir, () -> "ask n7");
        await(vertx.deployVerticle(tracker));
        tcp = TrackerClient.of(vertx, URI.create("tcp://" + tracker.address()));
        bus = TrackerClient.overEventBus(vertx);
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private static BusException failure(Future<?> request) {
        return await(request.transform(done -> Future.succeededFuture((BusException) done.cause())));
    }

    private static Future<TrackerReply.Registered> register(TrackerClient client) {
        return client.register(new TrackerRequest.Register("a", PeerId.random(), "127.0.0.1", 6881, List.of()));
    }

    /** The answer to a GET: status, space, body. */
    private String http(String pathAndQuery) {
        URI uri = URI.create("http://" + tracker.httpAddress() + pathAndQuery);
        return await(Clients.http(vertx)
                .request(HttpMethod.GET, uri.getPort(), uri.getHost(), uri.getPath() + "?" + uri.getRawQuery())
                .compose(request -> request.send())
                .compose(response -> response.body().map(body -> text(response, body))));
    }

    private static String text(HttpClientResponse response, Buffer body) {
        return response.statusCode() + " " + body.toString("ISO-8859-1");
    }

    private static String escaped() {
        return INFO_HASH.replaceAll("(..)", "%$1");
    }

    @Test
    void answersNothingButWhereElseToAsk() {
        BusException refused = failure(register(tcp));

        assertThat(refused.code()).isEqualTo(BusException.NO_TRACKER);
        assertThat(refused).hasMessage("this tracker stands by; ask n7");
        assertThat(failure(register(bus)).code()).isEqualTo(BusException.NO_TRACKER);
    }

    @Test
    void tellsStockClientsByStatusAndByReason() {
        String announce = "/announce?info_hash=" + escaped() + "&peer_id=-XX0000-000000000000&port=6881&uploaded=0"
                + "&downloaded=0&left=1&compact=1";

        assertThat(http(announce)).isEqualTo("503 d14:failure reason30:this tracker stands by; ask n7e");
        assertThat(http("/scrape?info_hash=" + escaped())).startsWith("503 d14:failure reason");

        await(tracker.activate());

        assertThat(http(announce)).startsWith("200 d14:failure reason").contains("not published");
    }

    @Test
    void answersAtAllDoorsWithWhatItHasOnDiskOnceItIsActive() {
        await(tracker.activate());
        await(tcp.publish(new TrackerRequest.Publish("big", TORRENT)));

        assertThat(await(bus.find(new TrackerRequest.Find("big", null))).torrent())
                .isEqualTo(TORRENT);
        assertThat(http("/scrape?info_hash=" + escaped())).startsWith("200 d5:files");
    }

    @Test
    void letsGoOfTheBusAddressBeforeItHasStoodBy() {
        await(tracker.activate());
        await(register(bus));

        await(tracker.standBy());

        assertThat(failure(register(bus)).code()).isEqualTo(BusException.NO_TRACKER);
        assertThat(failure(register(tcp))).hasMessage("this tracker stands by; ask n7");
    }

    @Test
    void isANewTrackerEachTimeThatItsTurnComes() {
        await(tracker.activate());
        String first = await(register(bus)).epoch();
        await(tracker.activate());
        assertThat(await(register(bus)).epoch()).isEqualTo(first);

        await(tracker.standBy());
        await(tracker.activate());

        assertThat(await(register(bus)).epoch()).isNotEqualTo(first);
    }

    @Test
    void keepsItsPortsWhateverItsTurn() {
        String address = tracker.address();
        await(tracker.activate());
        await(tracker.standBy());

        assertThat(tracker.address()).isEqualTo(address);
        assertThatThrownBy(() -> await(vertx.deployVerticle(TrackerVerticle.ofCluster(
                        new TrackerOptions().setPort(tracker.port()).setHttpPort(0), dataDir.resolve("2"), () -> ""))))
                .hasMessageContaining(address);
    }
}
