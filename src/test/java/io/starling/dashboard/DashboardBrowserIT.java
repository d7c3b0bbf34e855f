package io.starling.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.starling.dashboard.BrowserPages.SCREENSHOTS;
import static io.starling.dashboard.BrowserPages.assertFits;
import static io.starling.dashboard.BrowserPages.assertKeepsNobodyOut;
import static io.starling.dashboard.BrowserPages.resize;
import static io.starling.dashboard.BrowserPages.screenshot;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.starling.bus.LogEvent;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, live on the events of peers that are made up. */
class DashboardBrowserIT {
    private static final int PIECES = 495;

    @RegisterExtension
    static final BrowserPages browser = new BrowserPages();

    @RegisterExtension
    final FakeDashboard dashboard = new FakeDashboard("seed", "ada", "bob", "cyd", "dee");

    private final Vertx vertx = dashboard.vertx();
    private final List<FakePeer> peers = dashboard.peers();
    private final FakeSwarm swarm = new FakeSwarm(vertx, 0x3f, "modules", PIECES, peers);

    private Page open(int width, ColorScheme scheme) {
        return browser.live(dashboard.url(), width, scheme);
    }

    private static Locator row(Page page, String peer) {
        return page.locator(".row[data-peer=" + peer + "]");
    }

    private static int progress(Page page, String peer) {
        return Integer.parseInt(row(page, peer).getByRole(AriaRole.PROGRESSBAR).getAttribute("aria-valuenow"));
    }

    /** Moves the swarm on until the page shows what is expected: events sent before the page listens go nowhere. */
    private void advanceUntil(Page page, String script) {
        long timer = vertx.setPeriodic(50, id -> swarm.advance(12));
        try {
            page.waitForFunction(script);
        } finally {
            vertx.cancelTimer(timer);
        }
    }

    @Test
    void showsFivePeersWithMovingBarsUntilAllHaveDownloaded() {
        swarm.advance(60);
        Page page = open(1280, ColorScheme.LIGHT);
        assertThat(page.locator(".row[data-peer]")).hasCount(5);
        assertThat(page.locator(".row.file .what b")).hasText("modules");
        assertThat(row(page, "seed").locator(".chip")).hasText("Downloaded");
        assertThat(row(page, "ada").locator(".chip")).hasText("Downloading");
        int before = progress(page, "ada");
        assertThat(before).isBetween(5, 20);
        advanceUntil(
                page,
                "() => document.querySelector('[data-peer=ada] progress-bar').ariaValueNow > 60"
                        + " || document.querySelector('[data-peer=ada] progress-bar').getAttribute('aria-valuenow') > 60");
        assertThat(row(page, "ada").locator(".down")).hasText(Pattern.compile("\\d+(\\.\\d)? MiB/s"));
        assertThat(page).hasTitle(Pattern.compile("\\d+ % · Starling · alpha"));
        advanceUntil(page, "() => document.querySelectorAll('.row.done').length === 5");
        assertThat(page.locator(".chip:text-is('Downloaded')")).hasCount(5);
        assertThat(page.locator(".tile.done p")).hasText("Complete");
        assertThat(progress(page, "dee")).isEqualTo(100);
    }

    @Test
    void drawsWhichPiecesEachPeerHasAsSoonAsTheSwarmIsKnown() {
        swarm.advance(100);
        Page page = open(1280, ColorScheme.LIGHT);
        long timer = vertx.setPeriodic(50, id -> swarm.publish());
        for (FakePeer peer : peers) {
            assertThat(row(page, peer.id()).locator("piece-strip canvas")).isVisible();
        }
        // Some columns are drawn, others are not: painted a frame after the swarm is known.
        page.waitForFunction("() => { const canvas = document.querySelector('[data-peer=ada] piece-strip canvas');"
                + " const d = canvas.getContext('2d').getImageData(0, 3, canvas.width, 1).data;"
                + " let set = 0; for (let i = 3; i < d.length; i += 4) set += d[i] > 0 ? 1 : 0;"
                + " return set > 0 && set < canvas.width; }");
        vertx.cancelTimer(timer);
    }

