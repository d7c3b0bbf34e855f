package io.starling.dashboard;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.starling.node.TorrentHandle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of a node whose peers really move a file. */
@ExtendWith(VertxExtension.class)
class LiveSwarmTest {
    @Test
    void tellsOverHttpOfEveryPeerThatItHasTheFile(Vertx vertx, @TempDir Path directory) throws Exception {
        try (LiveSwarm swarm = new LiveSwarm(directory, 2_048, List.of("seed", "ada", "bob"))) {
            TorrentHandle file = swarm.share("big.iso", 1 << 20);
            Future<Void> downloaded = swarm.fetch(file.infoHash());
            assertThat(downloaded.isComplete())
                    .as("a limited seed takes its time")
                    .isFalse();
            downloaded.await(60, SECONDS);
            JsonArray transfers =
                    new Http(vertx, swarm.url()).get("/api/v1/transfers").json().getJsonArray("items");
            assertThat(transfers.stream().map(JsonObject.class::cast))
                    .extracting(transfer -> transfer.getString("peer"), transfer -> transfer.getString("status"))
                    .containsExactlyInAnyOrder(
                            tuple("seed", "DOWNLOADED"), tuple("ada", "DOWNLOADED"), tuple("bob", "DOWNLOADED"));
        }
    }
}
