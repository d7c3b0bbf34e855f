package io.starling.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeCommandTest {
    @Test
    void aPeersOptionsTravelAsTheyAre() {
        JsonObject peer = new JsonObject().put("id", "robin").put("port", 0).put("share", new JsonArray().add("a.iso"));

        JsonObject body = NodeCommand.Deploy.ofPeer(peer).toJson();

        assertThat(body)
                .isEqualTo(new JsonObject().put("v", 1).put("op", "deploy").put("peer", peer));
        assertThat(NodeCommand.read(new JsonObject(body.encode()))).isEqualTo(NodeCommand.Deploy.ofPeer(peer));
    }

    @Test
    void aVerticleHasAnIdAndOptionsOrNot() {
        NodeCommand plain = NodeCommand.Deploy.ofVerticle("com.acme.Indexer", null, null);
        NodeCommand full =
                NodeCommand.Deploy.ofVerticle("com.acme.Indexer", "indexer-1", new JsonObject().put("instances", 2));

        assertThat(plain.toJson().fieldNames()).containsExactlyInAnyOrder("v", "op", "verticle");
        assertThat(NodeCommand.read(plain.toJson())).isEqualTo(plain);
        assertThat(NodeCommand.read(full.toJson())).isEqualTo(full);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'op':'deploy'}                                     | deploy: expected either peer, tracker or verticle",
                "{'op':'deploy','peer':{},'verticle':'a.B'}          | deploy: expected either peer, tracker or verticle",
                "{'op':'deploy','peer':{},'options':{}}              | deploy: expected id and options with a verticle only",
                "{'op':'deploy','peer':7}                            | peer: expected an object",
                "{'op':'deploy','peer':[]}                           | peer: expected an object",
                "{'op':'deploy','verticle':'a.B','id':'a b'}         | id: \"a b\" (expected:",
                "{'op':'undeploy'}                                   | undeploy: expected either peer, tracker or verticle",
                "{'op':'halt'}                                       | op: halt (expected one of: deploy, status, undeploy)",
            })
    void saysWhatIsWrong(String body, String message) {
        assertThatThrownBy(() -> NodeCommand.read(new JsonObject(body.replace('\'', '"'))))
                .isInstanceOfSatisfying(
                        BusException.class,
                        failure -> assertThat(failure.code()).isEqualTo(400))
                .hasMessageStartingWith(message);
    }

    @Test
    void aStatusTravelsBothWays() {
        NodeStatus status = new NodeStatus(
                "n1",
                "127.0.0.1:7070",
                true,
                "http://127.0.0.1:8080/",
                List.of(new NodeStatus.Peer("robin", "127.0.0.1:6881", true, null)),
                List.of(new NodeStatus.Verticle("indexer", "com.acme.Indexer", "no such class")),
                List.of(new NodeStatus.Member("n1", "127.0.0.1:5701", true, false)));

        assertThat(BusJson.read(BusJson.write(status), NodeStatus.class)).isEqualTo(status);
    }
}
