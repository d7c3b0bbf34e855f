package io.starling.node;

import static io.starling.node.TwoNodes.N1;
import static io.starling.node.TwoNodes.N2;
import static io.starling.node.TwoNodes.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.starling.bus.NodeStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others do to a node over the event bus, for the time being and for its next start. */
class DeployedPeersTest {
    private static final int REFUSED = 409;

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private TwoNodes nodes;
    private Starling first;

    @BeforeEach
    void twoNodes() throws Exception {
        nodes = new TwoNodes(vertx, directory);
        first = await(nodes.start(N1));
        await(nodes.start(N2));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }

    private static ReplyException refused(Future<?> future) {
        Throwable failure = catchThrowable(() -> await(future));
        assertThat(failure).isInstanceOf(ReplyException.class);
        return (ReplyException) failure;
    }

    private Starling restarted() throws Exception {
        await(first.stop());
        return await(nodes.start(N1));
    }

    @Test
    void aDeployedPeerListensAndTakesCommands() throws Exception {
        JsonObject reply = await(nodes.deploy(N1, peer("robin")));

        assertThat(reply.getString("peer")).isEqualTo("robin");
        assertThat(reply.getString("address")).matches("127\\.0\\.0\\.1:[1-9]\\d*");
        assertThat(reply.getBoolean("deployed")).isTrue();
        assertThat(await(new PeerBus(vertx, "robin").status()).peer()).isEqualTo("robin");
        assertThat(TwoNodes.ids(await(nodes.status(N1)))).containsExactly("robin");
        assertThat(TwoNodes.ids(await(nodes.status(N2)))).isEmpty();
    }

    @Test
    void itComesBackWithItsNode() throws Exception {
        await(nodes.deploy(N1, peer("robin")));
        await(nodes.deploy(N1, peer("wren")));

        Starling again = restarted();

        assertThat(again.listening().peers()).containsOnlyKeys("robin", "wren");
        assertThat(await(new PeerBus(vertx, "wren").status()).peer()).isEqualTo("wren");
    }

    @Test
    void anUndeployedOneIsGoneAndDoesNotComeBack() throws Exception {
        await(nodes.deploy(N1, peer("robin")));

        await(nodes.undeploy(N1, "robin"));

        assertThat(catchThrowable(() -> await(new PeerBus(vertx, "robin").status())))
                .hasMessageContaining("is not there");
        assertThat(restarted().listening().peers()).isEmpty();
    }

