package io.starling.dashboard;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Debian's chromium, with pages that remember every error that they had, and take any certificate. Close it. */
public final class BrowserPages implements AutoCloseable {
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

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> errors = new ArrayList<>();

    private BrowserPages(Playwright playwright) {
        this.playwright = playwright;
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(ARGUMENTS));
    }

    public static BrowserPages launch() {
        // The variable stands in the pom for the tests of the build; an IDE has it from here.
        Map<String, String> environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        return new BrowserPages(Playwright.create(new Playwright.CreateOptions().setEnv(environment)));
    }

    /** A new window of so many CSS pixels, with twice as many of the device. */
    public Page open(String url, int width, int height, ColorScheme scheme) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setIgnoreHTTPSErrors(true)
                .setViewportSize(width, height)
                .setDeviceScaleFactor(2)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE));
        Page page = context.newPage();
        page.onPageError(errors::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                errors.add(message.text());
            }
        });
        page.navigate(url);
        return page;
    }

    /** Exceptions of scripts and breaches of the content security policy, of all pages so far. */
    public List<String> errors() {
        return List.copyOf(errors);
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

    /** What axe-core finds in the page that keeps people out: its serious and critical violations, none when all is well. */
    public static List<String> audit(Page page) {
        return new AxeBuilder(page)
                .setLegacyMode(true).analyze().getViolations().stream()
                        .filter(rule -> HINDERING.contains(rule.getImpact()))
                        .flatMap(rule -> rule.getNodes().stream()
                                .map(node -> rule.getId() + ": " + node.getHtml() + " " + node.getFailureSummary()))
                        .toList();
    }

    /** Writes what the window shows to {@code <directory>/<name>.png}. */
    public static Path screenshot(Page page, Path directory, String name) {
        Path file = directory.resolve(name + ".png");
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
        return file;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
