package io.starling.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.starling.dashboard.BrowserPages.SCREENSHOTS;
import static io.starling.dashboard.BrowserPages.assertFits;
import static io.starling.dashboard.BrowserPages.assertKeepsNobodyOut;
import static io.starling.dashboard.BrowserPages.screenshot;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.starling.bus.Addresses;
import io.starling.bus.LogEvent;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The transfers in a real browser: found, sorted, walked through, understood and commanded. The peers are made up. */
class TransfersViewIT {
    @RegisterExtension
    static final BrowserPages browser = new BrowserPages();

    @RegisterExtension
    final FakeDashboard dashboard = new FakeDashboard("ada", "bob", "cyd", "dee");

    private final List<FakePeer> peers = dashboard.peers();

    private Page open() {
        return browser.live(dashboard.url(), 1440, ColorScheme.LIGHT);
    }

    private void hold(int peer, int hash, String name, int have, TransferStatus status) {
        FakePeer holder = peers.get(peer);
        holder.hold(FakePeer.transfer(holder.id(), hash, name, 100, have, status));
    }

    /** 250 files that all four have, and 250 more that each has alone. */
    private void holdTwoThousand(int have) {
        for (int file = 0; file < 250; file++) {
            for (int peer = 0; peer < peers.size(); peer++) {
                hold(peer, 1000 + file, "shared %03d.iso".formatted(file), have, TransferStatus.DOWNLOADING);
                String own = "%s %03d.tar".formatted(peers.get(peer).id(), file);
                hold(peer, 2000 + 250 * peer + file, own, have, TransferStatus.DOWNLOADING);
            }
        }
    }

    private static Locator rows(Page page) {
        return page.locator(".row[data-peer]");
    }

    /** The names, or below a file the peers, of all lines that are there. */
    private static Locator names(Page page) {
        return page.locator(".row .what b");
    }

    private static Locator focused(Page page) {
        return page.locator(".row:focus");
    }

    @Test
    void showsTwoThousandTransfersAndStaysQuickWhileAllOfThemMove() {
        holdTwoThousand(10);
        Page page = browser.open("about:blank", 1440, 900, ColorScheme.LIGHT);
        BrowserPages.timeFrames(page);
        page.navigate(dashboard.url());
        rows(page).first().waitFor();
        double firstMillis = ((Number) page.evaluate("performance.now()")).doubleValue();
        assertThat(page.locator("[role=treegrid]")).hasAttribute("aria-rowcount", "2251");
        assertThat(rows(page).count()).as("rows that exist").isLessThan(60);
        double drawnMillis = BrowserPages.longestFrameMillis(page);
        int[] have = {10};
        long timer = dashboard.vertx().setPeriodic(250, id -> {
            holdTwoThousand(++have[0]);
            peers.forEach(FakePeer::publishAll);
        });
        page.waitForFunction("() => document.querySelector('.row[data-peer] progress-bar').ariaValueNow >= 20"
                + " || document.querySelector('.row[data-peer] progress-bar').getAttribute('aria-valuenow') >= 20");
        dashboard.vertx().cancelTimer(timer);
        double updateMillis = BrowserPages.longestFrameMillis(page);
        System.out.printf(
                "2,000 transfers: first row after %.0f ms, script of its longest frame %.1f ms, of the longest update %.1f ms%n",
                firstMillis, drawnMillis, updateMillis);
        // A tenth of these on a machine that does nothing else; others test at the same time.
        assertThat(firstMillis).as("until the first row, ms").isLessThan(10_000);
        assertThat(drawnMillis).as("script in the first frames, ms").isLessThan(1_000);
        assertThat(updateMillis).as("script of an update, ms").isLessThan(300);
    }

    @Test
    void hearsOfTheSwarmsOnTheScreenOnly() {
        holdTwoThousand(10);
        Set<String> heard = ConcurrentHashMap.newKeySet();
        Page page = browser.open("about:blank", 1440, 900, ColorScheme.LIGHT);
        page.onWebSocket(socket -> socket.onFrameSent(frame -> listen(frame.text(), heard)));
        page.navigate(dashboard.url());
        rows(page).first().waitFor();
        String first = Addresses.swarm(FakePeer.hash(2000));
        page.waitForCondition(() -> heard.contains(first));
        assertThat(heard).hasSizeLessThan(60);
        rows(page).first().focus();
        page.keyboard().press("End");
        page.waitForCondition(() -> heard.contains(Addresses.swarm(FakePeer.hash(1249))));
        assertThat(heard).doesNotContain(first).hasSizeLessThan(60);
    }

    private static void listen(String frame, Set<String> heard) {
        for (Object json : new JsonArray(frame)) {
            JsonObject message = new JsonObject((String) json);
            switch (message.getString("type")) {
                case "register" -> heard.add(message.getString("address"));
                case "unregister" -> heard.remove(message.getString("address"));
                default -> {}
            }
        }
    }

    @Test
    void isWalkedThroughWithTheKeyboardAlone() {
        holdTwoThousand(10);
        Page page = open();
        rows(page).first().focus();
        page.keyboard().press("End");
        assertThat(focused(page)).hasAttribute("aria-rowindex", "2251");
        assertThat(focused(page)).isInViewport();
        page.keyboard().press("Enter");
        assertThat(page.locator(".detail h2")).hasText("shared 249.iso");
        assertThat(page).hasURL(Pattern.compile("#/transfers/dee/0+4e1$"));
        assertThat(focused(page)).hasAttribute("aria-selected", "true");
        page.keyboard().press("Escape");
        assertThat(page.locator(".detail")).hasCount(0);
        page.keyboard().press("ArrowLeft");
        assertThat(focused(page)).hasAttribute("aria-expanded", "true");
        page.keyboard().press("ArrowLeft");
        assertThat(focused(page)).hasAttribute("aria-expanded", "false");
        assertThat(page.locator("[role=treegrid]")).hasAttribute("aria-rowcount", "2247");
        page.keyboard().press("Home");
        assertThat(focused(page)).hasAttribute("aria-rowindex", "2");
        assertThat(focused(page)).isInViewport();
        page.keyboard().press("ArrowDown");
        page.keyboard().press("PageDown");
        assertThat(focused(page)).isInViewport();
    }

