package io.starling.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardOptionsTest {
    private final DashboardOptions options = new DashboardOptions();

    @Test
    void listensOnLoopbackByDefault() {
        assertThat(options.getHost()).isEqualTo("127.0.0.1");
        assertThat(options.getPort()).isEqualTo(8080);
        assertThat(options.getBasePath()).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536, 70_000})
    void refusesAPortThatIsNone(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.setPort(port))
                .withMessage("port: " + port + " (expected: 0..65535)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"starling/", "/a b/", "/../", "//", "/a/../b"})
    void refusesABasePathThatIsNotPlain(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.setBasePath(path))
                .withMessageStartingWith("basePath: \"" + path + "\" (expected:");
    }

    @Test
    void addsTheLastSlashOfTheBasePath() {
        assertThat(options.setBasePath("/tools/starling").getBasePath()).isEqualTo("/tools/starling/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://host", "a b", "host:port", "*"})
    void refusesAHostThatIsNone(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.setAllowedHosts(List.of(host)))
                .withMessageStartingWith("allowedHosts: \"" + host + "\"");
    }

    @Test
    void refusesACertificateWithoutAName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TlsOptions().setCertificateFile(" "))
                .withMessage("certificateFile: \" \" (expected: a file)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "https://host/", "null", "ftp://host", "*"})
    void refusesAnOriginThatIsNone(String origin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.setAllowedOrigins(List.of(origin)))
                .withMessageStartingWith("allowedOrigins: \"" + origin + "\"");
    }
}