    @Test
    void keepsItsFilesInADirectoryOfItsOwnUnlessToldOtherwise() throws Exception {
        await(nodes.deploy(N1, peer("robin")));
        await(nodes.deploy(
                N1,
                peer("wren").put("downloadDir", directory.resolve("open/wren").toString())));

        assertThat(directory.resolve("n1/peers/robin/downloads")).isDirectory();
        assertThat(directory.resolve("open/wren")).isDirectory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'id':'x','pickr':'random'}            | peer.pickr: unknown key (expected one of: downloadDir,",
                "{'id':'x','picker':'best'}             | peer.picker: \"best\" (expected one of: rarest-first,",
                "{'id':'x','port':70000}                | peer.port: 70000 (expected: 0..65535)",
                "{'id':'x','port':'0'}                  | peer.port: \"0\" (expected: a whole number)",
                "{'id':'../x','port':0}                 | peer.id: \"../x\" (expected:",
                "{'port':0}                             | peer.id: missing (expected: a name for the peer)",
                "{'id':'x','encryption':'no'}           | peer.encryption: \"no\" (expected one of: allow, require, off)",
                "{'id':'x','host':'0.0.0.0','port':0}   | peer.publicHost: missing",
                "{'id':'x','port':0,'downloadDir':'/x'} | peer.downloadDir: \"/x\" (expected: a path below ",
                "{'id':'x','port':0,'share':['../../..']} | peer.share[0]: ",
                "{'id':'x','port':0,'get':['/etc/a.torrent']} | peer.get[0]: \"/etc/a.torrent\"",
            })
    void saysWhichOptionIsWrongAndStartsNothing(String peer, String message) {
        ReplyException failure = refused(nodes.deploy(N1, new JsonObject(peer.replace('\'', '"'))));

        assertThat(failure.failureCode()).isEqualTo(400);
        assertThat(failure).message().startsWith(message);
        assertThat(directory.resolve("n1/deployed")).doesNotExist();
    }

    @Test
    void followsNoLinkOutOfItsRoots() throws Exception {
        Files.createDirectories(directory.resolve("open"));
        Files.createSymbolicLink(directory.resolve("open/out"), Path.of("/etc"));

        ReplyException failure = refused(nodes.deploy(
                N1,
                peer("robin")
                        .put(
                                "share",
                                new JsonArray()
                                        .add(directory
                                                .resolve("open/out/passwd")
                                                .toString()))));

        assertThat(failure).message().startsWith("peer.share[0]: ");
    }

    @Test
    void refusesAnIdThatAnyPeerOfTheClusterHas() throws Exception {
        await(nodes.deploy(N2, peer("robin")));

        ReplyException here = refused(nodes.deploy(N2, peer("robin")));
        ReplyException there = refused(nodes.deploy(N1, peer("robin")));

        assertThat(here.failureCode()).isEqualTo(REFUSED);
        assertThat(here).message().isEqualTo("peer.id: \"robin\" is a peer of this node already");
        assertThat(there.failureCode()).isEqualTo(REFUSED);
        assertThat(there).message().startsWith("\"robin\" is a peer of node n2 already (expected: ");
        assertThat(TwoNodes.ids(await(nodes.status(N1)))).isEmpty();
        assertThat(await(new PeerBus(vertx, "robin").status()).peer()).isEqualTo("robin");
    }

    @Test
    void ofManyThatAskForOneIdAtOnceExactlyOneGetsIt() throws Exception {
        List<Future<JsonObject>> asked = List.of(
                nodes.deploy(N1, peer("robin")),
                nodes.deploy(N2, peer("robin")),
                nodes.deploy(N1, peer("robin")),
                nodes.deploy(N2, peer("robin")));

        await(Future.join(asked).otherwiseEmpty());

        assertThat(asked).filteredOn(Future::succeeded).hasSize(1);
        assertThat(asked)
                .filteredOn(Future::failed)
                .allMatch(failed -> ((ReplyException) failed.cause()).failureCode() == REFUSED);
    }

    @Test
    void aNodeWhosePeerHasAnIdOfAnotherDoesNotStart() throws Exception {
        await(nodes.deploy(N2, peer("robin")));
        await(first.stop());

        Throwable failure = catchThrowable(() -> await(nodes.start(
                N1,
                options -> options.addPeer(
                        new PeerOptions().setId("robin").setPort(0).setDownloadDir(directory.resolve("d"))))));

        assertThat(failure)
                .isInstanceOf(OptionsException.class)
                .message()
                .startsWith("peers[0].id: \"robin\" is a peer of node n2 already");
        assertThat(await(new PeerBus(vertx, "robin").status()).peer()).isEqualTo("robin");
    }

    @Test
    void theIdsOfANodeThatIsGoneAreFree() throws Exception {
        await(nodes.deploy(N2, peer("robin")));
        nodes.change(N1);

        assertThat(await(nodes.deploy(N1, peer("robin"))).getString("peer")).isEqualTo("robin");
    }

    @Test
    void theIdOfAnUndeployedPeerIsFree() throws Exception {
        await(nodes.deploy(N2, peer("robin")));
        await(nodes.undeploy(N2, "robin"));

        assertThat(await(nodes.deploy(N1, peer("robin"))).getString("peer")).isEqualTo("robin");
    }

    @Test
    void refusesAPortThatThisNodeListensOnAlready() throws Exception {
        String dashboard = first.listening().dashboard().orElseThrow().replaceAll(".*:(\\d+)/", "$1");
        int port = Integer.parseInt(dashboard);

        ReplyException failure = refused(nodes.deploy(N1, peer("robin").put("port", port)));

        assertThat(failure.failureCode()).isEqualTo(REFUSED);
        assertThat(failure)
                .message()
                .isEqualTo("peer.port: 127.0.0.1:" + port + " is in use (expected: a free port, or 0 for any)");
    }

    @Test
    void whatCannotComeBackIsSaidAndTheNodeRuns() throws Exception {
        List<String> log = nodes.log();
        try (ServerSocket occupied = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            int port = occupied.getLocalPort();
            occupied.close();
            await(nodes.deploy(N1, peer("robin").put("port", port)));
            await(first.stop());
            try (ServerSocket again = new ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress())) {
                await(nodes.start(N1));

                NodeStatus.Peer robin = await(nodes.status(N1)).peers().get(0);
                assertThat(robin.address()).isNull();
                assertThat(robin.error()).startsWith("peer.port: 127.0.0.1:" + again.getLocalPort() + " is in use");
                assertThat(log).anyMatch(text -> text.startsWith("peer robin, which was deployed here, does not come"));
            }
        }

        await(nodes.deploy(N1, peer("robin")));
        assertThat(await(nodes.status(N1)).peers().get(0).error()).isNull();
    }

    @Test
    void aFileThatIsNoDeploymentIsSaidAndHindersNoOther() throws Exception {
        await(nodes.deploy(N1, peer("robin")));
        List<String> log = nodes.log();
        Path kept = directory.resolve("n1/deployed/n1/peers");
        Files.writeString(kept.resolve("aaa.json"), "{");
        Files.writeString(kept.resolve("bbb.json"), "{\"v\":1,\"op\":\"deploy\",\"peer\":{\"id\":\"b b\"}}");

        assertThat(restarted().listening().peers()).containsOnlyKeys("robin");
        assertThat(TwoNodes.ids(await(nodes.status(N1)))).containsExactly("robin");
        assertThat(log).anyMatch(text -> text.contains("aaa.json: cannot be read"));
        assertThat(log).anyMatch(text -> text.startsWith("peer b b, which was deployed here, does not come back"));
    }

    @Test
    void undeploysOnlyWhatWasDeployed() throws Exception {
        await(first.stop());
        await(nodes.start(
                N1,
                options -> options.addPeer(
                        new PeerOptions().setId("own").setPort(0).setDownloadDir(directory.resolve("own")))));

        assertThat(refused(nodes.undeploy(N1, "own")).failureCode()).isEqualTo(REFUSED);
        ReplyException unknown = refused(nodes.undeploy(N1, "eve"));
        assertThat(unknown.failureCode()).isEqualTo(404);
        assertThat(unknown).hasMessage("peer \"eve\": there is none here (expected one of: own)");
    }

    @Test
    void tellsWhatRunsAndWhoIsInTheCluster() throws Exception {
        NodeStatus status = await(nodes.status(N2));

        assertThat(status.node()).isEqualTo("n2");
        assertThat(status.tracker()).isNull();
        assertThat(status.dashboard()).startsWith("http://127.0.0.1:");
        assertThat(status.members()).extracting(NodeStatus.Member::node).containsExactly("n1", "n2");
    }

    @Test
    void saysWhoLeavesAndWhoJoins() throws Exception {
        List<String> log = nodes.log();

        nodes.change(N1);
        // Who answers has seen what came before.
        await(nodes.status(N1));
        nodes.change(N1, N2);
        // Events are delivered in order: once this one is here, those before are.
        await(nodes.status(N1).compose(unused -> nodes.deploy(N1, peer("robin"))));

        assertThat(log).containsSubsequence("node n2 (127.0.0.1:5702) left", "node n2 (127.0.0.1:5702) joined");
    }

    @Test
    void refusesWhatIsNoCommand() {
        ReplyException failure = refused(nodes.ask(N1, new JsonObject().put("op", "reboot")));

        assertThat(failure.failureCode()).isEqualTo(400);
        assertThat(failure).hasMessage("op: reboot (expected one of: deploy, status, undeploy)");
        assertThat(refused(nodes.ask(N1, new JsonObject().put("op", "deploy"))))
                .hasMessage("deploy: expected either peer, tracker or verticle");
    }
}
