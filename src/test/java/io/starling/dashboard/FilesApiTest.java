package io.starling.dashboard;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.ByteString;
import io.starling.bus.Addresses;
import io.starling.node.PeerOptions;
import io.starling.node.Starling;
import io.starling.node.StarlingOptions;
import io.starling.torrent.InfoHash;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.Metainfo;
import io.starling.tracker.TrackerOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The catalogue over HTTP, of a real node: a tracker, a peer and a dashboard. */
@ExtendWith(VertxExtension.class)
class FilesApiTest {
    private static final String FILES = "/api/v1/files";
    private static final Buffer TORRENT = Buffer.buffer(
                    "d4:infod6:lengthi5e4:name4:tiny12:piece lengthi16384e6:pieces20:")
            .appendBytes(
                    new byte[] {-1, 0, '\r', '\n', '-', '-', -128, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
            .appendString("ee");
    private static final String[] JSON = {"Content-Type", "application/json"};

    @TempDir
    private Path directory;

    private Path root;
    private Http http;

    @BeforeEach
    void aNode(Vertx vertx) throws Exception {
        root = Files.createDirectory(directory.resolve("root"));
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        Files.write(root.resolve("ä \"b\".bin"), content);
        Files.write(directory.resolve("secret.bin"), content);
        StarlingOptions options = new StarlingOptions()
                .setTracker(new TrackerOptions().setPort(0).setHttpPort(0))
                .addPeer(new PeerOptions().setId("ada").setPort(0).setDownloadDir(directory.resolve("ada")))
                .setDashboard(new DashboardOptions().setPort(0).setRoots(List.of(root.toString())));
        options.getNode().setDataDir(directory.resolve("data"));
        Starling node = Starling.start(vertx, options).await(20, SECONDS);
        http = new Http(vertx, node.listening().dashboard().orElseThrow());
    }

    private JsonObject share() throws Exception {
        Http.Answer answer =
                http.post(FILES, new JsonObject().put("path", "ä \"b\".bin").encode(), JSON);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    private Http.Answer publish(Form form) throws Exception {
        return http.send(HttpMethod.POST, FILES, form.bytes(), Form.TYPE);
    }

    @Test
    void sharesAFileBelowTheRoots() throws Exception {
        Http.Answer answer = http.post(FILES, "{\"path\":\"ä \\\"b\\\".bin\",\"peer\":\"ada\"}", JSON);

        assertThat(answer.status()).isEqualTo(201);
        JsonObject transfer = answer.json();
        assertThat(transfer.getString("status")).isEqualTo("DOWNLOADED");
        assertThat(transfer.getString("name")).isEqualTo("ä \"b\".bin");
        assertThat(http.get(answer.header("Location")).json().getString("infoHash"))
                .isEqualTo(transfer.getString("infoHash"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'path':'../secret.bin'}         | 404 | path: no such file or directory below dashboard.roots",
                "{'path':'none'}                  | 404 | path: no such file or directory below dashboard.roots",
                "{'path':'/etc/hosts'}            | 404 | path: no such file or directory below dashboard.roots",
                "{'path':'.','peer':'eve'}        | 404 | peer: this node has no such peer (expected one of: ada)",
                "{}                               | 400 | path: missing (expected: a text)",
                "{'path':7}                       | 400 | path: 7 (expected: a text)",
            })
    void saysWhyAPathIsNotShared(String body, int status, String message) throws Exception {
        Http.Answer answer = http.post(FILES, body.replace('\'', '"'), JSON);

        assertThat(answer.message()).isEqualTo(message);
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void showsAFileWithItsSwarm(Vertx vertx) throws Exception {
        Promise<Void> joined = Promise.promise();
        vertx.eventBus().<JsonObject>consumer(Addresses.LOG, event -> {
            if (event.body().getString("text").contains(" joined with ")) {
                joined.complete();
            }
        });
        String infoHash = share().getString("infoHash");
        joined.future().await(20, SECONDS);

        JsonObject file = http.get(FILES + "/" + infoHash).json();

        assertThat(file.getString("infoHash")).isEqualTo(infoHash);
        assertThat(file.getLong("length")).isEqualTo(300_000);
        assertThat(file.getInteger("pieces")).isEqualTo(19);
        assertThat(file.getInteger("seedsTotal")).isEqualTo(1);
        assertThat(file.getJsonArray("peers").getJsonObject(0).getString("peer"))
                .isEqualTo("ada");
        assertThat(file.getJsonArray("availability")).hasSize(19).allMatch(copies -> copies.equals(1.0));
        MagnetLink magnet = MagnetLink.parse(file.getString("magnet"));
        assertThat(magnet.infoHash()).isEqualTo(InfoHash.ofHex(infoHash));
        assertThat(magnet.name()).isEqualTo("ä \"b\".bin");
        assertThat(http.get(FILES).json().getJsonArray("items").getJsonObject(0).getString("magnet"))
                .isEqualTo(magnet.toString());
        assertThat(magnet.trackers())
                .hasSize(2)
                .allMatch(url -> url.matches("(http|udp)://127\\.0\\.0\\.1:\\d+/announce"));
    }

    @Test
    void sendsTheTorrentUnderASafeName() throws Exception {
        String infoHash = share().getString("infoHash");

        Http.Answer answer = http.get(FILES + "/" + infoHash + "/torrent");

        assertThat(answer.header("Content-Type")).isEqualTo("application/x-bittorrent");
        assertThat(answer.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"_ _b_.bin.torrent\"; "
                        + "filename*=UTF-8''%C3%A4%20%22b%22.bin.torrent");
        assertThat(metainfo(answer.body()).infoHash()).isEqualTo(InfoHash.ofHex(infoHash));
        MagnetLink magnet =
                MagnetLink.parse(http.get(FILES + "/" + infoHash).json().getString("magnet"));
        assertThat(metainfo(answer.body()).announce()).isEqualTo(List.of(magnet.trackers()));
    }

    private static Metainfo metainfo(Buffer torrent) {
        return Metainfo.parse(ByteString.wrap(torrent.getBytes()));
    }

    @Test
    void publishesATorrentThatIsUploaded() throws Exception {
        Http.Answer answer = publish(Form.empty().file("torrent", "../../x.torrent", TORRENT));

        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        JsonObject file = answer.json();
        assertThat(file.getString("name")).isEqualTo("tiny");
        assertThat(file.getInteger("peersTotal")).isZero();
        assertThat(http.get(answer.header("Location")).json()).isEqualTo(file);
        Metainfo served =
                metainfo(http.get(answer.header("Location") + "/torrent").body());
        assertThat(served.info()).isEqualTo(metainfo(TORRENT).info());
    }

    @Test
    void saysWhyAnUploadIsRefused() throws Exception {
        assertRefused(publish(Form.empty().file("torrent", "x", Buffer.buffer("d4:infoe"))), 400, "torrent: ");
        assertRefused(publish(Form.empty().file("other", "x", TORRENT)), 400, "torrent: 0 files");
        Form two = Form.empty().file("torrent", "x", TORRENT).file("torrent", "y", TORRENT);
        assertRefused(publish(two), 400, "torrent: 2 files (expected: one .torrent file)");
        String noBoundary = "multipart/form-data";
        Buffer form = Form.empty().file("torrent", "x", TORRENT).bytes();
        assertRefused(http.send(HttpMethod.POST, FILES, form, "Content-Type", noBoundary), 400, "torrent: 0 files");
        Buffer cut = form.slice(0, form.length() - 40);
        assertRefused(http.send(HttpMethod.POST, FILES, cut, Form.TYPE), 400, "");
        assertThat(http.get(FILES).json().getInteger("total")).isZero();
    }

    @Test
    void takesNoUploadThatIsLargerThanATorrentMayBe() throws Exception {
        Buffer large = Buffer.buffer(new byte[11_000_000]);

        assertRefused(publish(Form.empty().file("torrent", "x", large)), 413, "body: expected at most");
    }

    @Test
    void takesNoUploadFromAForeignPage() throws Exception {
        Buffer form = Form.empty().file("torrent", "x", TORRENT).bytes();

        Http.Answer answer =
                http.send(HttpMethod.POST, FILES, form, Form.TYPE[0], Form.TYPE[1], "Origin", "http://evil.example");

        assertThat(answer.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"00, 400", "0000000000000000000000000000000000000000, 404"})
    void saysThatThereIsNoSuchFile(String infoHash, int status) throws Exception {
        assertThat(http.get(FILES + "/" + infoHash).status()).isEqualTo(status);
        assertThat(http.get(FILES + "/" + infoHash + "/torrent").status()).isEqualTo(status);
    }

    private static void assertRefused(Http.Answer answer, int status, String message) {
        assertThat(answer.message()).startsWith(message);
        assertThat(answer.status()).isEqualTo(status);
    }
}