    @Test
    void isFilteredAndSorted() {
        hold(0, 1, "slow.iso", 10, TransferStatus.DOWNLOADING);
        hold(0, 2, "fast.iso", 90, TransferStatus.DOWNLOADING);
        hold(1, 3, "resting.iso", 50, TransferStatus.PAUSED);
        hold(1, 4, "broken.iso", 5, TransferStatus.FAILED);
        Page page = open();
        assertThat(names(page)).hasText(new String[] {"broken.iso", "fast.iso", "resting.iso", "slow.iso"});
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Down"))
                .click();
        assertThat(names(page).first()).hasText("fast.iso");
        assertThat(page.locator(".column.down")).hasAttribute("aria-sort", "descending");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Progress"))
                .click();
        assertThat(names(page)).hasText(new String[] {"broken.iso", "slow.iso", "resting.iso", "fast.iso"});
        page.getByLabel("Show states").selectOption("Active");
        assertThat(names(page)).hasText(new String[] {"slow.iso", "fast.iso"});
        page.getByLabel("Show transfers with").fill("FAST");
        assertThat(names(page)).hasText(new String[] {"fast.iso"});
        page.getByLabel("Show transfers with").fill("nothing like it");
        assertThat(page.locator(".nothing").first()).hasText("No transfer is like that.");
    }

    @Test
    void tellsWhyNothingArrives() {
        FakeSwarm swarm = new FakeSwarm(dashboard.vertx(), 0x51, "rare.iso", 40, peers.subList(0, 3));
        swarm.withoutSeed().advance(8);
        Page page = open();
        page.locator(".row[data-peer=bob]").click();
        long timer = dashboard.vertx().setPeriodic(100, id -> swarm.publish());
        assertThat(page.locator(".detail .why").first()).containsText("Nobody in the swarm has");
        assertThat(page.locator(".detail .missing")).hasText("0");
        dashboard.vertx().cancelTimer(timer);
        swarm.log(LogEvent.Level.WARNING, "bob", "rare.iso: piece 3 from 127.0.0.1:6889 failed its hash");
        assertThat(page.locator(".detail")).containsText("failed its hash");
    }

    @Test
    void commandsOneTransfer() {
        hold(1, 5, "big.iso", 40, TransferStatus.DOWNLOADING);
        Page page = open();
        rows(page).first().click();
        button(page, "Pause").click();
        button(page, "Recheck").click();
        assertThat(page.locator(".detail > .message")).hasText("What is on the disk is hashed again.");
        button(page, "Limit…").click();
        page.getByLabel("Down", new Page.GetByLabelOptions().setExact(true)).fill("512");
        page.getByLabel("Up", new Page.GetByLabelOptions().setExact(true)).fill("64");
        page.keyboard().press("Enter");
        assertThat(page.locator(".detail > .message")).hasText("The limits are set.");
        button(page, "Remove…").click();
        assertThat(page.locator(".question")).containsText("Should bob forget this transfer?");
        button(page, "Keep it").click();
        assertThat(page.locator(".question")).hasCount(0);
        button(page, "Remove…").click();
        page.getByLabel("and delete what it has of the file").check();
        button(page, "Remove it").click();
        assertThat(page.locator(".detail")).hasCount(0);
        assertThat(peers.get(1).commands().stream().map(command -> command.getString("op")))
                .containsExactly("pause", "recheck", "limit", "remove");
        assertThat(peers.get(1).commands().get(2).getJsonObject("limits"))
                .isEqualTo(new JsonObject().put("upKiBps", 64).put("downKiBps", 512));
        assertThat(peers.get(1).commands().get(3).getBoolean("deleteData")).isTrue();
    }

    @Test
    void saysInTheWordsOfTheNodeWhatItCannotDo() {
        hold(1, 6, "gone.iso", 40, TransferStatus.DOWNLOADING);
        Page page = open();
        rows(page).first().click();
        peers.get(1).forget(FakePeer.hash(6));
        button(page, "Pause").click();
        assertThat(page.locator(".detail > .message")).hasText("peer bob has no transfer " + FakePeer.hash(6));
        hold(1, 6, "gone.iso", 40, TransferStatus.CHECKING);
        button(page, "Recheck").click();
        assertThat(page.locator(".detail > .message"))
                .hasText("\"gone.iso\" is CHECKING (expected: to be checked when that is done)");
    }

    private static Locator button(Page page, String name) {
        return page.locator(".detail")
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void keepsItsOrderOnAPhone() {
        hold(0, 1, "a-long-name-without-a-break-".repeat(8), 20, TransferStatus.FAILED);
        IntStream.range(0, 4).forEach(peer -> hold(peer, 2, "shared.iso", 25 * peer, TransferStatus.DOWNLOADING));
        Page page = browser.live(dashboard.url(), 360, ColorScheme.DARK);
        rows(page).last().click();
        assertThat(page.locator(".detail")).isInViewport();
        assertFits(page, 360, 414, 768, 1120, 1440, 1920);
        page.setViewportSize(360, 800);
        assertKeepsNobodyOut(page);
        screenshot(page, SCREENSHOTS, "phone-transfer-dark");
    }
}
