package io.starling.dashboard;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.testing.Clients;
import io.starling.testing.TestCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard with a certificate: all that it serves is served by HTTPS, to those whom it would let in by HTTP. */
@ExtendWith(VertxExtension.class)
class DashboardTlsTest {
    private static final String TOKEN = "correct horse battery staple";

    @TempDir
    private Path directory;

    private Vertx vertx;
    private DashboardOptions options;
    private String url;
    private Http https;

    @BeforeEach
    void aDashboardWithACertificateAndAToken(Vertx vertx) throws Exception {
        this.vertx = vertx;
        FakePeer.start(vertx, "ada");
        FakeNode.start(vertx, "alpha", List.of("ada"));
        TestCertificate certificate = TestCertificate.create(directory);
        Path token = Files.writeString(directory.resolve("token"), TOKEN);
        options = new DashboardOptions()
                .setPort(0)
                .setTokenFile(token.toString())
                .setAllowedHosts(List.of("files.example:443"))
                .setTls(new TlsOptions()
                        .setCertificateFile(certificate.certificateFile().toString())
                        .setKeyFile(certificate.keyFile().toString()));
        DashboardVerticle dashboard = new DashboardVerticle(options, "alpha", Map.of());
        vertx.deployVerticle(dashboard).await(10, SECONDS);
        url = dashboard.url();
        https = new Http(vertx, url);
    }

    private String authority() {
        return "127.0.0.1:" + URI.create(url).getPort();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/api/", "/health/live", "/health/ready", "/metrics", "/eventbus/info", "/api/v1/nodes"})
    void servesAllByHttps(String path) throws Exception {
        assertThat(url).isEqualTo("https://" + authority() + "/");
        assertThat(https.get(path, "Authorization", "Bearer " + TOKEN).status()).isEqualTo(200);
    }

    @Test
    void saysNothingToWhoSpeaksPlainHttp() {
        Http plain = new Http(vertx, "http://" + authority());
        assertThatThrownBy(() -> plain.get("/health/live")).hasMessageContaining("closed");
    }

    @Test
    void givesACookieThatBrowsersSendByHttpsOnly() throws Exception {
        Http.Answer session = https.post("/api/v1/session", "", "Authorization", "Bearer " + TOKEN);
        assertThat(session.header("Set-Cookie")).contains("; Secure", "HTTPOnly", "SameSite=Strict");
    }

    @Test
    void takesTheOriginOfItsOwnPageAndNotThatOfAPlainOneWithTheSameName() throws Exception {
        assertThat(originated("https://" + authority())).isEqualTo(200);
        assertThat(originated("http://" + authority())).isEqualTo(403);
        assertThat(originated("https://evil.example")).isEqualTo(403);
    }

    private int originated(String origin) throws Exception {
        return https.get("/api/v1/nodes", "Origin", origin, "Authorization", "Bearer " + TOKEN)
                .status();
    }

    @Test
    void takesTheUsualPortForTheOneThatABrowserLeavesOut() throws Exception {
        assertThat(https.get("/", "Host", "files.example").status()).isEqualTo(200);
        assertThat(https.get("/", "Host", "files.example:443").status()).isEqualTo(200);
        assertThat(https.get("/", "Host", "files.example:80").status()).isEqualTo(421);
    }

    @Test
    void tellsOfEventsByASecureWebSocket() throws Exception {
        String cookie = https.post("/api/v1/session", "", "Authorization", "Bearer " + TOKEN)
                .header("Set-Cookie")
                .split(";", 2)[0];
        var client = Clients.webSocket(
                vertx,
                new WebSocketClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false));
        WebSocketConnectOptions way = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(URI.create(url).getPort())
                .setURI("/eventbus/websocket");
        assertThatThrownBy(() -> client.connect(way).await(10, SECONDS)).isInstanceOf(UpgradeRejectedException.class);
        client.connect(way.putHeader("Cookie", cookie))
                .await(10, SECONDS)
                .close()
                .await(10, SECONDS);
    }

    @Test
    void doesNotStartWithACertificateThatItCannotUse() throws Exception {
        TestCertificate other = TestCertificate.create(directory.resolve("other"));
        options.getTls().orElseThrow().setKeyFile(other.keyFile().toString());
        assertThatThrownBy(() -> vertx.deployVerticle(new DashboardVerticle(options, "alpha", Map.of()))
                        .await(10, SECONDS))
                .hasMessageStartingWith("dashboard.tls: the key is that of another certificate");
    }
}
