package io.starling.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
    private static final String TOKEN = "correct horse battery staple";

    @Test
    void asksForNoTokenOnLoopback() {
        Map<String, String> environment = Map.of(Access.TOKEN_VARIABLE, TOKEN);
        assertThat(Access.of(new DashboardOptions().setHost("localhost"), environment)
                        .token())
                .isEmpty();
    }

    @Test
    void refusesAnAddressThatOthersReachWithoutAToken() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Access.of(new DashboardOptions().setHost("0.0.0.0"), Map.of()))
                .withMessageStartingWith("dashboard.host: \"0.0.0.0\" is not a loopback address (expected: ")
                .withMessageContainingAll("dashboard.tokenFile", "STARLING_TOKEN")
                .withMessageNotContaining("\n");
    }

    @Test
    void takesTheTokenFromTheEnvironment() {
        Access access = Access.of(new DashboardOptions().setHost("0.0.0.0"), Map.of(Access.TOKEN_VARIABLE, TOKEN));
        assertThat(access.token()).contains(TOKEN);
        assertThat(access.isWildcard()).isTrue();
    }

    @Test
    void takesTheTokenFromItsFileEvenOnLoopback(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
        DashboardOptions options = new DashboardOptions().setTokenFile(file.toString());
        assertThat(Access.of(options, Map.of()).token()).contains(TOKEN);
    }

    @Test
    void namesATokenFileThatCannotBeRead(@TempDir Path directory) {
        DashboardOptions options =
                new DashboardOptions().setTokenFile(directory.resolve("none").toString());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Access.of(options, Map.of()))
                .withMessageStartingWith("dashboard.tokenFile: \"")
                .withMessageEndingWith("none\" cannot be read");
    }

    @Test
    void refusesATokenThatCanBeGuessed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Access.of(new DashboardOptions().setHost("0.0.0.0"), Map.of(Access.TOKEN_VARIABLE, "secret")))
                .withMessage("STARLING_TOKEN: a token of 6 characters (expected: 16 or more)");
    }
}