    @Test
    void fallsBackToXhrWhereWebSocketsAreBlocked() {
        swarm.advance(60);
        Page page = open(1280, ColorScheme.LIGHT);
        page.addInitScript("delete window.WebSocket");
        page.reload();
        assertThat(page.locator(".connection")).hasText("Live");
        int before = progress(page, "ada");
        advanceUntil(page, "() => document.querySelectorAll('.row.done').length === 5");
        assertThat(progress(page, "ada")).isGreaterThan(before);
    }

    @Test
    void tellsThatTheConnectionIsLostAndHealsWithAFreshSnapshot() throws Exception {
        swarm.advance(60);
        Page page = open(1280, ColorScheme.DARK);
        dashboard.stop();
        assertThat(page.locator(".connection")).hasText("Connection lost");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("tries again by itself");
        screenshot(page, SCREENSHOTS, "lost-dark");
        for (FakePeer peer : peers) {
            // Nothing of this is published: only a snapshot can tell it.
            peer.hold(FakePeer.transfer(peer.id(), 0x3f, "modules", PIECES, PIECES, TransferStatus.DOWNLOADED));
        }
        dashboard.start(
                new DashboardOptions().setPort(URI.create(dashboard.url()).getPort()));
        assertThat(page.locator(".connection"))
                .hasText("Live", new LocatorAssertions.HasTextOptions().setTimeout(15_000));
        assertThat(page.locator(".row.done")).hasCount(5);
        swarm.log(LogEvent.Level.INFO, "ada", "heard again");
        assertThat(page.locator(".log li")).containsText("heard again");
    }

    @Test
    void showsHostileNamesAsText() {
        String name = "<img src=x onerror=\"document.title='owned'\"><b>.iso";
        peers.get(1).hold(FakePeer.transfer("ada", 7, name, 64, 64, TransferStatus.DOWNLOADED));
        Page page = open(1280, ColorScheme.LIGHT);
        assertThat(page.locator(".row .what b")).hasText(name);
        swarm.log(LogEvent.Level.WARNING, "ada", "banned <script>alert(1)</script>");
        assertThat(page.locator(".log li")).containsText("banned <script>alert(1)</script>");
        assertThat(page.locator(".what img, .log script, main b b").count()).isZero();
        assertThat(page).hasTitle(Pattern.compile("Starling · alpha"));
    }

    @Test
    void fitsAPhone() {
        peers.get(1)
                .hold(FakePeer.transfer(
                        "ada", 7, "a-long-name-without-a-break-".repeat(8), 64, 20, TransferStatus.PAUSED));
        swarm.advance(100);
        Page page = open(360, ColorScheme.LIGHT);
        advanceUntil(page, "() => document.querySelector('piece-strip:not([hidden])')");
        assertFits(page, 360, 414, 640, 768, 1024, 1440, 1920);
    }

