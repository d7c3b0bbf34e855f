package io.starling.dashboard;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The dashboard of a node "alpha" for each test, real but for what it tells of: the node and its peers are made up.
 * {@code @RegisterExtension final FakeDashboard dashboard = new FakeDashboard("ada", "bob")}.
 */
final class FakeDashboard implements BeforeEachCallback, AfterEachCallback {
    private final Vertx vertx = Vertx.vertx();
    private final FakeNode node;
    private final List<FakePeer> peers;
    private @Nullable String deployment;
    private String url = "";

    /** @param ids of the node's peers */
    FakeDashboard(String... ids) {
        peers = List.of(ids).stream().map(id -> FakePeer.start(vertx, id)).toList();
        node = FakeNode.start(vertx, "alpha", List.of(ids));
    }

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        start(new DashboardOptions().setPort(0));
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        vertx.close().await(10, SECONDS);
    }

    /** Starts another one, whose page is the one from then on. */
    void start(DashboardOptions options) throws Exception {
        DashboardVerticle dashboard = new DashboardVerticle(options, "alpha", Map.of());
        deployment = vertx.deployVerticle(dashboard).await(10, SECONDS);
        url = dashboard.url();
    }

    void stop() throws Exception {
        vertx.undeploy(deployment).await(10, SECONDS);
    }

    Vertx vertx() {
        return vertx;
    }

    /** Where the page is. */
    String url() {
        return url;
    }

    FakeNode node() {
        return node;
    }

    /** In the order in which they were named. */
    List<FakePeer> peers() {
        return peers;
    }
}
