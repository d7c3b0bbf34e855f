package io.starling.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.testing.TestCertificate;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class CertificateTest {
    @TempDir
    private Path directory;

    private TestCertificate made(String name, String keys) throws Exception {
        return TestCertificate.create(directory.resolve(name), "-keyalg", keys, "-validity", "2");
    }

    private static TlsOptions files(Path certificate, Path key) {
        return new TlsOptions().setCertificateFile(certificate.toString()).setKeyFile(key.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void takesAKeyOfEitherKind(String keys, Vertx vertx) throws Exception {
        TestCertificate pair = made("one", keys);
        Certificate certificate = Certificate.read(files(pair.certificateFile(), pair.keyFile()));
        assertThat(certificate.checked(vertx)).isSameAs(certificate);
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, RSA, that of another certificate",
        "EC, EC, that of another certificate",
        "RSA, EC, private key algorithm does not match"
    })
    void refusesAKeyThatIsNotItsOwn(String keys, String others, String why, Vertx vertx) throws Exception {
        Certificate certificate = Certificate.read(
                files(made("one", keys).certificateFile(), made("other", others).keyFile()));
        assertThatThrownBy(() -> certificate.checked(vertx))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("dashboard.tls: ")
                .hasMessageContaining(why)
                .hasMessageContaining("(expected: ");
    }

    @Test
    void refusesAnRsaKeyOfAnotherSize(Vertx vertx) throws Exception {
        TestCertificate larger = TestCertificate.create(
                directory.resolve("larger"), "-keyalg", "RSA", "-keysize", "3072", "-validity", "2");
        Certificate certificate = Certificate.read(files(made("one", "RSA").certificateFile(), larger.keyFile()));
        assertThatThrownBy(() -> certificate.checked(vertx)).hasMessageContaining("that of another certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-10d", "+10d"})
    void refusesOneThatIsNotValidNow(String from, Vertx vertx) throws Exception {
        TestCertificate pair =
                TestCertificate.create(directory.resolve("one"), "-keyalg", "EC", "-startdate", from, "-validity", "2");
        Certificate certificate = Certificate.read(files(pair.certificateFile(), pair.keyFile()));
        assertThatThrownBy(() -> certificate.checked(vertx))
                .hasMessageMatching("dashboard\\.tls: the certificate is valid from \\S+Z until \\S+Z \\(expected: .*");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> Certificate.read(new TlsOptions().setKeyFile("key.pem")))
                .hasMessage("dashboard.tls.certificateFile: missing (expected: a file in PEM)");
        Path nowhere = directory.resolve("nowhere.pem");
        assertThatThrownBy(() -> Certificate.read(files(nowhere, nowhere)))
                .hasMessage("dashboard.tls.certificateFile: \"" + nowhere + "\" cannot be read");
    }

    @Test
    void refusesWhatIsNoCertificateAndWhatIsNoKey(Vertx vertx) throws Exception {
        TestCertificate pair = made("one", "EC");
        Path text = Files.writeString(directory.resolve("text.pem"), "a text");
        Certificate noCertificate = Certificate.read(files(text, pair.keyFile()));
        assertThatThrownBy(() -> noCertificate.checked(vertx)).hasMessageContaining("BEGIN CERTIFICATE");
        Certificate noKey = Certificate.read(files(pair.certificateFile(), text));
        assertThatThrownBy(() -> noKey.checked(vertx)).hasMessageContaining("BEGIN PRIVATE KEY");
    }
}
