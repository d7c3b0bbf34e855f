package io.starling.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.starling.dashboard.BrowserPages.SCREENSHOTS;
import static io.starling.dashboard.BrowserPages.assertFits;
import static io.starling.dashboard.BrowserPages.assertKeepsNobodyOut;
import static io.starling.dashboard.BrowserPages.screenshot;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.vertx.openapi.contract.OpenAPIContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The reference of the HTTP interface in a real browser, below a base path and with a token. */
class ReferenceIT {
    private static final String TOKEN = "correct horse battery staple";

    @RegisterExtension
    static final BrowserPages browser = new BrowserPages();

    @RegisterExtension
    final FakeDashboard dashboard = new FakeDashboard("ada");

    private final List<String> asked = new ArrayList<>();
    private String url = "";

    @BeforeEach
    void aNodeThatAsksForItsToken(@TempDir Path directory) throws Exception {
        Path token = Files.writeString(directory.resolve("token"), TOKEN);
        dashboard.start(new DashboardOptions()
                .setPort(0)
                .setBasePath("/tools/starling/")
                .setTokenFile(token.toString()));
        url = dashboard.url();
    }

    private Page open(int width, ColorScheme scheme) {
        Page page = browser.open(url + "favicon.svg", width, 900, scheme);
        page.onRequest(request -> asked.add(request.url()));
        page.navigate(url + "api/");
        assertThat(operation(page, "listFiles")).isVisible();
        return page;
    }

    private static Locator operation(Page page, String id) {
        return page.locator(".opblock[id$=-" + id + "]");
    }

    @Test
    void showsEveryOperationOfTheDocumentAndAsksNobodyElse() throws Exception {
        OpenAPIContract contract =
                ApiDocument.load(dashboard.vertx()).await(10, SECONDS).contract();
        Page page = open(1280, ColorScheme.LIGHT);
        assertThat(page.locator(".opblock")).hasCount(contract.operations().size());
        operation(page, "changeTransfer").locator(".opblock-summary").click();
        assertThat(operation(page, "changeTransfer").locator(".response[data-code='429']"))
                .isVisible();
        assertThat(asked)
                .contains(url + "api/v1/openapi.json")
                .allMatch(each -> each.startsWith(url) || each.startsWith("data:"));
    }

    @Test
    void triesAnOperationWithTheTokenThatItIsGiven() {
        Page page = open(1280, ColorScheme.LIGHT);
        tryOut(page, "listNodes");
        assertThat(operation(page, "listNodes").locator(".live-responses-table .response .response-col_status"))
                .containsText("401");
        page.locator(".auth-wrapper .authorize").click();
        page.locator(".auth-container input").fill(TOKEN);
        page.locator(".auth-btn-wrapper .authorize").click();
        page.locator(".auth-btn-wrapper .btn-done").click();
        operation(page, "listNodes").locator(".execute").click();
        assertThat(operation(page, "listNodes").locator(".live-responses-table .highlight-code"))
                .containsText("\"alpha\"");
    }

    @Test
    void triesAnOperationWithTheCookieOfThePage() {
        Page page = browser.open(url, 1280, 900, ColorScheme.LIGHT);
        page.getByLabel("Token", new Page.GetByLabelOptions().setExact(true)).fill(TOKEN);
        page.keyboard().press("Enter");
        assertThat(page.locator(".connection")).hasText("Live");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("HTTP interface"))
                .click();
        tryOut(page, "listNodes");
        assertThat(operation(page, "listNodes").locator(".live-responses-table .highlight-code"))
                .containsText("\"alpha\"");
    }

    private static void tryOut(Page page, String id) {
        operation(page, id).locator(".opblock-summary").click();
        operation(page, id).locator(".try-out__btn").click();
        operation(page, id).locator(".execute").click();
    }

    @Test
    void isReadableInBothSchemesAndOnAPhone() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            String name = scheme.name().toLowerCase(Locale.ROOT);
            Page page = open(1440, scheme);
            screenshot(page, SCREENSHOTS, "reference-" + name);
            operation(page, "addTransfer").locator(".opblock-summary").click();
            assertThat(operation(page, "addTransfer").locator(".response[data-code='201']"))
                    .isVisible();
            page.evaluate("document.getElementById('operations-tag-transfers').scrollIntoView()");
            screenshot(page, SCREENSHOTS, "reference-operation-" + name);
            assertKeepsNobodyOut(page);
            assertFits(page, 360);
            screenshot(page, SCREENSHOTS, "reference-phone-" + name);
        }
    }
}
