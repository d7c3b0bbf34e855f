package io.starling.cli;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose certificates a command believes when it asks a node by HTTPS. */
final class TrustOption {
    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description =
                    "Certificates to believe, in PEM, of a node or of who signed its own (default: those that Java"
                            + " believes).")
    private @Nullable Path file;

    /** Throws {@link CommandFailure} when the URL is no address of a dashboard, or the file has no certificates. */
    NodeClient client(URI node) {
        if (node.getHost() == null
                || node.getScheme() == null
                || !node.getScheme().matches("https?")) {
            throw new CommandFailure(
                    Commands.WRONG_USAGE,
                    "--node: \"" + node + "\" (expected: http://HOST:PORT/ or https://HOST:PORT/)");
        }
        return new NodeClient(node, Optional.ofNullable(file).map(TrustOption::read));
    }

    private static PemTrustOptions read(Path file) {
        try {
            byte[] pem = Files.readAllBytes(file);
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .isEmpty()) {
                throw wrong(file, "no certificate");
            }
            return new PemTrustOptions().addCertValue(Buffer.buffer(pem));
        } catch (IOException e) {
            throw wrong(file, "cannot be read");
        } catch (CertificateException e) {
            throw wrong(file, "no certificate");
        }
    }

    private static CommandFailure wrong(Path file, String found) {
        return new CommandFailure(
                Commands.WRONG_USAGE, "--trust: \"" + file + "\": " + found + " (expected: certificates in PEM)");
    }
}
