package io.starling.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocket;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.starling.bus.LogEvent;
import io.starling.testing.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page by HTTPS in a real browser: live by a secure websocket, and still so after a certificate was renewed. */
class TlsIT {
    private static final String TOKEN = "correct horse battery staple";

    @RegisterExtension
    static final BrowserPages browser = new BrowserPages();

    @RegisterExtension
    final FakeDashboard dashboard = new FakeDashboard("ada");

    @Test
    void isLiveByHttpsAlsoAfterItsCertificateWasRenewed(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.create(directory.resolve("tls"));
        TestCertificate next = TestCertificate.create(directory.resolve("next"));
        Path token = Files.writeString(directory.resolve("token"), TOKEN);
        FakeSwarm swarm = new FakeSwarm(dashboard.vertx(), 0x3f, "modules", 495, dashboard.peers());
        dashboard.start(new DashboardOptions()
                .setPort(0)
                .setTokenFile(token.toString())
                .setTls(new TlsOptions()
                        .setCertificateFile(certificate.certificateFile().toString())
                        .setKeyFile(certificate.keyFile().toString())));
        Page page = browser.open(dashboard.url(), 1280, 900, ColorScheme.LIGHT);
        WebSocket events = page.waitForWebSocket(() -> {
            page.getByLabel("Token", new Page.GetByLabelOptions().setExact(true))
                    .fill(TOKEN);
            page.keyboard().press("Enter");
        });
        assertThat(events.url()).startsWith("wss://127.0.0.1:");
        assertThat(page.locator(".connection")).hasText("Live");
        assertThat(page.context().cookies()).singleElement().matches(cookie -> cookie.secure);

        next.replace(certificate);
        assertThat(logged(page, "certificate was renewed"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
        page.reload();
        assertThat(page.locator(".connection")).hasText("Live");
        swarm.log(LogEvent.Level.INFO, "ada", "heard by the new one");
        assertThat(logged(page, "heard by the new one")).isVisible();
    }

    private static Locator logged(Page page, String text) {
        return page.locator(".log li", new Page.LocatorOptions().setHasText(text));
    }
}