    @Test
    void keepsNobodyOut() {
        swarm.log(LogEvent.Level.WARNING, "cyd", "piece 17 from 127.0.0.1:6883 failed its hash, asked for again");
        peers.get(4).hold(FakePeer.transfer("dee", 9, "broken.iso", 64, 20, TransferStatus.FAILED));
        swarm.advance(60);
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Page page = open(1280, scheme);
            advanceUntil(page, "() => document.querySelector('piece-strip:not([hidden])')");
            assertKeepsNobodyOut(page);
            row(page, "dee").first().click();
            assertThat(page.locator(".detail")).containsText("no room on the disk");
            assertKeepsNobodyOut(page);
            page.locator("nav a[href='#/log']").click();
            assertThat(page.locator("main h2")).hasText("What happened");
            assertKeepsNobodyOut(page);
        }
    }

    @Test
    void tellsWhatToDoWhenThereIsNothingYet() {
        Page page = open(1280, ColorScheme.LIGHT);
        assertThat(page.locator(".empty")).containsText("share FILE");
        screenshot(page, SCREENSHOTS, "empty-light");
    }

    @Test
    void getsAFileByTheFormWithTheKeyboardAlone() {
        Page page = open(1280, ColorScheme.LIGHT);
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        for (Locator stop : page.locator(".brand, nav a, [name=mode], #source").all()) {
            page.keyboard().press("Tab");
            assertThat(stop).isFocused();
        }
        page.keyboard().type("unknown.iso");
        page.keyboard().press("Enter");
        assertThat(page.locator(".add .message")).hasText("no file is called unknown.iso");
        page.getByLabel("Get a file").fill("big.iso");
        page.getByLabel("Peer that does it").selectOption("bob");
        page.getByLabel("Peer that does it").focus();
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        assertThat(page.locator(".add .message")).hasText("bob gets big.iso.");
        assertThat(row(page, "bob").locator(".what b")).hasText("big.iso");
    }

    @Test
    void asksForTheTokenAndThenIsLive(@TempDir Path directory) throws Exception {
        swarm.advance(60);
        Path token = Files.writeString(directory.resolve("token"), "correct horse battery staple");
        dashboard.start(
                new DashboardOptions().setPort(0).setBasePath("/starling/").setTokenFile(token.toString()));
        Page page = browser.open(dashboard.url(), 1280, 900, ColorScheme.LIGHT);
        page.getByLabel("Token", new Page.GetByLabelOptions().setExact(true)).fill("wrong");
        page.keyboard().press("Enter");
        assertThat(page.locator(".message")).hasText("That is not the token.");
        page.getByLabel("Token", new Page.GetByLabelOptions().setExact(true)).fill("correct horse battery staple");
        page.keyboard().press("Enter");
        assertThat(page.locator(".connection")).hasText("Live");
        assertThat(page.locator(".row[data-peer]")).hasCount(5);
    }

    @Test
    void isPicturedInBothSchemesAndOnAPhone() {
        swarm.log(LogEvent.Level.INFO, "seed", "shares modules (129.5 MiB, 495 pieces)");
        swarm.log(LogEvent.Level.INFO, "ada", "joined the swarm of modules: 4 other peers");
        swarm.log(LogEvent.Level.WARNING, "cyd", "piece 17 from 127.0.0.1:6883 failed its hash, asked for again");
        swarm.log(LogEvent.Level.ERROR, "tracker", "lost; connected peers go on, and register again when it returns");
        IntStream.range(0, 20).forEach(i -> swarm.advance(14));
        FakeSwarm second = new FakeSwarm(vertx, 0x91, "debian-12.11.0-amd64-netinst.iso", 2_680, peers.subList(0, 3));
        second.advance(900);
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            String name = scheme.name().toLowerCase(Locale.ROOT);
            Page page = open(1440, scheme);
            long timer = vertx.setPeriodic(100, id -> {
                swarm.advance(1);
                second.advance(6);
            });
            page.waitForFunction("() => document.querySelectorAll('piece-strip:not([hidden])').length === 8"
                    + " && document.querySelector('spark-line').samples.length > 4");
            screenshot(page, SCREENSHOTS, "transfers-" + name);
            row(page, "ada").first().click();
            assertThat(page.locator(".detail availability-chart canvas")).isVisible();
            screenshot(page, SCREENSHOTS, "dashboard-" + name);
            resize(page, 900, 900);
            screenshot(page, SCREENSHOTS, "tablet-" + name);
            resize(page, 360, 800);
            screenshot(page, SCREENSHOTS, "phone-detail-" + name);
            page.keyboard().press("Escape");
            assertThat(page.locator(".detail")).hasCount(0);
            screenshot(page, SCREENSHOTS, "phone-" + name);
            vertx.cancelTimer(timer);
        }
        assertThat(SCREENSHOTS.resolve("dashboard-dark.png")).exists();
    }
}
