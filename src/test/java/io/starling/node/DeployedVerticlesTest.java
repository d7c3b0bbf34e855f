package io.starling.node;

import static io.starling.node.TwoNodes.N1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.starling.bus.NodeCommand;
import io.starling.bus.NodeStatus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verticles of users, by the names of their classes. */
class DeployedVerticlesTest {
    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private TwoNodes nodes;
    private Starling node;

    /** Answers with what it was configured to. */
    public static final class Echo extends VerticleBase {
        @Override
        public Future<?> start() {
            return vertx.eventBus()
                    .consumer("echo", message -> message.reply(config().getString("answer")))
                    .completion();
        }
    }

    public static final class Broken extends VerticleBase {
        @Override
        public Future<?> start() {
            return Future.failedFuture("no database");
        }
    }

    public static final class NeedsSomething extends VerticleBase {
        public NeedsSomething(String unused) {}
    }

    @BeforeEach
    void oneNode() throws Exception {
        nodes = new TwoNodes(vertx, directory);
        node = await(nodes.start(N1));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }

    private Future<JsonObject> deploy(String verticle, JsonObject options) {
        return nodes.ask(
                N1, NodeCommand.Deploy.ofVerticle(verticle, null, options).toJson());
    }

    private Object echo() throws Exception {
        return await(vertx.eventBus().request("echo", "").map(reply -> reply.body()));
    }

    private static JsonObject answering(String answer) {
        return new JsonObject().put("config", new JsonObject().put("answer", answer));
    }

    @Test
    void runsWithItsConfigurationAndComesBackWithItsNode() throws Exception {
        JsonObject reply = await(deploy(Echo.class.getName(), answering("hello")));

        assertThat(reply.getString("id")).isEqualTo(Echo.class.getName().replace('$', '.'));
        assertThat(echo()).isEqualTo("hello");
        await(node.stop());
        assertThat(catchThrowable(this::echo)).hasMessageContaining("No handlers");
        await(nodes.start(N1));
        assertThat(echo()).isEqualTo("hello");
    }

    @Test
    void isUndeployedForGood() throws Exception {
        String id = await(deploy(Echo.class.getName(), answering("hello"))).getString("id");

        await(nodes.ask(N1, NodeCommand.Undeploy.ofVerticle(id).toJson()));

        assertThat(catchThrowable(this::echo)).hasMessageContaining("No handlers");
        await(node.stop());
        await(nodes.start(N1));
        assertThat(await(nodes.status(N1)).verticles()).isEmpty();
    }

    @Test
    void hasAnIdOfItsOwn() throws Exception {
        String type = Echo.class.getName();
        await(nodes.ask(
                N1, NodeCommand.Deploy.ofVerticle(type, "one", answering("1")).toJson()));
        await(nodes.ask(
                N1, NodeCommand.Deploy.ofVerticle(type, "two", answering("2")).toJson()));

        Throwable failure = catchThrowable(() -> await(nodes.ask(
                N1, NodeCommand.Deploy.ofVerticle(type, "two", answering("2")).toJson())));

        assertThat(failure).hasMessageStartingWith("id: \"two\" is a verticle of this node already");
        assertThat(await(nodes.status(N1)).verticles())
                .containsExactly(
                        new NodeStatus.Verticle("one", type, null), new NodeStatus.Verticle("two", type, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "io.starling.node.DeployedVerticlesTest$Echo | {'instanes':2}       | 400 | options.instanes: unknown key (expected one of: config, instances, threadingModel)",
                "io.starling.node.DeployedVerticlesTest$Echo | {'instances':0}      | 400 | options.instances: 0 (expected: 1..1000)",
                "io.starling.node.DeployedVerticlesTest$Echo | {'config':7}         | 400 | options.config: 7 (expected: an object",
                "io.starling.node.DeployedVerticlesTest$Echo | {'threadingModel':'x'} | 400 | options.threadingModel: \"x\" (expected one of: event-loop, worker",
                "io.starling.node.DeployedVerticlesTest$NeedsSomething | {} | 400 | verticle: \"io.starling.node.DeployedVerticlesTest$NeedsSomething\" (expected: a public class",
                "io.starling.node.Starling                   | {} | 400 | verticle: \"io.starling.node.Starling\" (expected: a public class",
                "io.starling.None                            | {} | 404 | verticle: \"io.starling.None\" is not on the class path",
                "io.starlingX.None                           | {} | 400 | verticle: \"io.starlingX.None\" is not of a package that may be deployed here (cluster.deployPackages: io.starling)",
                "java.lang.Object                            | {} | 400 | verticle: \"java.lang.Object\" is not of a package",
                "io.starling.node.DeployedVerticlesTest$Broken | {} | 500 | verticle io.starling.node.DeployedVerticlesTest$Broken did not start: no database",
            })
    void saysWhyItDoesNotStart(String verticle, String options, int code, String message) throws Exception {
        Throwable failure = catchThrowable(() -> await(deploy(verticle, new JsonObject(options.replace('\'', '"')))));

        assertThat(failure).isInstanceOf(ReplyException.class).message().startsWith(message);
        assertThat(((ReplyException) failure).failureCode()).isEqualTo(code);
        assertThat(await(nodes.status(N1)).verticles()).isEmpty();
    }

    @Test
    void comesFromThePackagesThatTheConfigurationAllows() {
        String name = Echo.class.getName();
        ClassLoader loader = getClass().getClassLoader();

        assertThat(new VerticleClasses(loader, java.util.List.of("com.acme", "io.starling.node")).find(name))
                .isEqualTo(Echo.class);
        assertThat(catchThrowable(() -> new VerticleClasses(loader, java.util.List.of("io.starling.nod")).find(name)))
                .hasMessageContaining("(cluster.deployPackages: io.starling.nod)");
        assertThat(catchThrowable(() -> new VerticleClasses(loader, java.util.List.of()).find(name)))
                .hasMessageContaining("is not of a package that may be deployed here");
    }

    @Test
    void oneThatCannotComeBackIsSaidAndTheNodeRuns() throws Exception {
        await(deploy(Echo.class.getName(), answering("hello")));
        await(node.stop());
        Path kept = directory.resolve("n1/deployed/n1/verticles");
        Files.writeString(kept.resolve("gone.json"), command("io.starling.Gone", "gone"));
        Files.writeString(kept.resolve("nameless.json"), command("io starling", null));

        await(nodes.start(N1));

        assertThat(echo()).isEqualTo("hello");
        assertThat(await(nodes.status(N1)).verticles())
                .filteredOn(verticle -> verticle.error() != null)
                .singleElement()
                .satisfies(gone -> {
                    assertThat(gone.id()).isEqualTo("gone");
                    assertThat(gone.error()).startsWith("verticle: \"io.starling.Gone\" is not on the class path");
                });
    }

    private static String command(String verticle, @Nullable String id) {
        return NodeCommand.Deploy.ofVerticle(verticle, id, null).toJson().encode();
    }
}
