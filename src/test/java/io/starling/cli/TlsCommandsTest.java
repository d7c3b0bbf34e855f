package io.starling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.node.StarlingOptions;
import io.starling.testing.TestCertificate;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that ask a real node by HTTPS, whose certificate signs itself. */
class TlsCommandsTest {
    @TempDir
    private Path directory;

    private TestCertificate certificate;
    private Session node;
    private String url;

    private Path configuration(JsonObject tls) throws Exception {
        JsonObject dashboard = new JsonObject().put("port", 0).put("tls", tls);
        JsonObject tracker = new JsonObject().put("port", 0).put("httpPort", 0);
        return Files.writeString(
                directory.resolve("node.json"),
                new JsonObject()
                        .put("tracker", tracker)
                        .put("dashboard", dashboard)
                        .encode());
    }

    private static JsonObject tls(String certificateFile, String keyFile) {
        return new JsonObject().put("certificateFile", certificateFile).put("keyFile", keyFile);
    }

    @BeforeEach
    void aNode() throws Exception {
        certificate = TestCertificate.create(directory.resolve("tls"));
        Path file = configuration(tls("tls/certificate.pem", "tls/key.pem"));
        node = Session.open(StarlingOptions.read(file));
        url = node.node().listening().dashboard().orElseThrow();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "nodes", "list"})
    void asksANodeWhoseCertificateItIsToldToBelieve(String command) throws Exception {
        assertThat(url).startsWith("https://127.0.0.1:");
        Cli cli = Cli.run(command, "--node", url, "--trust", certificate.certificateFile());
        assertThat(cli.err()).isEmpty();
        assertThat(cli.exitCode()).isZero();
    }

    @Test
    void saysHowTheNodeIsCalledByTheOthers() {
        Cli cli = Cli.run("nodes", "--node", url, "--trust", certificate.certificateFile());
        assertThat(cli.text()).contains(url);
    }

    @Test
    void believesNoCertificateOfAStranger() throws Exception {
        Cli bare = Cli.run("status", "--node", url);
        assertThat(bare.exitCode()).isEqualTo(1);
        assertThat(bare.err())
                .singleElement()
                .asString()
                .startsWith("starling: " + url + " cannot be trusted: ")
                .contains("certification path")
                .contains("--trust");
        TestCertificate other = TestCertificate.create(directory.resolve("other"));
        Cli wrong = Cli.run("status", "--node", url, "--trust", other.certificateFile());
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).singleElement().asString().contains(" cannot be trusted: ");
    }

    @Test
    void believesNoCertificateOfAnotherMachine() {
        String byName = url.replace("127.0.0.1", "localhost");
        Cli cli = Cli.run("status", "--node", byName, "--trust", certificate.certificateFile());
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).singleElement().asString().contains("matching localhost");
    }

    @Test
    void tellsOfAPortThatSpeaksNoHttps() {
        String plain = "https://" + node.node().listening().http().orElseThrow() + "/";
        Cli cli = Cli.run("status", "--node", plain, "--trust", certificate.certificateFile());
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err())
                .containsExactly("starling: no node at " + plain + ": what listens there does not speak HTTPS");
    }

    @Test
    void saysWhatIsWrongWithTheFileToTrust() throws Exception {
        Path nowhere = directory.resolve("nowhere.pem");
        Cli missing = Cli.run("status", "--node", url, "--trust", nowhere);
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err())
                .containsExactly(
                        "starling: --trust: \"" + nowhere + "\": cannot be read (expected: certificates in PEM)");
        for (String text : List.of("", "a text", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
            Path file = Files.writeString(directory.resolve("text.pem"), text);
            Cli wrong = Cli.run("status", "--node", url, "--trust", file);
            assertThat(wrong.exitCode()).as(text).isEqualTo(2);
            assertThat(wrong.err()).singleElement().asString().contains("no certificate");
        }
    }

    @Test
    void startsNoNodeWithACertificateThatItCannotUse() throws Exception {
        TestCertificate.create(directory.resolve("old"), "-keyalg", "EC", "-startdate", "-9d", "-validity", "2");
        assertThat(start(tls("old/certificate.pem", "old/key.pem")))
                .startsWith("starling: dashboard.tls: the certificate is valid from ");
        assertThat(start(tls("old/certificate.pem", "tls/key.pem"))).startsWith("starling: dashboard.tls: ");
        assertThat(start(tls("none.pem", "tls/key.pem")))
                .isEqualTo("starling: dashboard.tls.certificateFile: \"" + directory.resolve("none.pem")
                        + "\" cannot be read");
        assertThat(start(new JsonObject().put("keyFile", "tls/key.pem")))
                .isEqualTo("starling: dashboard.tls.certificateFile: missing (expected: a file in PEM)");
        assertThat(start(new JsonObject().put("certFile", "tls/key.pem")))
                .endsWith("dashboard.tls.certFile: unknown key (expected one of: certificateFile, keyFile)");
    }

    /** The line that a node ends with which cannot start. */
    private String start(JsonObject tls) throws Exception {
        Cli cli = Cli.run("-conf", configuration(tls));
        assertThat(cli.exitCode()).isEqualTo(2);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).hasSize(1);
        return cli.err().get(0);
    }
}
