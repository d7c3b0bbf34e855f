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
import io.starling.bus.TransferFiles.TransferFile;
import io.starling.torrent.Priority;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The files of a transfer in a real browser: which there are, which come first, which are wanted. */
class TransferFilesIT {
    private static final int MIB = 1024 * 1024;
    private static final List<TransferFile> MIXED = List.of(
            new TransferFile("README.md", 4_200, 4_200, true, Priority.HIGH),
            new TransferFile(
                    "models/{7b}/weights-00001-of-00002.safetensors", 480 * MIB, 201 * MIB, true, Priority.NORMAL),
            new TransferFile("models/{7b}/weights-00002-of-00002.safetensors", 312 * MIB, 0, true, Priority.LOW),
            new TransferFile(
                    "extras/a film of how it was made, which nobody needs.mkv", 900 * MIB, MIB, false, Priority.NORMAL),
            new TransferFile("empty.txt", 0, 0, true, Priority.NORMAL));

    @RegisterExtension
    static final BrowserPages browser = new BrowserPages();

    @RegisterExtension
    final FakeDashboard dashboard = new FakeDashboard("ada");

    private final FakePeer ada = dashboard.peers().get(0);

    private void hold(int have, TransferStatus status, List<TransferFile> files) {
        int pieces = status == TransferStatus.METADATA ? 0 : 100;
        ada.hold(FakePeer.transfer("ada", 1, "tree", pieces, have, status));
        ada.hold(FakePeer.hash(1), files);
    }

    private Page open(int width, ColorScheme scheme) {
        return browser.live(dashboard.url() + "#/transfers/ada/" + FakePeer.hash(1), width, scheme);
    }

    private static Locator files(Page page) {
        return page.locator(".file");
    }

    private static Locator names(Page page) {
        return page.locator(".file .what b");
    }

    private JsonObject lastCommand() {
        return ada.commands().get(ada.commands().size() - 1);
    }

    @Test
    void showsEachFileAndSaysWhichComeFirstAndWhichAreWanted() {
        hold(40, TransferStatus.DOWNLOADING, MIXED);
        Page page = open(1440, ColorScheme.LIGHT);
        assertThat(files(page)).hasCount(5);
        assertThat(files(page).nth(1)).containsText("models/{7b}/");
        assertThat(files(page).nth(1)).containsText("41 % of 480 MiB");
        assertThat(page.getByLabel("When README.md comes")).hasValue("HIGH");
        assertThat(page.locator(".files")).containsText("Files can be added, not taken off");

        page.getByLabel("When models/{7b}/weights-00001-of-00002.safetensors comes")
                .selectOption("First");
        page.waitForCondition(() -> ada.commands().size() == 1);
        assertThat(lastCommand().getJsonObject("priorities").getJsonArray("high"))
                .isEqualTo(JsonArray.of("/models/\\{7b\\}/weights-00001-of-00002.safetensors"));

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Get extras/a film"))
                .click();
        page.waitForCondition(() -> ada.commands().size() == 2);
        assertThat(lastCommand().getJsonArray("files"))
                .isEqualTo(JsonArray.of("/extras/a film of how it was made, which nobody needs.mkv"));
    }

    @Test
    void whatItSaysFollowsWhatArrives() {
        hold(10, TransferStatus.DOWNLOADING, FakePeer.files(3, 100));
        Page page = open(1440, ColorScheme.LIGHT);
        assertThat(files(page).first()).containsText("10 % of");
        ada.hold(FakePeer.hash(1), FakePeer.files(3, 500));
        ada.publish(FakePeer.transfer("ada", 1, "tree", 100, 50, TransferStatus.DOWNLOADING));
        assertThat(files(page).first()).containsText("50 % of");
    }

    @Test
    void saysOfAllThatAreAlikeWhatIsToBecomeOfThem() {
        hold(40, TransferStatus.DOWNLOADING, MIXED);
        Page page = open(1440, ColorScheme.LIGHT);
        page.getByLabel("Files like").fill("models/**");
        page.getByLabel("What is to become of them").selectOption("come last");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Set").setExact(true))
                .click();
        assertThat(page.locator(".files .message")).hasText("Files like models/** come last.");
        assertThat(lastCommand().getJsonObject("priorities").getJsonArray("low"))
                .isEqualTo(JsonArray.of("models/**"));

        page.getByLabel("Files like").fill("none");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Set").setExact(true))
                .click();
        assertThat(page.locator(".files .message")).hasText("priorities.low: \"none\" matches no file of \"tree\"");
    }

