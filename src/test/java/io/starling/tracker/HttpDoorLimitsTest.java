package io.starling.tracker;

import static io.starling.tracker.TrackerVerticleTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long the HTTP door waits for strangers, with limits short enough to wait for. */
@Timeout(60)
class HttpDoorLimitsTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path dataDir;

    private final TrackerOptions options = new TrackerOptions().setHttpPort(0);

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private String open(HttpDoor.Limits limits) {
        Swarms swarms = new Swarms(new Random(1));
        StockClients clients = new StockClients(swarms, () -> 0, (level, infoHash, text) -> {});
        Catalogue none = new Catalogue(vertx.createSharedWorkerExecutor("files"), dataDir, bytes -> {
            throw new IllegalArgumentException("no torrents here");
        });
        HttpDoor door = new HttpDoor(
                vertx,
                new AnnounceLogic(none, swarms, clients, false),
                options,
                limits,
                new TrackerMeters(new SimpleMeterRegistry()));
        await(door.listen());
        return options.address(door.port());
    }

    @Test
    void hangsUpOnWhoSaysNothing() throws IOException {
        String address = open(new HttpDoor.Limits(10, 10, Duration.ofMillis(200), Duration.ofMinutes(1), 32));
        try (HttpClientSocket client = new HttpClientSocket(address, "127.0.0.1")) {
            client.send("GET /announce");

            assertThat(client.receive()).isEmpty();
        }
    }

    @Test
    void hangsUpOnWhoSaysALittleNowAndThen() throws IOException {
        String address = open(new HttpDoor.Limits(10, 10, Duration.ofSeconds(30), Duration.ofMillis(500), 32));
        ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
        try (HttpClientSocket client = new HttpClientSocket(address, "127.0.0.1")) {
            client.send("GET /announce HTTP/1.1\r\nA: ");
            drip.scheduleAtFixedRate(() -> send(client), 20, 20, TimeUnit.MILLISECONDS);

            assertThat(isClosed(client)).isTrue();
        } finally {
            drip.shutdownNow();
        }
    }

    private static void send(HttpClientSocket client) {
        try {
            client.send("a");
        } catch (IOException e) {
            throw new IllegalStateException("closed", e); // which ends the dripping
        }
    }

    private static boolean isClosed(HttpClientSocket client) throws IOException {
        try {
            return client.receive().isEmpty();
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void takesNoMoreConnectionsThanItMayHaveAndTakesOthersWhenSomeAreGone() throws IOException {
        String address = open(new HttpDoor.Limits(2, 2, Duration.ofSeconds(30), Duration.ofSeconds(30), 32));
        HttpClientSocket first = new HttpClientSocket(address, "127.0.0.1");
        try (HttpClientSocket second = new HttpClientSocket(address, "127.0.0.2")) {
            assertThat(isServed(first)).isTrue();
            assertThat(isServed(second)).isTrue();
            try (HttpClientSocket third = new HttpClientSocket(address, "127.0.0.3")) {
                assertThat(isServed(third)).isFalse();
            }
            first.send("GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
            first.receive();
            assertThat(first.receive()).isEmpty();

            while (!isServed(address, "127.0.0.4")) { // the door hears of the end a moment after the client
                Thread.onSpinWait();
            }
        } finally {
            first.close();
        }
    }

    /** 100 MB of answers would wait for one who asks and asks, and reads nothing. */
    @Test
    void hangsUpOnWhoTakesNoAnswers() throws IOException {
        String address = open(new HttpDoor.Limits(10, 10, Duration.ofMinutes(5), Duration.ofMinutes(5), 32));
        try (HttpClientSocket client = new HttpClientSocket(address, "127.0.0.1")) {
            String requests = "GET /announce HTTP/1.1\r\nHost: t\r\n\r\n".repeat(1_000);

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            client.send(requests);
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
        assertThat(isServed(address, "127.0.0.1")).isTrue();
    }

    private static boolean isServed(String address, String from) throws IOException {
        try (HttpClientSocket client = new HttpClientSocket(address, from)) {
            return isServed(client);
        }
    }

    private static boolean isServed(HttpClientSocket client) throws IOException {
        try {
            client.send("GET /announce HTTP/1.1\r\nHost: t\r\n\r\n");
            return client.receive().isPresent();
        } catch (SocketException e) {
            return false;
        }
    }
}
