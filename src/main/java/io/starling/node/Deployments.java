package io.starling.node;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** The verticles of one node and what else ends with it, ended in the reverse order. Owned by one context. */
final class Deployments {
    private final Vertx vertx;
    private final Deque<Ending> endings = new ArrayDeque<>();

    /** @param deployment what it ends; empty of what is no verticle */
    private record Ending(String deployment, Supplier<Future<Void>> action) {}

    Deployments(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * The future has what {@link #undeploy} takes, or fails with {@link StartException} that names the section {@code key}
     * and the address it was to listen on.
     */
    Future<String> deploy(String key, HostPort address, Deployable verticle) {
        return vertx.deployVerticle(verticle)
                .onSuccess(this::add)
                .recover(failure -> Future.failedFuture(StartException.of(key, address, failure)));
    }

    /** Of a class that has been looked at; fails with what its constructor or its start fails with. */
    Future<String> deploy(Class<? extends Deployable> verticle, DeploymentOptions options) {
        return vertx.deployVerticle(verticle, options).onSuccess(this::add);
    }

    private void add(String deployment) {
        endings.push(new Ending(deployment, () -> vertx.undeploy(deployment)));
    }

    /** Stops one before the others. */
    Future<Void> undeploy(String deployment) {
        endings.removeIf(ending -> ending.deployment.equals(deployment));
        return vertx.undeploy(deployment);
    }

    /** Adds what is to be ended before all that is deployed so far. */
    void endWith(Supplier<Future<Void>> ending) {
        endings.push(new Ending("", ending));
    }

    /** Stops all, also when one fails to stop; fails with the first failure. */
    Future<Void> undeployAll() {
        Ending ending = endings.poll();
        if (ending == null) {
            return Future.succeededFuture();
        }
        return ending.action.get().transform(ended -> undeployAll().compose(unused -> (Future<Void>) ended));
    }
}
