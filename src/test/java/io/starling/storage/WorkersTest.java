package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class WorkersTest {
    /** As when a peer stops while it looks through the file that it is to share. */
    @Test
    void aSweepEndsWhenTheWorkersAreClosed(Vertx vertx, VertxTestContext test) {
        Workers workers = new Workers(vertx, 2);
        Promise<Void> begun = Promise.promise();
        Sweep sweep = new Sweep(
                workers,
                IntStream.range(0, 1_000).toArray(),
                16 * 1024 * 1024,
                piece -> begun.tryComplete(),
                new Sweep.Control(() -> false, done -> {}));

        vertx.runOnContext(now -> {
            begun.future().onComplete(first -> workers.close());
            sweep.run()
                    .onComplete(test.failing(cause -> test.verify(() -> {
                        assertThat(cause).isInstanceOf(StorageException.class).hasMessageContaining("closed");
                        test.completeNow();
                    })));
        });
    }
}
