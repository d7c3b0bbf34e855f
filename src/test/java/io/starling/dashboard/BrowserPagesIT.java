package io.starling.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That no error in a page goes unseen. */
class BrowserPagesIT {
    @RegisterExtension
    static final BrowserPages browser = new BrowserPages();

    @RegisterExtension
    final FakeDashboard dashboard = new FakeDashboard();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "setTimeout(() => { throw new Error('thrown') })   | thrown",
                "console.error('said')                             | said",
                "document.body.setAttribute('style', 'color: red') | Content Security Policy",
            })
    void remembersEveryErrorOfAPage(String script, String said) {
        Page page = browser.live(dashboard.url(), 1280, ColorScheme.LIGHT);
        page.evaluate("() => { " + script + " }");
        List<String> errors = new ArrayList<>();
        page.waitForCondition(() -> errors.addAll(browser.takeErrors()));
        assertThat(errors).singleElement().asString().contains(said);
    }
}
