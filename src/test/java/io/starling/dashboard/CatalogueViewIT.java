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
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.starling.bus.SwarmSnapshot;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The catalogue in a real browser, before a tracker that is made up. */
class CatalogueViewIT {
    @RegisterExtension
    static final BrowserPages browser = new BrowserPages();

    @RegisterExtension
    final FakeDashboard dashboard = new FakeDashboard("ada", "bob");

    private Page open(int width, ColorScheme scheme) {
        return browser.live(dashboard.url() + "#/catalogue", width, scheme);
    }

    private static Locator entries(Page page) {
        return page.locator(".entry[data-info-hash]");
    }

    private static Locator entry(Page page, String name) {
        return entries(page)
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByRole(
                                AriaRole.LINK,
                                new Page.GetByRoleOptions().setName(name).setExact(true))));
    }

    private static void press(Locator within, String button) {
        within.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(button))
                .click();
    }

    private static Locator column(Page page, String name) {
        return page.getByRole(AriaRole.COLUMNHEADER, new Page.GetByRoleOptions().setName(name));
    }

    private FakeCatalogue fewFiles() {
        return FakeCatalogue.start(dashboard.vertx())
                .with("debian-12.11.0-amd64-netinst.iso", 702_545_920, 7, 3)
                .with("model-7b-q4.gguf", 4_081_004_224L, 41, 12)
                .with("nobody-has-it.tar.zst", 18_204_112, 2, 0)
                .with("<img src=x onerror=alert(1)>", 40_000, 1, 1);
    }

    @Test
    void leafsThroughTenThousandFilesAndFindsOneByItsName() {
        FakeCatalogue catalogue = FakeCatalogue.start(dashboard.vertx());
        for (int i = 0; i < 10_000; i++) {
            catalogue.with("file-%05d.bin".formatted(i), 1_000_000L + i, 3, 1);
        }
        Page page = open(1280, ColorScheme.LIGHT);
        assertThat(entries(page)).hasCount(50);
        assertThat(page.locator(".pages")).containsText("1 to 50 of 10,000");

        press(page.locator(".pages"), "Next");
        assertThat(entries(page).first()).containsText("file-00050.bin");
        press(page.locator(".pages"), "Last");
        assertThat(entries(page).last()).containsText("file-09999.bin");
        assertThat(page.locator(".pages")).containsText("9,951 to 10,000 of 10,000");

        page.getByRole(AriaRole.SEARCHBOX).fill("07777");
        assertThat(entries(page)).hasCount(1);
        assertThat(page.locator(".catalogue-head")).containsText("1 file with “07777” in the name");
        page.getByRole(AriaRole.SEARCHBOX).fill("there is none");
        assertThat(page.locator(".empty")).containsText("No name in the catalogue has “there is none” in it.");
    }

    @Test
    void isSortedByAColumnOneWayAndTheOtherWithTheKeyboardAlone() {
        fewFiles();
        Page page = open(1280, ColorScheme.LIGHT);
        assertThat(column(page, "File")).hasAttribute("aria-sort", "ascending");

        column(page, "Seeds").getByRole(AriaRole.BUTTON).focus();
        page.keyboard().press("Enter");
        assertThat(entries(page).first()).containsText("model-7b-q4.gguf");
        assertThat(column(page, "Seeds")).hasAttribute("aria-sort", "descending");
        page.keyboard().press("Enter");
        assertThat(entries(page).first()).containsText("nobody-has-it.tar.zst");
        assertThat(column(page, "Seeds")).hasAttribute("aria-sort", "ascending");
        assertThat(page.locator("[aria-sort]")).hasCount(1);
    }

    @Test
    void staysSortedWhileOneLeafsAndSearches() {
        FakeCatalogue catalogue = FakeCatalogue.start(dashboard.vertx());
        for (int i = 0; i < 120; i++) {
            catalogue.with("file-%03d.bin".formatted(i), 1_000_000L + i, 3, 1);
        }
        Page page = open(1280, ColorScheme.LIGHT);
        press(page.locator(".pages"), "Last");
        assertThat(entries(page)).hasCount(20);

        press(column(page, "Size"), "Size");
        assertThat(entries(page).first()).containsText("file-119.bin");
        press(page.locator(".pages"), "Next");
        assertThat(entries(page).first()).containsText("file-069.bin");
        page.getByRole(AriaRole.SEARCHBOX).fill("01");
        assertThat(entries(page).first()).containsText("file-101.bin");
        assertThat(column(page, "Size")).hasAttribute("aria-sort", "descending");
    }

    @Test
    void getsAFileWithThePeerThatIsChosen() {
        fewFiles();
        Page page = open(1280, ColorScheme.LIGHT);
        page.getByLabel("Get with").selectOption("bob");

        press(entry(page, "model-7b-q4.gguf"), "Get model-7b-q4.gguf");

        assertThat(entry(page, "model-7b-q4.gguf").locator(".message"))
                .hasText("bob gets model-7b-q4.gguf: see Transfers.");
        page.locator(".message a").click();
        assertThat(page.locator("[data-peer=bob]")).containsText("Queued");
    }

    @Test
    void countsPeersAndSeedsAsTheSwarmTells() {
        fewFiles();
        Page page = open(1280, ColorScheme.LIGHT);
        Locator iso = entry(page, "debian-12.11.0-amd64-netinst.iso");
        assertThat(iso.locator("[data-label=Seeds]")).hasText("3");
        SwarmSnapshot grown = new SwarmSnapshot(
                FakeCatalogue.hash(0),
                "debian",
                702_545_920,
                2_680,
                19,
                11,
                List.of(),
                List.of(),
                List.of(),
                List.of());

        // What is sent before the page listens goes nowhere.
        Vertx vertx = dashboard.vertx();
        long timer = vertx.setPeriodic(
                50, id -> vertx.eventBus().publish(Addresses.swarm(FakeCatalogue.hash(0)), BusJson.write(grown)));
        assertThat(iso.locator("[data-label=Peers]")).hasText("19");
        assertThat(iso.locator("[data-label=Seeds]")).hasText("11");
        vertx.cancelTimer(timer);
    }

    @Test
    void showsAFileAsSoonAsItIsPublished() {
        FakeCatalogue catalogue = fewFiles();
        Page page = open(1280, ColorScheme.LIGHT);
        assertThat(entries(page)).hasCount(4);
        catalogue.with("brand-new.iso", 1_000_000, 1, 1);
        LogEvent event = new LogEvent(
                Instant.now(),
                LogEvent.Level.INFO,
                "tracker",
                FakeCatalogue.hash(4).hex(),
                "published \"brand-new.iso\"");
        dashboard.vertx().eventBus().publish(Addresses.LOG, BusJson.write(event));
        assertThat(entry(page, "brand-new.iso")).isVisible();
    }

    @Test
    void copiesTheMagnetLinkOrShowsItWhereThePageMayNot() {
        fewFiles();
        Page page = open(1280, ColorScheme.LIGHT);
        String magnet = "magnet:?xt=urn:btih:" + FakeCatalogue.hash(1) + "&dn=model-7b-q4.gguf";
        Locator model = entry(page, "model-7b-q4.gguf");

        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        press(model, "Copy the magnet link of model-7b-q4.gguf");
        assertThat(model.locator(".message")).hasText("The magnet link is in the clipboard.");
        assertThat(page.evaluate("() => navigator.clipboard.readText()")).isEqualTo(magnet);

        page.evaluate("() => navigator.clipboard.writeText = () => Promise.reject(new Error('not here'))");
        press(model, "Copy the magnet link of model-7b-q4.gguf");
        assertThat(model.locator(".magnet")).hasText(magnet);
    }

    @Test
    void namesAreTextAndLinksLeadOn() {
        fewFiles();
        FakeDeliveries.start(dashboard.vertx());
        Page page = open(1280, ColorScheme.LIGHT);
        Locator marked = entry(page, "<img src=x onerror=alert(1)>");

        assertThat(marked).containsText("<img src=x onerror=alert(1)>");
        assertThat(page.locator("main img")).hasCount(0);
        assertThat(marked.locator("a").first()).hasAttribute("href", "#/swarm/" + FakeCatalogue.hash(3));
        assertThat(marked.getByText(".torrent"))
                .hasAttribute("href", dashboard.url() + "api/v1/files/" + FakeCatalogue.hash(3) + "/torrent");
        marked.getByText("Deliver…").click();
        assertThat(page.locator(".deliver strong")).hasText("<img src=x onerror=alert(1)>");
    }

    @Test
    void saysWhatToDoWhenNothingIsThere() {
        FakeCatalogue.start(dashboard.vertx());
        Page page = open(1280, ColorScheme.LIGHT);
        assertThat(page.locator(".empty")).containsText("share FILE --tracker HOST:PORT");
    }

    @Test
    void saysThatThereIsNoTracker() {
        Page page = open(1280, ColorScheme.LIGHT);
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("tracker does not answer");
    }

    @Test
    void isUsedWithTheKeyboardAlone() {
        fewFiles();
        Page page = open(1280, ColorScheme.LIGHT);
        assertThat(entries(page)).hasCount(4);
        page.getByRole(AriaRole.SEARCHBOX).focus();
        page.keyboard().type("model");
        assertThat(entries(page)).hasCount(1);

        page.keyboard().press("Tab");
        page.keyboard().press("ArrowDown");
        Locator get = entry(page, "model-7b-q4.gguf").getByText("Get");
        for (Locator stop :
                List.of(column(page, "File"), column(page, "Size"), column(page, "Peers"), column(page, "Seeds"))) {
            page.keyboard().press("Tab");
            assertThat(stop.getByRole(AriaRole.BUTTON)).isFocused();
        }
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        assertThat(get).isFocused();
        page.keyboard().press("Enter");

        assertThat(page.locator(".message")).hasText("bob gets model-7b-q4.gguf: see Transfers.");
    }

    @Test
    void isPicturedAndKeepsNobodyOut() {
        FakeCatalogue catalogue = fewFiles();
        for (int i = 1; i <= 96; i++) {
            catalogue.with(
                    "nightly-2026-%02d-%02d.tar.zst".formatted(1 + i / 28, 1 + i % 28), i * 7_340_033L, i % 9, i % 4);
        }
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            String name = scheme.name().toLowerCase(Locale.ROOT);
            Page page = open(1440, scheme);
            assertThat(entries(page)).hasCount(50);
            assertKeepsNobodyOut(page);
            screenshot(page, SCREENSHOTS, "catalogue-" + name);
            assertFits(page, 360);
            assertKeepsNobodyOut(page);
            screenshot(page, SCREENSHOTS, "catalogue-phone-" + name);
        }
    }
}