    @Test
    void tenThousandFilesAreFoundAndScrolledThroughAndFreezeNothing() {
        hold(40, TransferStatus.DOWNLOADING, FakePeer.files(10_000, 400));
        Page page = browser.open("about:blank", 1440, 900, ColorScheme.LIGHT);
        BrowserPages.timeFrames(page);
        page.navigate(dashboard.url() + "#/transfers/ada/" + FakePeer.hash(1));
        assertThat(page.locator("#files-title")).hasText("10,000 files");
        assertThat(names(page).first()).hasText("part 0000.bin");
        assertThat(files(page).count()).as("rows that exist").isLessThan(60);
        page.locator(".files .list").evaluate("list => list.scrollTo(0, list.scrollHeight)");
        assertThat(names(page).last()).hasText("part 9999.bin");
        assertThat(files(page).count()).as("rows that exist").isLessThan(60);
        page.getByLabel("Show files with").fill("4321");
        assertThat(names(page)).hasText(new String[] {"part 4321.bin"});
        page.getByLabel("Show files with").fill("nothing like it");
        assertThat(page.locator(".files .nothing")).hasText("No file is like that.");
        // Others test at the same time.
        assertThat(BrowserPages.longestFrameMillis(page))
                .as("script of a frame, ms")
                .isLessThan(1_000);
    }

    @Test
    void oneFileNeedsNoList() {
        hold(40, TransferStatus.DOWNLOADING, FakePeer.files(1, 400));
        Page page = open(1440, ColorScheme.LIGHT);
        page.waitForResponse(answer -> answer.url().contains("/files?"), page::reload);
        assertThat(page.locator(".detail dl")).isVisible();
        assertThat(page.locator(".files")).hasCount(0);
    }

    @Test
    void ofALinkItSaysWhatIsNotKnownYet() {
        hold(0, TransferStatus.METADATA, List.of());
        Page page = open(1440, ColorScheme.LIGHT);
        assertThat(page.locator(".detail")).containsText("Which files there are is known when the metadata is here.");
        assertThat(page.locator(".detail .why").first()).containsText("4 peers are asked");
        screenshot(page, SCREENSHOTS, "metadata-light");
        assertKeepsNobodyOut(page);

        hold(5, TransferStatus.DOWNLOADING, MIXED);
        ada.publish(FakePeer.transfer("ada", 1, "tree", 100, 5, TransferStatus.DOWNLOADING));
        assertThat(files(page)).hasCount(5);
    }

    @Test
    void oneChoosesBeforeItBegins() {
        Page page = browser.live(dashboard.url(), 1440, ColorScheme.LIGHT);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Files…"))
                .click();
        page.getByLabel("Only files like").fill("*.iso  data/**");
        page.getByLabel("Last those like").fill("extras/*");
        screenshot(page, SCREENSHOTS, "choose-light");
        page.getByLabel("Get a file").fill("tree");
        page.keyboard().press("Enter");
        page.waitForCondition(() -> ada.commands().size() == 1);
        assertThat(lastCommand().getJsonArray("files")).isEqualTo(JsonArray.of("*.iso", "data/**"));
        assertThat(lastCommand().getJsonObject("priorities").getJsonArray("low"))
                .isEqualTo(JsonArray.of("extras/*"));
    }

    @Test
    void keepsItsOrderFromPhonesToWalls() {
        hold(40, TransferStatus.DOWNLOADING, MIXED);
        Page page = open(1440, ColorScheme.LIGHT);
        assertThat(files(page)).hasCount(5);
        assertKeepsNobodyOut(page);
        screenshot(page, SCREENSHOTS, "files-light");
        assertFits(page, 360, 414, 768, 1120, 1440, 1920);
        Page dark = open(1440, ColorScheme.DARK);
        assertThat(files(dark)).hasCount(5);
        assertKeepsNobodyOut(dark);
        screenshot(dark, SCREENSHOTS, "files-dark");
        Page phone = open(360, ColorScheme.DARK);
        files(phone).first().scrollIntoViewIfNeeded();
        assertKeepsNobodyOut(phone);
        screenshot(phone, SCREENSHOTS, "phone-files-dark");
    }
}
