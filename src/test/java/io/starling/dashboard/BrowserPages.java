package io.starling.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Debian's chromium for the tests of a class: {@code @RegisterExtension static final BrowserPages browser = new BrowserPages()}.
 * Its pages take any certificate. After each test they are closed, and it has failed if any of them had an error.
 */
public final class BrowserPages implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    /** Where pictures go unless a test says otherwise. */
    public static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private static final Set<String> HINDERING = Set.of("serious", "critical");

    /** What the browser itself says about answers and connections that failed; whether the page copes is for the tests to see. */
    private static final Pattern NETWORK = Pattern.compile("^(Failed to load resource|WebSocket connection to ).*");

    private final List<String> errors = new CopyOnWriteArrayList<>();
    private @Nullable Playwright playwright;
    private @Nullable Browser browser;

    @Override
    public void beforeAll(ExtensionContext test) {
        // The variable stands in the pom for the tests of the build; an IDE has it from here.
        Map<String, String> environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(ARGUMENTS));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        browser().contexts().forEach(BrowserContext::close);
        assertThat(takeErrors()).as("errors in the pages").isEmpty();
    }

    /** All that there were since the last time: exceptions, errors on the console, breaches of the content security policy. */
    List<String> takeErrors() {
        List<String> all = List.copyOf(errors);
        errors.removeAll(all);
        return all;
    }

    @Override
    public void afterAll(ExtensionContext test) {
        browser().close();
        Objects.requireNonNull(playwright).close();
    }

    private Browser browser() {
        return Objects.requireNonNull(browser, "before all tests it is launched");
    }

    /** A new window of so many CSS pixels, with twice as many of the device. */
    public Page open(String url, int width, int height, ColorScheme scheme) {
        BrowserContext context = browser()
                .newContext(new Browser.NewContextOptions()
                        .setIgnoreHTTPSErrors(true)
                        .setViewportSize(width, height)
                        .setDeviceScaleFactor(2)
                        .setColorScheme(scheme)
                        .setReducedMotion(ReducedMotion.REDUCE));
        Page page = context.newPage();
        page.onPageError(errors::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")
                    && !NETWORK.matcher(message.text()).matches()) {
                errors.add(message.text());
            }
        });
        page.navigate(url);
        return page;
    }

    /** The same, 900 pixels high, as soon as it is live. */
    public Page live(String url, int width, ColorScheme scheme) {
        Page page = open(url, width, 900, scheme);
        PlaywrightAssertions.assertThat(page.locator(".connection")).hasText("Live");
        return page;
    }

    /** Gives the window another size; canvases follow with the next frames. */
    public static void resize(Page page, int width, int height) {
        page.setViewportSize(width, height);
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    /** Whether the page is no wider than a window of any of these widths. */
    public static void assertFits(Page page, int... widths) {
        for (int width : widths) {
            page.setViewportSize(width, 900);
            assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .as("%d px", width)
                    .isEqualTo(true);
        }
    }

    /** From the next page on, this window keeps how long its scripts take in each frame. */
    public static void timeFrames(Page page) {
        page.addInitScript("const plain = requestAnimationFrame; window.spent = [];"
                + " window.requestAnimationFrame = (step) => plain((now) => { const begun = performance.now();"
                + " step(now); window.spent.push(performance.now() - begun); });");
    }

    /** How long the scripts of the longest frame took, since this was asked for last. */
    public static double longestFrameMillis(Page page) {
        Object longest = page.evaluate("() => Math.max(0, ...window.spent.splice(0))");
        return ((Number) longest).doubleValue();
    }

    /** That axe-core finds nothing in the page that keeps people out: no serious and no critical violation. */
    public static void assertKeepsNobodyOut(Page page) {
        assertThat(new AxeBuilder(page).setLegacyMode(true).analyze().getViolations())
                .filteredOn(rule -> HINDERING.contains(rule.getImpact()))
                .flatMap(rule -> rule.getNodes().stream()
                        .map(node -> rule.getId() + ": " + node.getHtml() + " " + node.getFailureSummary())
                        .toList())
                .isEmpty();
    }

    /** Writes what the window shows to {@code <directory>/<name>.png}. */
    public static Path screenshot(Page page, Path directory, String name) {
        Path file = directory.resolve(name + ".png");
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
        return file;
    }
}
