package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TrackerRoleTest {
    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> done = new LinkedBlockingQueue<>();

    /** What the next steps of parts lead to, where it is not success at once. */
    private final Queue<Future<Void>> outcomes = new ArrayDeque<>();

    @AfterEach
    void close() {
        LocalSwarm.await(vertx.close());
    }

    private TrackerRole role(Cluster cluster) {
        return new TrackerRole(vertx, cluster, List.of(part("tracker"), part("deliveries")));
    }

    private ActivePart part(String name) {
        return new ActivePart(step(name + " begins"), step(name + " ends"));
    }

    private Supplier<Future<Void>> step(String text) {
        return () -> {
            done.add(text);
            Future<Void> outcome = outcomes.poll();
            return outcome == null ? Future.succeededFuture() : outcome;
        };
    }

    private void assertNext(String... steps) throws InterruptedException {
        for (String step : steps) {
            assertThat(done.poll(30, TimeUnit.SECONDS)).isEqualTo(step);
        }
    }

    @Test
    void theOldestThatCanTrackBeginsAtItsStart() {
        LocalSwarm.await(role(new ChangingCluster("(older)", "self", "younger")).start());

        assertThat(done).containsExactly("tracker begins", "deliveries begins");
    }

    @Test
    void anotherStandsByUntilAllOlderOnesAreGone() throws InterruptedException {
        ChangingCluster cluster = new ChangingCluster("oldest", "older", "self");
        TrackerRole role = role(cluster);
        LocalSwarm.await(role.start());
        cluster.become("older", "self");
        assertThat(done).isEmpty();

        cluster.become("self");

        assertNext("tracker begins", "deliveries begins");
    }

    @Test
    void endsInTheReverseOrderWhenAnOlderOneIsThereAfterHalvesHaveMerged() throws InterruptedException {
        ChangingCluster cluster = new ChangingCluster("self", "younger");
        LocalSwarm.await(role(cluster).start());
        assertNext("tracker begins", "deliveries begins");

        cluster.become("older", "self", "younger");

        assertNext("deliveries ends", "tracker ends");
    }

    @Test
    void changesWaitForTheOneBeforeAndOnlyTheLastCounts() throws InterruptedException {
        Promise<Void> slow = Promise.promise();
        outcomes.add(slow.future());
        ChangingCluster cluster = new ChangingCluster("older", "self");
        LocalSwarm.await(role(cluster).start());
        cluster.become("self");
        assertNext("tracker begins");

        cluster.become("older", "self");
        cluster.become("self");
        cluster.become("older", "self");
        assertThat(done).isEmpty();
        slow.complete();

        assertNext("deliveries begins", "deliveries ends", "tracker ends");
        cluster.become("self");
        assertNext("tracker begins", "deliveries begins");
        assertThat(done).isEmpty();
    }

    @Test
    void aChangeThatChangesNothingBeginsNothingTwice() throws InterruptedException {
        ChangingCluster cluster = new ChangingCluster("self");
        TrackerRole role = role(cluster);
        LocalSwarm.await(role.start());
        assertNext("tracker begins", "deliveries begins");

        cluster.become("self", "younger");
        LocalSwarm.await(role.stop());

        assertThat(done).containsExactly("deliveries ends", "tracker ends");
    }

    @Test
    void endsWhenItIsStoppedAndNeverBeginsAgain() throws InterruptedException {
        ChangingCluster cluster = new ChangingCluster("self");
        TrackerRole role = role(cluster);
        LocalSwarm.await(role.start());
        assertNext("tracker begins", "deliveries begins");

        LocalSwarm.await(role.stop());
        cluster.become("self");
        LocalSwarm.await(role.stop());

        assertThat(done).containsExactly("deliveries ends", "tracker ends");
    }

    @Test
    void failsToStartWhenAPartCannotBeginAndEndsWhatHas() {
        outcomes.add(Future.succeededFuture());
        outcomes.add(Future.failedFuture("no room"));

        Throwable cause = LocalSwarm.await(
                role(new ChangingCluster("self")).start().transform(start -> Future.succeededFuture(start.cause())));

        assertThat(cause).hasMessage("no room");
        assertThat(done).containsExactly("tracker begins", "deliveries begins", "deliveries ends", "tracker ends");
    }

    @Test
    void triesAgainWhenItCannotTakeOverYet() throws InterruptedException {
        outcomes.add(Future.failedFuture("the cluster is being put in order"));
        ChangingCluster cluster = new ChangingCluster("older", "self");
        LocalSwarm.await(role(cluster).start());

        cluster.become("self");

        assertNext("tracker begins", "tracker ends", "tracker begins", "deliveries begins");
    }

    @Test
    void aPartThatDoesNotEndCleanlyKeepsNoOtherFromEnding() throws InterruptedException {
        ChangingCluster cluster = new ChangingCluster("self");
        LocalSwarm.await(role(cluster).start());
        assertNext("tracker begins", "deliveries begins");
        outcomes.add(Future.failedFuture("torn"));

        cluster.become("older", "self");

        assertNext("deliveries ends", "tracker ends");
    }
}
