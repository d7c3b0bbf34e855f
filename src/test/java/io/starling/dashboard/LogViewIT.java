package io.starling.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.starling.dashboard.BrowserPages.SCREENSHOTS;
import static io.starling.dashboard.BrowserPages.assertKeepsNobodyOut;
import static io.starling.dashboard.BrowserPages.screenshot;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.starling.torrent.TransferStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log in a real browser: by day, filtered, with ways to what it tells of, and counted until it was read. */
class LogViewIT {
    @RegisterExtension
    static final BrowserPages browser = new BrowserPages();

    @RegisterExtension
    final FakeDashboard dashboard = new FakeDashboard("ada");

    @BeforeEach
    void oneTransfer() {
        dashboard.peers().get(0).hold(FakePeer.transfer("ada", 7, "big.iso", 100, 40, TransferStatus.DOWNLOADING));
    }

    private Page open(String place) {
        return browser.live(dashboard.url() + place, 1280, ColorScheme.LIGHT);
    }

    private void say(Duration ago, LogEvent.Level level, String source, @Nullable Integer file, String text) {
        String infoHash = file == null ? null : FakePeer.hash(file).hex();
        LogEvent event = new LogEvent(Instant.now().minus(ago), level, source, infoHash, text);
        dashboard.vertx().eventBus().publish(Addresses.LOG, BusJson.write(event));
    }

    private void sayFourThings() {
        say(Duration.ofDays(40), LogEvent.Level.INFO, "tracker", null, "begins");
        say(
                Duration.ofSeconds(3),
                LogEvent.Level.WARNING,
                "ada",
                7,
                "\"big.iso\": banned 10.0.0.9: sent a bad piece 17");
        say(Duration.ofSeconds(2), LogEvent.Level.ERROR, "tracker", 9, "\"other.iso\" is damaged");
        say(Duration.ofSeconds(1), LogEvent.Level.INFO, "ada", null, "registered");
    }

    private static Locator events(Page page) {
        return page.locator(".log li");
    }

    @Test
    void tellsByDayWhatHappenedAndFindsIt() {
        Page page = open("#/log");
        assertThat(page.locator(".nothing")).containsText("Nothing yet");
        sayFourThings();
        assertThat(events(page)).hasCount(4);
        assertThat(events(page).first()).containsText("registered");
        assertThat(page.locator(".log h3").last()).hasText(Pattern.compile("\\w+day, \\d+ \\w+ 20\\d\\d"));
        assertKeepsNobodyOut(page);
        screenshot(page, SCREENSHOTS, "log-light");
        page.getByLabel("Show levels").selectOption("Warnings and errors");
        assertThat(events(page)).hasCount(2);
        page.getByLabel("Show events with").fill("BAD PIECE");
        assertThat(events(page)).hasCount(1);
        assertThat(events(page)).containsText("banned 10.0.0.9: sent a bad piece 17");
        page.getByLabel("Show events with").fill("no such thing");
        assertThat(page.locator(".nothing")).hasText("Nothing is like that.");
    }

    @Test
    void leadsToWhatItTellsOf() {
        Page page = open("#/log");
        sayFourThings();
        assertThat(events(page)).hasCount(4);
        assertThat(events(page).filter(with("damaged")).locator("a"))
                .hasAttribute("href", "#/swarm/" + FakePeer.hash(9));
        events(page).filter(with("registered")).locator("a").click();
        assertThat(page).hasURL(Pattern.compile("#/transfers/ada$"));
        assertThat(page.locator(".tools")).containsText("of ada");
        page.goBack();
        events(page).filter(with("bad piece")).locator("a").click();
        assertThat(page.locator(".detail")).containsText("sent a bad piece 17");
    }

    private static Locator.FilterOptions with(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    @Test
    void countsTheWarningsThatCameSinceItWasLastOpen() {
        Page page = open("");
        Locator news = page.locator("nav .news");
        assertThat(news).hasCount(0);
        sayFourThings();
        assertThat(news).containsText("2 new warnings");
        page.locator("nav a[href='#/log']").click();
        assertThat(news).hasCount(0);
        page.reload();
        assertThat(events(page)).hasCount(4);
        assertThat(news).hasCount(0);
        page.locator("nav a[href='#/transfers']").click();
        say(Duration.ZERO, LogEvent.Level.WARNING, "ada", null, "the tracker does not answer");
        assertThat(news).containsText("1 new warning");
    }

    @Test
    void isCountedByABrowserThatMayKeepNothingToo() {
        Page page = browser.open("about:blank", 1280, 900, ColorScheme.LIGHT);
        page.addInitScript("Object.defineProperty(window, 'localStorage',"
                + " { get() { throw new DOMException('it is forbidden', 'SecurityError'); } });");
        page.navigate(dashboard.url() + "#/log");
        assertThat(page.locator(".connection")).hasText("Live");
        sayFourThings();
        assertThat(events(page)).hasCount(4);
        page.locator("nav a[href='#/transfers']").click();
        assertThat(page.locator("nav .news")).hasCount(0);
        say(Duration.ZERO, LogEvent.Level.WARNING, "ada", null, "the tracker does not answer");
        assertThat(page.locator("nav .news")).containsText("1 new warning");
    }
}
