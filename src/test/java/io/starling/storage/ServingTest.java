package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.starling.torrent.Block;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServingTest {
    private final SampleTorrent torrent = SampleTorrent.file("file.bin", 5000, 1000);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<String> calls = new ArrayList<>();
    private Vertx vertx;
    private Context context;
    private Serving serving;

    /** Answers with one and the same byte, when the gate is open. */
    private final class Gated implements PieceSource {
        private final int answer;

        private Gated(int answer) {
            this.answer = answer;
        }

        @Override
        public void read(int piece, int begin, int length, ByteBuf into) throws IOException {
            synchronized (calls) {
                calls.add(piece + ":" + begin + "+" + length);
            }
            try {
                if (!gate.await(20, TimeUnit.SECONDS)) {
                    throw new IOException("the gate stayed shut");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (answer < 0) {
                throw new IOException("the disk is gone");
            }
            into.writeBytes(new byte[length]).setByte(into.writerIndex() - 1, answer);
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        context = vertx.getOrCreateContext();
        serving = new Serving(
                torrent.metainfo(), new Workers(vertx, 2), task -> context.runOnContext(v -> task.run()), new Gated(1));
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    private <T> T await(Supplier<Future<T>> call) throws Exception {
        Promise<T> promise = Promise.promise();
        context.runOnContext(
                v -> Future.succeededFuture().compose(x -> call.get()).onComplete(promise));
        return promise.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void theOldSourceIsInUseUntilItsLastReadHasEnded() throws Exception {
        List<String> events = new ArrayList<>();
        await(() -> {
            Future<?> read = serving.read(List.of(new Block(0, 0, 10))).onSuccess(blocks -> {
                events.add("read " + blocks.get(0).getByte(9));
                blocks.get(0).release();
            });
            Promise<Void> all = Promise.promise();
            // The read begins with the next turn of the context; the exchange comes after that.
            context.runOnContext(v -> {
                Future<Void> free = serving.exchange(new Gated(2)).onSuccess(x -> events.add("free"));
                gate.countDown();
                Future.all(read, free).<Void>mapEmpty().onComplete(all);
            });
            return all.future();
        });
        assertThat(events).containsExactly("read 1", "free");
    }

    @Test
    void readsAfterAnExchangeAreFromTheNewSource() throws Exception {
        gate.countDown();
        List<ByteBuf> blocks = await(() -> {
            Future<Void> free = serving.exchange(new Gated(2));
            return free.compose(idle -> serving.read(List.of(new Block(0, 0, 10))));
        });
        assertThat(blocks.get(0).getByte(9)).isEqualTo((byte) 2);
        blocks.get(0).release();
    }

    @Test
    void blocksThatFollowOneAnotherAreReadWithOneCall() throws Exception {
        gate.countDown();
        List<Block> blocks =
                List.of(new Block(1, 0, 100), new Block(1, 100, 50), new Block(1, 200, 10), new Block(2, 210, 10));
        await(() -> serving.read(blocks)).forEach(ByteBuf::release);
        assertThat(calls).containsExactly("1:0+150", "1:200+10", "2:210+10");
    }

    @Test
    void aReadThatFailsSaysWhatAndWhere() throws Exception {
        gate.countDown();
        await(() -> serving.exchange(new Gated(-1)));
        assertThatThrownBy(() -> await(() -> serving.read(List.of(new Block(3, 0, 10)))))
                .cause()
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("file.bin")
                .hasMessageContaining("[3:0+10]")
                .hasMessageContaining("the disk is gone");
    }
}
