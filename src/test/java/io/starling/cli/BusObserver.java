package io.starling.cli;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.starling.node.ClusterOptions;
import io.starling.node.StarlingOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.List;

/** A member of a cluster, in the JVM of a test, that runs nothing and sees what is on the event bus. */
public final class BusObserver implements AutoCloseable {
    public static final String NAME = "observer";

    private static final int TIMEOUT_SECONDS = 20;
    private static final long SEND_TIMEOUT_MILLIS = 2_000;

    private final Membership membership;
    private final ClusterManager manager;
    private final Vertx vertx;

    private BusObserver(Membership membership) throws Exception {
        this.membership = membership;
        this.manager = membership.manager();
        this.vertx = Session.result(Vertx.builder().withClusterManager(manager).buildClustered());
    }

    /** @param members some nodes of the cluster, on loopback */
    public static BusObserver join(List<String> members) throws Exception {
        StarlingOptions options = new StarlingOptions();
        options.getNode().setName(NAME);
        Membership membership =
                Membership.join(options, new ClusterOptions().setPort(0).setMembers(members));
        try {
            return new BusObserver(membership);
        } catch (Exception e) {
            membership.close();
            throw e;
        }
    }

    /** How many consumers the cluster has registered for an address. */
    public int consumers(String address) throws Exception {
        Promise<List<RegistrationInfo>> found = Promise.promise();
        manager.getRegistrations(address, found);
        return found.future().await(TIMEOUT_SECONDS, SECONDS).size();
    }

    /** The body of the reply; fails when there is none within two seconds. */
    public JsonObject request(String address, JsonObject body) throws Exception {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(SEND_TIMEOUT_MILLIS);
        return vertx.eventBus()
                .<JsonObject>request(address, body, options)
                .await(TIMEOUT_SECONDS, SECONDS)
                .body();
    }

    public void publish(String address, JsonObject body) {
        vertx.eventBus().publish(address, body);
    }

    @Override
    public void close() {
        try {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(TIMEOUT_SECONDS, SECONDS)
                    .join();
        } finally {
            membership.close();
        }
    }
}
