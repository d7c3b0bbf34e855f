package io.starling.dashboard;

import static io.starling.dashboard.FakePeer.hash;
import static io.starling.dashboard.FakePeer.transfer;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A peer that has been asked to share a file, and how long it hashes. */
@ExtendWith(VertxExtension.class)
class SharingTest {
    private final Promise<Message<JsonObject>> asked = Promise.promise();
    private final Promise<JsonObject> logged = Promise.promise();
    private Vertx vertx;

    @BeforeEach
    void aPeerAndALog(Vertx vertx) {
        this.vertx = vertx;
        vertx.eventBus().<JsonObject>consumer(Addresses.peer("ada"), asked::complete);
        vertx.eventBus().<JsonObject>consumer(Addresses.LOG, message -> logged.tryComplete(message.body()));
    }

    private Future<Optional<TransferSnapshot>> share(Duration patience) {
        return new Sharing("alpha", new BusCalls(vertx, new DistantTracker(Optional.empty())), patience)
                .share("ada", "/files/big.iso");
    }

    @Test
    void saysHowTheTransferStandsThatServesTheFile() throws Exception {
        Future<Optional<TransferSnapshot>> shared = share(Duration.ofSeconds(10));
        asked.future()
                .await(10, SECONDS)
                .reply(BusJson.write(transfer("ada", 1, "big.iso", 4, 4, TransferStatus.DOWNLOADED)));
        assertThat(shared.await(10, SECONDS).map(TransferSnapshot::infoHash)).contains(hash(1));
    }

    @Test
    void saysWhyTheFileCannotBeShared() throws Exception {
        Future<Optional<TransferSnapshot>> shared = share(Duration.ofSeconds(10));
        asked.future().await(10, SECONDS).fail(BusException.CONFLICT, "it changes");
        assertThatThrownBy(() -> shared.await(10, SECONDS))
                .isInstanceOf(ApiError.class)
                .hasMessage("it changes");
    }

    @Test
    void goesOnAfterTheAnswerWhenTheFileIsLarge() throws Exception {
        assertThat(share(Duration.ofMillis(1)).await(10, SECONDS)).isEmpty();
        assertThat(asked.future().await(10, SECONDS).body().getString("path")).isEqualTo("/files/big.iso");
    }

    @Test
    void saysInTheLogWhatFailsAfterTheAnswer() throws Exception {
        share(Duration.ofMillis(1)).await(10, SECONDS);
        asked.future().await(10, SECONDS).fail(BusException.CONFLICT, "it changes");
        JsonObject event = logged.future().await(10, SECONDS);
        assertThat(event.getString("text")).isEqualTo("ada cannot share /files/big.iso: it changes");
        assertThat(event.getString("level")).isEqualTo("WARNING");
        assertThat(event.getString("source")).isEqualTo("alpha");
    }
}
