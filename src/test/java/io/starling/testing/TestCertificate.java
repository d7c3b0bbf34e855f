package io.starling.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate of 127.0.0.1 that a test made and that signs itself, and its private key, each a file in PEM. */
public record TestCertificate(Path certificateFile, Path keyFile) {
    private static final String PASSWORD = "of-no-importance";
    private static final String ALIAS = "it";

    /** One that is valid now, with an elliptic key, which is the fastest to make. */
    public static TestCertificate create(Path directory) throws Exception {
        return create(directory, "-keyalg", "EC", "-validity", "2");
    }

    /** @param how further options of keytool */
    public static TestCertificate create(Path directory, String... how) throws Exception {
        Files.createDirectories(directory);
        Path store = directory.resolve("store.p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                ALIAS,
                "-dname",
                "CN=Starling test",
                "-ext",
                "san=ip:127.0.0.1"));
        command.addAll(List.of(how));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(said).isZero();
        return read(directory, store);
    }

    private static TestCertificate read(Path directory, Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return new TestCertificate(
                write(
                        directory.resolve("certificate.pem"),
                        "CERTIFICATE",
                        keys.getCertificate(ALIAS).getEncoded()),
                write(
                        directory.resolve("key.pem"),
                        "PRIVATE KEY",
                        keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()));
    }

    /** Writes a file in PEM. */
    public static Path write(Path file, String what, byte[] bytes) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
    }

    /** Puts itself in the place of another one, as a renewal does. */
    public void replace(TestCertificate other) throws IOException {
        Files.copy(keyFile, other.keyFile, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificateFile, other.certificateFile, StandardCopyOption.REPLACE_EXISTING);
    }
}
