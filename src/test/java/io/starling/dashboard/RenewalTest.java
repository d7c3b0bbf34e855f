package io.starling.dashboard;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.LogEvent;
import io.starling.testing.Clients;
import io.starling.testing.TestCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class RenewalTest {
    @TempDir
    private Path directory;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private Vertx vertx;
    private TestCertificate files;
    private byte[] first;
    private HttpServer server;
    private Renewal renewal;

    @BeforeEach
    void aServerThatShowsTheFirst(Vertx vertx) throws Exception {
        this.vertx = vertx;
        files = TestCertificate.create(directory.resolve("files"));
        first = encoded(files);
        TlsOptions options = new TlsOptions()
                .setCertificateFile(files.certificateFile().toString())
                .setKeyFile(files.keyFile().toString());
        Certificate shown = Certificate.read(options);
        server = vertx.createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(shown.options()))
                .requestHandler(request -> request.response().end())
                .listen(0, "127.0.0.1")
                .await(10, SECONDS);
        renewal = new Renewal(vertx, options, shown, server, this::say);
    }

    private void say(LogEvent.Level level, String text) {
        log.add(level + " " + text);
    }

    private static byte[] encoded(TestCertificate certificate) throws Exception {
        return Files.readAllBytes(certificate.certificateFile());
    }

    /** The certificate that a new connection is shown, as a file has it. */
    private byte[] shown() throws Exception {
        NetClientOptions believing =
                new NetClientOptions().setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm("");
        NetSocket socket = Clients.net(vertx, believing)
                .connect(server.actualPort(), "127.0.0.1")
                .await(10, SECONDS);
        Path file = directory.resolve("shown.pem");
        TestCertificate.write(
                file, "CERTIFICATE", socket.peerCertificates().get(0).getEncoded());
        socket.close().await(10, SECONDS);
        return Files.readAllBytes(file);
    }

    private void look() throws Exception {
        renewal.look().await(10, SECONDS);
    }

    @Test
    void showsTheNewOneFromThenOn() throws Exception {
        TestCertificate next = TestCertificate.create(directory.resolve("next"));
        look();
        assertThat(shown()).isEqualTo(first);
        next.replace(files);
        look();
        assertThat(shown()).isEqualTo(encoded(next)).isNotEqualTo(first);
        look();
        assertThat(log).singleElement().asString().startsWith("INFO the dashboard's certificate was renewed");
    }

    @Test
    void keepsTheOldOneWhileTheNewOneIsBroken() throws Exception {
        TestCertificate next = TestCertificate.create(directory.resolve("next"));
        Files.copy(next.certificateFile(), files.certificateFile(), StandardCopyOption.REPLACE_EXISTING);
        look();
        look();
        assertThat(shown()).isEqualTo(first);
        assertThat(log)
                .singleElement()
                .asString()
                .startsWith("ERROR the dashboard's certificate was changed, and the one before it stays in use: ")
                .contains("that of another certificate");
        Files.delete(files.keyFile());
        look();
        look();
        assertThat(shown()).isEqualTo(first);
        assertThat(log).hasSize(2).last().asString().startsWith("ERROR").contains("cannot be read");
        next.replace(files);
        look();
        assertThat(shown()).isEqualTo(encoded(next));
        assertThat(log).hasSize(3).last().asString().startsWith("INFO");
    }
}
