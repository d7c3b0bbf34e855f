package io.starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackerOptionsTest {
    private static final String SECTION = "{\"enabled\":true,\"host\":\"127.0.0.1\",\"port\":7070,\"httpPort\":6969,"
            + "\"udpPort\":6969,\"open\":false,\"heartbeatMillis\":2000}";

    @Test
    void hasTheKeysAndDefaultsOfTheConfiguration() {
        assertThat(new TrackerOptions().toJson().encode()).isEqualTo(SECTION);
    }

    @Test
    void readsWhatItWrites() {
        JsonObject other = new JsonObject(
                "{\"enabled\":false,\"host\":\"::1\",\"port\":0,\"httpPort\":1,\"udpPort\":2,\"open\":true,\"heartbeatMillis\":100}");

        assertThat(new TrackerOptions(other).toJson()).isEqualTo(other);
        assertThat(new TrackerOptions(new TrackerOptions(other)).toJson()).isEqualTo(other);
    }

    @Test
    void neverWritesTheToken() {
        TrackerOptions options = new TrackerOptions().setToken("secret");

        assertThat(options.toJson().encode()).doesNotContain("secret");
        assertThat(new TrackerOptions(options).getToken()).isEqualTo("secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"port":70000}          | port: 70000 (expected: 0..65535)
            {"httpPort":-1}         | httpPort: -1 (expected: 0..65535)
            {"udpPort":65536}       | udpPort: 65536 (expected: 0..65535)
            {"port":"7070"}         | port: 7070 (expected: a whole number)
            {"port":1.5}            | port: 1.5 (expected: a whole number)
            {"port":null}           | port: null (expected: a whole number)
            {"host":5}              | host: 5 (expected: text)
            {"host":" "}            | host: " " (expected: an address to listen on)
            {"open":"yes"}          | open: yes (expected: true or false)
            {"enabled":1}           | enabled: 1 (expected: true or false)
            {"heartbeatMillis":0}   | heartbeatMillis: 0 (expected: 50..3600000)
            {"prot":1}              | prot: unknown (expected one of: enabled, heartbeatMillis, host, httpPort, open, port, udpPort)
            """)
    void namesTheKeyWhatWasFoundAndWhatIsExpected(String json, String message) {
        assertThatThrownBy(() -> new TrackerOptions(new JsonObject(json)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
