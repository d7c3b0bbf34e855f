package io.starling.node;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;

/** The verticles of one node, undeployed in the reverse order. Owned by one context. */
final class Deployments {
    private final Vertx vertx;
    private final Deque<String> ids = new ArrayDeque<>();

    Deployments(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Fails with {@link StartException} that names the section {@code key} and the address it was to listen on. */
    Future<Void> deploy(String key, HostPort address, Deployable verticle) {
        return vertx.deployVerticle(verticle)
                .onSuccess(ids::push)
                .recover(failure -> Future.failedFuture(StartException.of(key, address, failure)))
                .mapEmpty();
    }

    /** Stops all, also when one fails to stop; fails with the first failure. */
    Future<Void> undeployAll() {
        String id = ids.poll();
        if (id == null) {
            return Future.succeededFuture();
        }
        return vertx.undeploy(id).transform(undeployed -> undeployAll().compose(unused -> (Future<Void>) undeployed));
    }
}
