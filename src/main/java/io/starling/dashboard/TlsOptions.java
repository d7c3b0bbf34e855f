package io.starling.dashboard;

import org.jspecify.annotations.Nullable;

/** The section {@code dashboard.tls} of the configuration: the certificate by which the dashboard speaks HTTPS. */
public final class TlsOptions {
    private @Nullable String certificateFile;
    private @Nullable String keyFile;

    public TlsOptions() {}

    public TlsOptions(TlsOptions other) {
        certificateFile = other.certificateFile;
        keyFile = other.keyFile;
    }

    public @Nullable String getCertificateFile() {
        return certificateFile;
    }

    /** A file in PEM: the certificate, then those that lead from it to one that browsers know. */
    public TlsOptions setCertificateFile(String certificateFile) {
        this.certificateFile = file("certificateFile", certificateFile);
        return this;
    }

    public @Nullable String getKeyFile() {
        return keyFile;
    }

    /** A file in PEM: the private key of the certificate, RSA or EC, not encrypted. */
    public TlsOptions setKeyFile(String keyFile) {
        this.keyFile = file("keyFile", keyFile);
        return this;
    }

    private static String file(String key, String file) {
        if (file.isBlank()) {
            throw new IllegalArgumentException(key + ": \"" + file + "\" (expected: a file)");
        }
        return file;
    }
}
