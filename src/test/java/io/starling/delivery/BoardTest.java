package io.starling.delivery;

import static io.starling.delivery.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bus.BusException;
import io.starling.bus.Delivery;
import io.starling.bus.Delivery.State;
import io.starling.bus.Recipients;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two boards on one map are two nodes, one after the other or, where a cluster has split, each in its half. */
@ExtendWith(VertxExtension.class)
class BoardTest {
    private Future<AsyncMap<String, String>> map;
    private Board board;
    private Board other;

    @BeforeEach
    void twoBoards(Vertx vertx) {
        map = vertx.sharedData().getAsyncMap("deliveries");
        board = new Board(map);
        other = new Board(map);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(10, TimeUnit.SECONDS);
    }

    private static Delivery delivery(String id, int second) {
        return Samples.delivery(id, Recipients.of(List.of("a")), NOW.plusSeconds(second));
    }

    private static Delivery in(State state, Delivery delivery) {
        return delivery.with(delivery.targets(), state, NOW);
    }

    @Test
    void anotherNodeGoesOnWithWhatOneHasWritten() throws Exception {
        await(board.add(delivery("d1", 1)));
        await(board.add(delivery("d2", 2)));
        await(board.save(in(State.PARTIAL, delivery("d1", 1))));

        await(other.refresh());

        assertThat(other.all()).containsExactly(delivery("d2", 2), in(State.PARTIAL, delivery("d1", 1)));
    }

    @Test
    void progressAloneIsNotWritten() throws Exception {
        Delivery.Target target = Delivery.Target.of("a", NOW);
        Delivery begun = delivery("d1", 1).with(List.of(target), State.DELIVERING, NOW);
        await(board.add(begun));

        Delivery.Target further = target.at(Samples.transfer("a", TransferStatus.DOWNLOADING, 50));
        board.put(begun.with(List.of(further), State.DELIVERING, NOW));

        await(other.refresh());
        assertThat(other.all()).containsExactly(begun);
        assertThat(board.find("d1").orElseThrow().targets().get(0).have()).isEqualTo(further.have());
    }

    @Test
    void writesAgainWhatTheClusterHasLost() throws Exception {
        await(board.add(delivery("d1", 1)));
        await(map.result().clear());

        await(board.refresh());

        await(other.refresh());
        assertThat(other.find("d1")).isPresent();
    }

    @Test
    void ofTwoAccountsItsOwnIsWrittenAgain() throws Exception {
        await(board.add(delivery("d1", 1)));
        await(other.refresh());
        await(board.save(in(State.DELIVERED, delivery("d1", 1))));

        await(other.save(in(State.PARTIAL, delivery("d1", 1))));
        await(board.refresh());

        Board third = new Board(map);
        await(third.refresh());
        assertThat(third.find("d1").orElseThrow().state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void whatWasCalledOffElsewhereIsCalledOff() throws Exception {
        await(board.add(delivery("d1", 1)));
        await(other.refresh());
        await(other.save(in(State.CANCELLED, delivery("d1", 1))));

        await(board.refresh());

        assertThat(board.find("d1").orElseThrow().state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void leavesAloneWhatItCannotRead() throws Exception {
        await(map.result().put("x", "{\"v\":2}"));
        await(map.result().put("y", "not JSON"));
        await(board.add(delivery("d1", 1)));

        await(other.refresh());

        assertThat(other.all()).containsExactly(delivery("d1", 1));
    }

    @Test
    void keepsTheLastOfThoseThatHaveEnded() throws Exception {
        for (int i = 0; i <= Board.MAX_ENDED; i++) {
            await(board.add(in(State.DELIVERED, delivery("d" + i, i))));
        }

        assertThat(board.all()).hasSize(Board.MAX_ENDED);
        assertThat(board.find("d0")).isEmpty();
        await(other.refresh());
        assertThat(other.find("d0")).isEmpty();
    }

    @Test
    void takesNoMoreThanItCanLookAfter() throws Exception {
        for (int i = 0; i < Board.MAX_UNDER_WAY; i++) {
            await(board.add(delivery("d" + i, i)));
        }

        assertThatThrownBy(() -> await(board.add(delivery("more", 1))))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.code()).isEqualTo(BusException.TOO_LARGE))
                .hasMessageContaining("1000 deliveries go on");
    }
}
