package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.dashboard.DashboardOptions;
import io.starling.tracker.TrackerOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class RunningNodeTest {
    @TempDir
    private Path directory;

    private Vertx vertx;

    @BeforeEach
    void takeVertx(Vertx vertx) {
        this.vertx = vertx;
    }

    private StarlingOptions options() {
        StarlingOptions options = new StarlingOptions()
                .setTracker(new TrackerOptions().setHttpPort(0).setPort(0))
                .setDashboard(new DashboardOptions().setPort(0))
                .addPeer(peer("a"))
                .addPeer(peer("b"));
        options.getNode().setName("alpha").setDataDir(directory.resolve("data"));
        return options;
    }

    private PeerOptions peer(String id) {
        return new PeerOptions().setId(id).setPort(0).setDownloadDir(directory.resolve(id));
    }

    private Future<NetServer> listen(int port) {
        return vertx.createNetServer().connectHandler(socket -> {}).listen(port, "127.0.0.1");
    }

    @Test
    void saysWhatListensWhere(VertxTestContext test) {
        Starling.start(vertx, options())
                .onComplete(test.succeeding(node -> test.verify(() -> {
                    Listening listening = node.listening();
                    assertThat(listening.node()).isEqualTo("alpha");
                    assertThat(listening.tracker().orElseThrow()).matches("127\\.0\\.0\\.1:[1-9]\\d*");
                    assertThat(listening.http().orElseThrow()).matches("127\\.0\\.0\\.1:[1-9]\\d*");
                    assertThat(listening.dashboard().orElseThrow()).matches("http://127\\.0\\.0\\.1:[1-9]\\d*/");
                    assertThat(listening.peers().keySet()).containsExactly("a", "b");
                    assertThat(listening.peers().values())
                            .allMatch(address -> address.matches("127\\.0\\.0\\.1:[1-9]\\d*"));
                    test.completeNow();
                })));
    }

    @Test
    void namesOnlyWhatRuns(VertxTestContext test) {
        StarlingOptions options = options().setTracker(null).setPeers(List.of()).setDashboard(null);

        Starling.start(vertx, options)
                .onComplete(test.succeeding(node -> test.verify(() -> {
                    assertThat(node.listening().tracker()).isEmpty();
                    assertThat(node.listening().http()).isEmpty();
                    assertThat(node.listening().peers()).isEmpty();
                    assertThat(node.listening().dashboard()).isEmpty();
                    test.completeNow();
                })));
    }

    /**
     * On an address of its own, as another process may be given the port on the common one. The JDK lets go of a port only
     * when the selector looks at its keys again, a moment after the closing has completed.
     */
    @Test
    void stopsAllThatItStarted(VertxTestContext test) {
        String host = "127.77." + ProcessHandle.current().pid() % 250 + ".7";
        Starling.start(
                        vertx,
                        options().setTracker(new TrackerOptions().setHost(host).setPort(0)))
                .compose(node -> node.stop().map(node))
                .compose(node -> listenSoon(
                        HostPort.parse(node.listening().tracker().orElseThrow()).port(), host))
                .onComplete(test.succeeding(unused -> test.verify(() -> {
                    assertThat(vertx.deploymentIDs()).isEmpty();
                    test.completeNow();
                })));
    }

    private Future<NetServer> listenSoon(int port, String host) {
        return vertx.createNetServer()
                .connectHandler(socket -> {})
                .listen(port, host)
                .recover(inUse -> vertx.timer(10).compose(later -> listenSoon(port, host)));
    }

    @Test
    void aSourceThatIsNoneIsSaidAndHindersNoOther(VertxTestContext test) throws Exception {
        Path file = Files.write(directory.resolve("file.bin"), new byte[100_000]);
        Promise<Void> said = Promise.promise();
        List<String> log = new ArrayList<>();
        vertx.eventBus().<JsonObject>consumer(Addresses.LOG, event -> {
            log.add(event.body().encode());
            if (event.body().getString("text").contains("magnet link")) {
                said.tryComplete();
            }
        });
        StarlingOptions options = new StarlingOptions()
                .setTracker(new TrackerOptions().setHttpPort(0).setPort(0))
                .addPeer(peer("seed").setShare(List.of(file)));
        options.getNode().setDataDir(directory.resolve("data"));
        Path copy = directory.resolve("leech").resolve("file.bin");

        Starling.start(vertx, options.addPeer(peer("leech").setGet(List.of("magnet:?dn=nothing", "file.bin"))))
                .compose(node -> said.future())
                .compose(text -> awaitFile(copy))
                .onComplete(test.succeedingThenComplete());
        vertx.timer(20, TimeUnit.SECONDS)
                .compose(late -> Future.join(new PeerBus(vertx, "seed").status(), new PeerBus(vertx, "leech").status()))
                .onSuccess(both -> test.failNow("said: " + log + "\nseed and leech: " + both.list()));
    }

    private Future<Void> awaitFile(Path file) {
        return vertx.timer(50).compose(unused -> Files.exists(file) ? Future.succeededFuture() : awaitFile(file));
    }

    /** Hashing takes longer than this, as that of a large file takes longer than any time one waits for a tracker. */
    @Test
    void theTimeoutIsForTheTrackerAndNotForTheHashing(VertxTestContext test) throws Exception {
        Path file = Files.write(directory.resolve("file.bin"), new byte[4_000_000]);

        Starling.start(vertx, options())
                .compose(node -> node.share(file, new ShareOptions(OptionalInt.empty(), Duration.ofMillis(1))))
                .onComplete(test.succeedingThenComplete());
    }

    @Test
    void leavesNothingRunningWhenAPortIsInUse(VertxTestContext test) {
        listen(0)
                .compose(occupied -> {
                    int port = occupied.actualPort();
                    StarlingOptions options = options().addPeer(peer("c").setPort(port));
                    return Starling.start(vertx, options)
                            .transform(started -> Future.succeededFuture(started.cause()))
                            .onSuccess(failure -> test.verify(() -> assertThat(failure)
                                    .isInstanceOf(StartException.class)
                                    .hasMessage("peers[2].port: 127.0.0.1:" + port
                                            + " is in use (expected: a free port, or 0 for any)")));
                })
                .onComplete(test.succeeding(unused -> test.verify(() -> {
                    assertThat(vertx.deploymentIDs()).isEmpty();
                    test.completeNow();
                })));
    }

    @Test
    void namesTheDownloadDirectoryThatCannotBeWrittenTo(VertxTestContext test) throws Exception {
        Path file = Files.createFile(directory.resolve("a-file"));

        Starling.start(vertx, options().addPeer(peer("c").setDownloadDir(file.resolve("downloads"))))
                .onComplete(test.failing(failure -> test.verify(() -> {
                    assertThat(failure)
                            .isInstanceOf(StartException.class)
                            .message()
                            .startsWith(
                                    "peers[2].downloadDir: " + file.resolve("downloads") + ": cannot be written to: ");
                    assertThat(vertx.deploymentIDs()).isEmpty();
                    test.completeNow();
                })));
    }

    @Test
    void namesTheTrackersPortWhenItIsInUse(VertxTestContext test) {
        listen(0)
                .compose(occupied -> Starling.start(
                        vertx,
                        options().setTracker(new TrackerOptions().setHttpPort(0).setPort(occupied.actualPort()))))
                .onComplete(test.failing(failure -> test.verify(() -> {
                    assertThat(failure)
                            .isInstanceOf(StartException.class)
                            .message()
                            .matches("tracker\\.port: 127\\.0\\.0\\.1:\\d+ is in use .*");
                    test.completeNow();
                })));
    }

    @Test
    void namesTheTrackersHttpPortWhenItIsInUseAndLeavesNothingRunning(VertxTestContext test) {
        listen(0)
                .compose(occupied -> {
                    int port = occupied.actualPort();
                    StarlingOptions options =
                            options().setTracker(new TrackerOptions().setPort(0).setHttpPort(port));
                    return Starling.start(vertx, options)
                            .transform(started -> Future.succeededFuture(started.cause()))
                            .onSuccess(failure -> test.verify(() -> assertThat(failure)
                                    .isInstanceOf(StartException.class)
                                    .hasMessage("tracker.httpPort: 127.0.0.1:" + port
                                            + " is in use (expected: a free port, or 0 for any)")));
                })
                .onComplete(test.succeeding(unused -> test.verify(() -> {
                    assertThat(vertx.deploymentIDs()).isEmpty();
                    test.completeNow();
                })));
    }

    @Test
    void refusesTwoPeersOfOneIdBeforeAnythingStarts(VertxTestContext test) {
        Starling.start(vertx, options().addPeer(peer("a")))
                .onComplete(test.failing(failure -> test.verify(() -> {
                    assertThat(failure).isInstanceOf(OptionsException.class).hasMessageContaining("peers[2].id: \"a\"");
                    assertThat(vertx.deploymentIDs()).isEmpty();
                    test.completeNow();
                })));
    }

    @Test
    void sharesAndGetsNothingWithoutAPeer(VertxTestContext test) {
        Starling.start(vertx, options().setPeers(List.of()))
                .compose(node -> node.get("a name", GetOptions.DEFAULT))
                .onComplete(test.failing(failure -> test.verify(() -> {
                    assertThat(failure).hasMessage("this node has no peer");
                    test.completeNow();
                })));
    }
}
