package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.BusException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class RetryTest {
    private static final BusException NOBODY = new BusException(BusException.NO_TRACKER, "nobody is there");

    private final List<Duration> attempts = new ArrayList<>();
    private final List<BusException> said = new ArrayList<>();

    private Future<String> fail(int times, BusException failure, Duration left) {
        attempts.add(left);
        return attempts.size() <= times ? Future.failedFuture(failure) : Future.succeededFuture("here");
    }

    @Test
    void asksAgainUntilSomebodyAnswersAndSaysItOnce(Vertx vertx, VertxTestContext test) {
        Retry retry = new Retry(vertx, Duration.ofMinutes(1), said::add);

        retry.run(left -> fail(2, NOBODY, left))
                .onComplete(test.succeeding(reply -> test.verify(() -> {
                    assertThat(reply).isEqualTo("here");
                    assertThat(attempts).hasSize(3);
                    assertThat(said).containsExactly(NOBODY);
                    test.completeNow();
                })));
    }

    @Test
    void givesUpWhenTheTimeIsOver(Vertx vertx, VertxTestContext test) {
        Retry retry = new Retry(vertx, Duration.ofMillis(300), said::add);

        retry.run(left -> fail(100, NOBODY, left))
                .onComplete(test.failing(failure -> test.verify(() -> {
                    assertThat(failure).isSameAs(NOBODY);
                    assertThat(attempts).hasSize(2);
                    test.completeNow();
                })));
    }

    @Test
    void doesNotAskAgainWhenTheAnswerIsNo(Vertx vertx, VertxTestContext test) {
        BusException unknown = new BusException(BusException.UNKNOWN, "no such file");
        Retry retry = new Retry(vertx, Duration.ofMinutes(1), said::add);

        retry.run(left -> fail(100, unknown, left))
                .onComplete(test.failing(failure -> test.verify(() -> {
                    assertThat(failure).isSameAs(unknown);
                    assertThat(attempts).hasSize(1);
                    assertThat(said).isEmpty();
                    test.completeNow();
                })));
    }
}
