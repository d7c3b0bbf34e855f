package io.starling.node;

import static io.starling.node.TwoNodes.N1;
import static io.starling.node.TwoNodes.N2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.starling.announce.TrackerClient;
import io.starling.bus.NodeCommand;
import io.starling.bus.NodeStatus;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tracker on a node whose configuration names none. */
class DeployedTrackersTest {
    private static final JsonObject ANY_PORTS = new JsonObject().put("port", 0).put("httpPort", 0);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private TwoNodes nodes;
    private Starling n1;

    @BeforeEach
    void twoNodesWithoutATracker() throws Exception {
        nodes = new TwoNodes(vertx, directory);
        n1 = await(nodes.start(N1));
        await(nodes.start(N2));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }

    private NodeStatus.Tracker deploy(ClusterNode node) throws Exception {
        JsonObject reply =
                await(nodes.ask(node, NodeCommand.Deploy.ofTracker(ANY_PORTS).toJson()));
        return new NodeStatus.Tracker(reply.getString("address"), reply.getString("http"), reply.getString("udp"));
    }

    private ReplyException refusal(NodeCommand command) {
        return catchThrowableOfType(ReplyException.class, () -> await(nodes.ask(N1, command.toJson())));
    }

    private Future<TrackerReply.Listing> list(TrackerClient client) {
        return client.list(new TrackerRequest.ListFiles(null, null, null));
    }

    @Test
    void answersOnTheBusAndAtItsDoorAndAllNodesKnow() throws Exception {
        NodeStatus.Tracker tracker = deploy(N1);

        HostPort door = HostPort.parse(tracker.address());
        assertThat(await(list(TrackerClient.overEventBus(vertx))).total()).isZero();
        assertThat(await(list(TrackerClient.overTcp(vertx, door.host(), door.port())))
                        .total())
                .isZero();
        assertThat(await(nodes.status(N1)).tracker()).isEqualTo(tracker.address());
        assertThat(await(nodes.status(N1)).trackerDeployed()).isTrue();
        assertThat(await(nodes.status(N2)).members())
                .contains(new NodeStatus.Member("n1", N1.address(), true, true))
                .contains(new NodeStatus.Member("n2", N2.address(), false, false));
    }

    @Test
    void comesBackWithItsNode() throws Exception {
        deploy(N1);
        await(n1.stop());
        nodes.change(N1, N2);

        await(nodes.start(N1));

        assertThat(await(list(TrackerClient.overEventBus(vertx))).total()).isZero();
        assertThat(await(nodes.status(N1)).tracker()).isNotNull();
    }

    @Test
    void theOtherTakesOverWhenItIsUndeployed() throws Exception {
        deploy(N1);
        deploy(N2);
        assertThat(await(nodes.status(N2)).members()).contains(new NodeStatus.Member("n1", N1.address(), true, true));

        await(nodes.ask(N1, NodeCommand.Undeploy.ofTracker().toJson()));

        assertThat(await(nodes.status(N1)).tracker()).isNull();
        assertThat(await(nodes.status(N2)).members())
                .contains(new NodeStatus.Member("n1", N1.address(), false, false))
                .contains(new NodeStatus.Member("n2", N2.address(), true, true));
        assertThat(await(list(TrackerClient.overEventBus(vertx))).total()).isZero();
        assertThat(refusal(NodeCommand.Undeploy.ofTracker())).satisfies(none -> {
            assertThat(none.failureCode()).isEqualTo(404);
            assertThat(none).hasMessage("tracker: there is none here");
        });
    }

    @Test
    void thereIsOneOnANode() throws Exception {
        NodeStatus.Tracker tracker = deploy(N1);

        ReplyException refusal = refusal(NodeCommand.Deploy.ofTracker(ANY_PORTS));

        assertThat(refusal.failureCode()).isEqualTo(409);
        assertThat(refusal).hasMessage("tracker: this node has one at " + tracker.address());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'port':0,'httpPort':0,'heart':1}  | tracker.heart",
                "{'port':70000,'httpPort':0}        | tracker.port: 70000",
                "{'port':'0'}                       | tracker.port:",
            })
    void saysWhatIsWrongWithTheOptions(String options, String message) throws Exception {
        JsonObject json = new JsonObject(options.replace('\'', '"'));

        ReplyException refusal = refusal(NodeCommand.Deploy.ofTracker(json));

        assertThat(refusal.failureCode()).isEqualTo(400);
        assertThat(refusal).hasMessageStartingWith(message);
        assertThat(await(nodes.status(N1)).tracker()).isNull();
    }

    @Test
    void refusesAPortOnWhichTheNodeListensAlready() throws Exception {
        int port =
                URI.create(String.valueOf(await(nodes.status(N1)).dashboard())).getPort();

        ReplyException refusal = refusal(
                NodeCommand.Deploy.ofTracker(new JsonObject().put("port", port).put("httpPort", 0)));

        assertThat(refusal.failureCode()).isEqualTo(409);
        assertThat(refusal).hasMessageContaining("127.0.0.1:" + port + " is in use");
    }
}
