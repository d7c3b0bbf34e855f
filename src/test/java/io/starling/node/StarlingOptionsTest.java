package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.dashboard.DashboardOptions;
import io.starling.dashboard.TlsOptions;
import io.starling.peer.Encryption;
import io.starling.policy.PickOrder;
import io.starling.storage.StorageMode;
import io.starling.tracker.TrackerOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StarlingOptionsTest {
    /** Every key of the configuration, none with its default. */
    private static final String EVERYTHING = """
            {
              "node": { "name": "alpha", "dataDir": "state" },
              "cluster": { "enabled": false, "name": "flock", "host": "10.0.0.1", "port": 5702, "busPort": 5703,
                           "publicHost": "alpha.example", "members": ["10.0.0.2:5701", "[::1]:5701"], "bootstrap": true,
                           "backups": 2, "deployPackages": ["org.example"] },
              "tracker": { "enabled": true, "host": "10.0.0.1", "port": 7071, "httpPort": 6970, "udpPort": 6971,
                           "open": true, "heartbeatMillis": 1000 },
              "peers": [ { "id": "alpha-7", "host": "10.0.0.1", "port": 6882, "publicHost": "alpha.example",
                           "downloadDir": "here", "tracker": "tcp://10.0.0.1:7071", "share": ["files/big.iso"],
                           "get": ["other.iso"], "picker": "sequential", "storage": "direct",
                           "encryption": "off", "maxConnections": 10, "maxUploadKiBps": 100,
                           "maxDownloadKiBps": 200 } ],
              "dashboard": { "enabled": true, "host": "10.0.0.1", "port": 8081, "basePath": "/starling/",
                             "tokenFile": "token", "tls": { "certificateFile": "tls/chain.pem", "keyFile": "tls/key.pem" },
                             "roots": ["files"], "allowedHosts": ["alpha.example"],
                             "allowedOrigins": ["https://alpha.example"] }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void takesEveryKeyOfTheConfiguration() {
        StarlingOptions options = StarlingOptions.fromJson(new JsonObject(EVERYTHING));

        PeerOptions peer = options.getPeers().get(0);
        assertThat(peer.getId()).isEqualTo("alpha-7");
        assertThat(peer.getTrackers()).containsExactly(new HostPort("10.0.0.1", 7071));
        assertThat(peer.getPublicHost()).contains("alpha.example");
        assertThat(peer.getPicker()).isEqualTo(PickOrder.SEQUENTIAL);
        assertThat(peer.getStorage()).isEqualTo(StorageMode.DIRECT);
        assertThat(peer.getEncryption()).isEqualTo(Encryption.OFF);
        assertThat(peer.getMaxConnections()).isEqualTo(10);
        assertThat(peer.getMaxUploadKiBps()).isEqualTo(100);
        assertThat(peer.getMaxDownloadKiBps()).isEqualTo(200);
        assertThat(peer.getGet()).containsExactly("other.iso");
        assertThat(options.getTracker().map(TrackerOptions::getPort)).contains(7071);
        assertThat(options.getDashboard().map(DashboardOptions::getBasePath)).contains("/starling/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"tcp://a:1, tcp://[::1]:2\"", "[\"tcp://a:1\", \"tcp://[::1]:2\"]"})
    void takesSeveralTrackersOfAPeer(String trackers) {
        StarlingOptions options =
                StarlingOptions.fromJson(new JsonObject("{\"peers\": [{\"tracker\": " + trackers + "}]}"));

        List<HostPort> expected = List.of(new HostPort("a", 1), new HostPort("::1", 2));
        assertThat(options.getPeers().get(0).getTrackers()).isEqualTo(expected);
        assertThat(StarlingOptions.fromJson(options.toJson()).getPeers().get(0).getTrackers())
                .isEqualTo(expected);
    }

    @Test
    void writesWhatItReads() {
        JsonObject written =
                StarlingOptions.fromJson(new JsonObject(EVERYTHING)).toJson();

        assertThat(StarlingOptions.fromJson(written).toJson()).isEqualTo(written);
        assertThat(withRelativePaths(written)).isEqualTo(new JsonObject(EVERYTHING));
    }

    /** Paths are absolute once they are read. */
    private static JsonObject withRelativePaths(JsonObject json) {
        String workingDirectory = Path.of("").toAbsolutePath() + "/";
        return new JsonObject(json.encode().replace(workingDirectory, ""));
    }

    @Test
    void runsASectionThatIsPresentUnlessItSaysOtherwise() {
        StarlingOptions options =
                StarlingOptions.fromJson(new JsonObject("{\"tracker\": {}, \"dashboard\": {\"enabled\": false}}"));

        assertThat(options.getTracker()).isPresent();
        assertThat(options.getDashboard()).isEmpty();
        assertThat(options.getPeers()).isEmpty();
        assertThat(options.getCluster()).isEmpty();
    }

    @Test
    void takesNullForTheDefault() {
        StarlingOptions options = StarlingOptions.fromJson(
                new JsonObject(
                        "{\"peers\": [{\"host\": null, \"port\": null, \"publicHost\": null, \"picker\": null, \"share\": null}]}"));

        PeerOptions peer = options.getPeers().get(0);
        assertThat(peer.getHost()).isEqualTo("127.0.0.1");
        assertThat(peer.getPort()).isEqualTo(PeerOptions.DEFAULT_PORT);
        assertThat(peer.getPicker()).isEqualTo(PickOrder.RAREST_FIRST);
        assertThat(peer.getShare()).isEmpty();
    }

    @Test
    void runsTrackerPeerAndDashboardOnLoopbackByDefault() {
        StarlingOptions options = StarlingOptions.embeddedDefault().complete();

        assertThat(options.getTracker().map(TrackerOptions::getHost)).contains("127.0.0.1");
        assertThat(options.getDashboard().map(DashboardOptions::getHost)).contains("127.0.0.1");
        assertThat(options.getPeers()).singleElement().satisfies(peer -> {
            assertThat(peer.getHost()).isEqualTo("127.0.0.1");
            assertThat(peer.getTrackers()).isEmpty();
            assertThat(peer.getId()).isEqualTo("starling-1");
        });
    }

    @Test
    void resolvesPathsAgainstTheFile() throws IOException {
        Path file = directory.resolve("node.json");
        Files.writeString(file, """
                { "node": { "dataDir": "../state" },
                  "peers": [ { "share": ["a.iso", "/b.iso", "${java.home}/lib/modules"],
                               "get": ["c.iso", "d.torrent", "http://e.example/e.torrent"] } ],
                  "dashboard": { "tokenFile": "token", "roots": [".", "files"],
                                 "tls": { "certificateFile": "../tls/chain.pem", "keyFile": "/tls/key.pem" } } }
                """);

        StarlingOptions options = StarlingOptions.read(file);

        PeerOptions peer = options.getPeers().get(0);
        assertThat(options.getNode().getDataDir()).isEqualTo(directory.resolveSibling("state"));
        assertThat(peer.getDownloadDir()).isEqualTo(directory.resolve("downloads"));
        assertThat(peer.getShare())
                .containsExactly(
                        directory.resolve("a.iso"),
                        Path.of("/b.iso"),
                        Path.of(System.getProperty("java.home"), "lib", "modules"));
        assertThat(peer.getGet())
                .containsExactly("c.iso", directory.resolve("d.torrent").toString(), "http://e.example/e.torrent");
        DashboardOptions dashboard = options.getDashboard().orElseThrow();
        assertThat(dashboard.getTokenFile())
                .isEqualTo(directory.resolve("token").toString());
        TlsOptions tls = dashboard.getTls().orElseThrow();
        assertThat(tls.getCertificateFile())
                .isEqualTo(directory.resolveSibling("tls").resolve("chain.pem").toString());
        assertThat(tls.getKeyFile()).isEqualTo("/tls/key.pem");
        assertThat(dashboard.getRoots())
                .containsExactly(
                        directory.toString(), directory.resolve("files").toString());
    }

    @Test
    void namesPeersAfterTheNode() {
        StarlingOptions options = StarlingOptions.fromJson(new JsonObject(
                "{\"node\": {\"name\": \"alpha\"}, \"peers\": [{\"port\": 0}, {\"id\": \"b\"}, {\"port\": 0}]}"));

        assertThat(options.getPeers()).extracting(PeerOptions::getId).containsExactly("alpha-1", "b", "alpha-3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"peers": [{"picker": "foo"}]}     | peers[0].picker: "foo" (expected one of: rarest-first, random, sequential)
            {"peers": [{}, {"storage": 1}]}    | peers[1].storage: 1 (expected: a text in quotes)
            {"peers": [{"storage": "APPEND"}]} | peers[0].storage: "APPEND" (expected one of: append, direct)
            {"peers": [{"encryption": "no"}]}  | peers[0].encryption: "no" (expected one of: allow, require, off)
            {"tracker": {"prot": 1}}           | tracker.prot: unknown key (expected one of: enabled, heartbeatMillis, host, httpPort, open, port, udpPort)
            {"tracker": {"token": "secret"}}   | tracker.token: unknown key (expected one of: enabled, heartbeatMillis, host, httpPort, open, port, udpPort)
            {"traker": {}}                     | traker: unknown key (expected one of: cluster, dashboard, node, peers, tracker)
            {"node": {"nme": "a"}}             | node.nme: unknown key (expected one of: dataDir, name)
            {"tracker": {"port": "7070"}}      | tracker.port: "7070" (expected: a whole number)
            {"tracker": {"port": 70.5}}        | tracker.port: 70.5 (expected: a whole number)
            {"tracker": {"port": true}}        | tracker.port: true (expected: a whole number)
            {"tracker": {"port": 70000}}       | tracker.port: 70000 (expected: 0..65535)
            {"tracker": {"port": -1}}          | tracker.port: -1 (expected: 0..65535)
            {"tracker": {"port": 99999999999}} | tracker.port: 99999999999 (expected: a whole number)
            {"tracker": {"enabled": "yes"}}    | tracker.enabled: "yes" (expected: true or false)
            {"tracker": {"enabled": 1}}        | tracker.enabled: 1 (expected: true or false)
            {"tracker": {"host": 5}}           | tracker.host: 5 (expected: a text in quotes)
            {"tracker": []}                    | tracker: [] (expected: an object {…})
            {"tracker": "on"}                  | tracker: "on" (expected: an object {…})
            {"tracker": true}                  | tracker: true (expected: an object {…})
            {"peers": {}}                      | peers: {} (expected: a list […])
            {"peers": [5]}                     | peers[0]: 5 (expected: an object {…})
            {"peers": [null]}                  | peers[0]: null (expected: an object {…})
            {"peers": [{"share": "a"}]}        | peers[0].share: "a" (expected: a list […])
            {"peers": [{"share": [1]}]}        | peers[0].share[0]: 1 (expected: a text in quotes)
            {"peers": [{"share": [""]}]}       | peers[0].share[0]: "" (expected: a path)
            {"peers": [{"share": ["${x}/a"]}]} | peers[0].share[0]: "${x}/a" (expected: a path, which may begin with ${java.home} or ${user.home})
            {"peers": [{"get": ["a", " "]}]}   | peers[0].get[1]: " " (expected: some text)
            {"peers": [{"id": "a b"}]}         | peers[0].id: "a b" (expected: 1 to 128 letters, digits, '.', '_' or '-', the first a letter or digit)
            {"peers": [{"id": "a"}, {"id": "a"}]} | peers[1].id: "a" is the id of peers[0] too (expected: a different id for each peer)
            {"tracker": {"httpPort": 7070}}    | tracker.httpPort: 127.0.0.1:7070 is tracker.port too (expected: another port, or 0 for any)
            {"tracker": {}, "dashboard": {"port": 6969}} | dashboard.port: 127.0.0.1:6969 is tracker.httpPort too (expected: another port, or 0 for any)
            {"peers": [{"port": 0}, {"port": 0}, {}, {}]} | peers[3].port: 127.0.0.1:6881 is peers[2].port too (expected: another port, or 0 for any)
            {"peers": [{"tracker": "here"}]}   | peers[0].tracker: "here" (expected: tcp://HOST:PORT)
            {"peers": [{"tracker": "tcp://a:0"}]} | peers[0].tracker: "tcp://a:0" (expected: tcp://HOST:PORT)
            {"peers": [{"tracker": "tcp://a:1,"}]} | peers[0].tracker: "" (expected: tcp://HOST:PORT)
            {"peers": [{"tracker": ["tcp://a:1", "b:1"]}]} | peers[0].tracker: "b:1" (expected: tcp://HOST:PORT)
            {"peers": [{"tracker": []}]}       | peers[0].tracker: "" (expected: tcp://HOST:PORT)
            {"peers": [{"tracker": [7070]}]}   | peers[0].tracker[0]: 7070 (expected: a text in quotes)
            {"peers": [{"tracker": 7070}]}     | peers[0].tracker: 7070 (expected: a text in quotes)
            {"peers": [{"tracker": "tcp://a"}]} | peers[0].tracker: "tcp://a" (expected: tcp://HOST:PORT)
            {"peers": [{"maxConnections": 0}]} | peers[0].maxConnections: 0 (expected: 1..2000)
            {"peers": [{"maxUploadKiBps": -5}]} | peers[0].maxUploadKiBps: -5 (expected: 0..2147483647)
            {"cluster": {"members": ["a:1", "b"]}} | cluster.members[1]: "b" (expected: HOST:PORT)
            {"cluster": {"backups": 9}}        | cluster.backups: 9 (expected: 0..6)
            {"dashboard": {"basePath": "x"}}   | dashboard.basePath: "x" (expected: a path such as / or /starling/)
            {"dashboard": {"roots": ["${x}"]}} | dashboard.roots[0]: "${x}" (expected: a path, which may begin with ${java.home} or ${user.home})
            [1, 2]                             | [1,2] (expected: an object {…})
            """)
    void saysWhichKeyIsWrongAndWhatIsExpected(String json, String line) {
        assertThatThrownBy(() -> OptionsReader.read(json, directory))
                .isInstanceOf(OptionsException.class)
                .hasMessage(line);
    }

    @Test
    void refusesAKeyThatIsThereTwice() {
        assertThatThrownBy(() -> OptionsReader.read("{\"tracker\": {},\n \"tracker\": {}}", directory))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("Duplicate field 'tracker'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"tracker\": }", "{} {}", "{'tracker': {}}", "{\"a\": \"\n\"}", "tracker"})
    void saysWhereJsonIsBroken(String json) {
        assertThatThrownBy(() -> OptionsReader.read(json, directory))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("(expected: a")
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @Test
    void namesAFileThatIsNotThere() {
        Path file = directory.resolve("nothing.json");

        assertThatThrownBy(() -> StarlingOptions.read(file))
                .isInstanceOf(OptionsException.class)
                .hasMessage(file + ": no such file (expected: a configuration in JSON)");
    }

    @Test
    void namesTheFileInWhichAKeyIsWrong() throws IOException {
        Path file = directory.resolve("node.json");
        Files.writeString(file, "{\"tracker\": {\"port\": 70000}}");

        assertThatThrownBy(() -> StarlingOptions.read(file))
                .isInstanceOf(OptionsException.class)
                .hasMessage(file + ": tracker.port: 70000 (expected: 0..65535)");
    }

    @Test
    void refusesADirectoryAndAHugeFile() throws IOException {
        Path huge = directory.resolve("huge.json");
        Files.write(huge, new byte[OptionsReader.MAX_FILE_BYTES + 1]);

        assertThatThrownBy(() -> StarlingOptions.read(directory)).isInstanceOf(OptionsException.class);
        assertThatThrownBy(() -> StarlingOptions.read(huge))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("more than");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "tracker", "peer"})
    void readsTheConfigurationsThatComeWithTheProgram(String name) {
        StarlingOptions options = StarlingOptions.read(Path.of("conf", name + ".json"));

        assertThat(options.toJson().fieldNames()).isNotEmpty();
        assertThat(options.getPeers()).hasSize(name.equals("demo") ? 5 : name.equals("peer") ? 1 : 0);
    }

    @Test
    void refusesAPeerOnTheEventBusThatNobodyCouldDial() {
        StarlingOptions options = new StarlingOptions()
                .addPeer(new PeerOptions().setId("everywhere").setHost("0.0.0.0"));

        assertThatThrownBy(options::complete)
                .hasMessage("peers[0].publicHost: missing, and host is \"0.0.0.0\""
                        + " (expected: the address that other peers dial)");
        options.getPeers().get(0).setPublicHost("192.0.2.7");
        assertThat(options.complete()).isSameAs(options);
    }
}
