package io.starling.storage;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Counts what is under way, and tells when nothing is. Owned by one context. */
final class InFlight {
    private int count;
    private Promise<Void> idle = Promise.promise();

    void begin() {
        count++;
    }

    void end() {
        count--;
        if (count == 0) {
            Promise<Void> reached = idle;
            idle = Promise.promise();
            reached.complete();
        }
    }

    Future<Void> whenIdle() {
        return count == 0 ? Future.succeededFuture() : idle.future();
    }
}
