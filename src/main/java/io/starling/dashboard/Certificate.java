package io.starling.dashboard;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * By what the dashboard proves to those who connect who it is.
 *
 * @param chain the certificate, then those that lead from it to one that browsers know, in PEM
 * @param key its private key, in PEM
 */
record Certificate(Buffer chain, Buffer key) {
    private static final String SECTION = "dashboard.tls";

    /** Blocking. Throws {@link IllegalArgumentException} with one clear line. */
    static Certificate read(TlsOptions files) {
        return new Certificate(
                bytes(SECTION + ".certificateFile", files.getCertificateFile()),
                bytes(SECTION + ".keyFile", files.getKeyFile()));
    }

    private static Buffer bytes(String key, @Nullable String file) {
        if (file == null) {
            throw new IllegalArgumentException(key + ": missing (expected: a file in PEM)");
        }
        try {
            return Buffer.buffer(Files.readAllBytes(Path.of(file)));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(key + ": \"" + file + "\" cannot be read", e);
        }
    }

    PemKeyCertOptions options() {
        return new PemKeyCertOptions().setCertValue(chain).setKeyValue(key);
    }

    /** Itself, when it is valid now and the key is its own; blocking. Throws {@link IllegalArgumentException} likewise. */
    Certificate checked(Vertx vertx) {
        try {
            PemKeyCertOptions pem = options();
            String alias = pem.loadKeyStore(vertx).aliases().nextElement();
            X509KeyManager pair =
                    (X509KeyManager) pem.getKeyManagerFactory(vertx).getKeyManagers()[0];
            X509Certificate certificate = pair.getCertificateChain(alias)[0];
            checkIsValidNow(certificate);
            checkIsPair(pair.getPrivateKey(alias), certificate.getPublicKey());
            return this;
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    SECTION + ": " + e.getMessage()
                            + " (expected: a certificate that is valid now, and its private key, RSA or EC, in PEM)",
                    e);
        }
    }

    private static void checkIsValidNow(X509Certificate certificate) throws CertificateException {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        try {
            certificate.checkValidity();
        } catch (CertificateException e) {
            throw new CertificateException("the certificate is valid from " + from + " until " + until, e);
        }
    }

    /** What one signs, the other confirms. */
    private static void checkIsPair(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        Signature signature =
                Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        if (!confirms(signature, signed)) {
            throw new GeneralSecurityException("the key is that of another certificate");
        }
    }

    private static boolean confirms(Signature signature, byte[] signed) {
        try {
            return signature.verify(signed);
        } catch (SignatureException e) {
            return false; // Keys of another size do not even try.
        }
    }
}
