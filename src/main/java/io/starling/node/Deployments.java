package io.starling.node;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** The verticles of one node and what else ends with it, ended in the reverse order. Owned by one context. */
final class Deployments {
    private final Vertx vertx;
    private final Deque<Supplier<Future<Void>>> endings = new ArrayDeque<>();

    Deployments(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Fails with {@link StartException} that names the section {@code key} and the address it was to listen on. */
    Future<Void> deploy(String key, HostPort address, Deployable verticle) {
        return vertx.deployVerticle(verticle)
                .onSuccess(id -> endings.push(() -> vertx.undeploy(id)))
                .recover(failure -> Future.failedFuture(StartException.of(key, address, failure)))
                .mapEmpty();
    }

    /** Adds what is to be ended before all that is deployed so far. */
    void endWith(Supplier<Future<Void>> ending) {
        endings.push(ending);
    }

    /** Stops all, also when one fails to stop; fails with the first failure. */
    Future<Void> undeployAll() {
        Supplier<Future<Void>> ending = endings.poll();
        if (ending == null) {
            return Future.succeededFuture();
        }
        return ending.get().transform(ended -> undeployAll().compose(unused -> (Future<Void>) ended));
    }
}
