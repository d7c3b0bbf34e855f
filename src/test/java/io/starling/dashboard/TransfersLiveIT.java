package io.starling.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.starling.storage.TorrentBuilder;
import io.starling.storage.TorrentSpec;
import io.starling.torrent.Metainfo;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the page has a real node do: two browsers, real peers on real sockets, real files. */
class TransfersLiveIT {
    private static final int LENGTH = 3 * 1024 * 1024;
    /** Ten seconds for the file, unless somebody allows more. */
    private static final int SEED_KIBPS = 300;

    @RegisterExtension
    static final BrowserPages browser = new BrowserPages();

    @TempDir
    private Path directory;

    private Page open(LiveSwarm swarm) {
        return browser.live(swarm.url(), 1280, ColorScheme.LIGHT);
    }

    private static Locator row(Page page, String peer) {
        return page.locator(".row[data-peer=" + peer + "]");
    }

    private static void click(Page page, String name) {
        page.locator(".detail")
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    private static LocatorAssertions.HasTextOptions patiently() {
        return new LocatorAssertions.HasTextOptions().setTimeout(60_000);
    }

    @Test
    void oneBrowserCommandsAndBothSeeIt() throws Exception {
        try (LiveSwarm swarm = new LiveSwarm(directory, SEED_KIBPS, List.of("seed", "ada"))) {
            swarm.share("big.bin", LENGTH);
            Page page = open(swarm);
            Page other = open(swarm);
            page.getByLabel("Get a file").fill("big.bin");
            page.getByLabel("Peer that does it").selectOption("ada");
            page.locator(".add button:not(.plain)").click();
            assertThat(page.locator(".add .message")).hasText("ada gets big.bin.");
            assertThat(row(other, "ada").locator(".what")).containsText("from seed");
            row(page, "ada").click();
            click(page, "Pause");
            assertThat(row(other, "ada").locator(".chip")).hasText("Paused");
            assertThat(page.locator(".detail .why").first()).containsText("It is paused");
            click(page, "Limit…");
            page.getByLabel("Down", new Page.GetByLabelOptions().setExact(true)).fill("4000");
            click(page, "Set limits");
            row(other, "ada").click();
            assertThat(other.locator(".detail .why").first()).containsText("at most 4,000 KiB/s");
            click(page, "Resume");
            assertThat(row(other, "ada").locator(".chip")).hasText("Downloaded", patiently());
            assertThat(directory.resolve("ada/big.bin")).hasSameBinaryContentAs(directory.resolve("big.bin"));
            flipAByte(directory.resolve("ada/big.bin"));
            click(page, "Recheck");
            assertThat(other.locator(".detail")).containsText("checked: 1 of 192 pieces damaged");
            assertThat(row(other, "ada").locator(".chip")).hasText("Downloaded", patiently());
            assertThat(directory.resolve("ada/big.bin")).hasSameBinaryContentAs(directory.resolve("big.bin"));
            click(page, "Remove…");
            page.getByLabel("and delete what it has of the file").check();
            click(page, "Remove it");
            assertThat(row(other, "ada")).hasCount(0);
            assertThat(directory.resolve("ada/big.bin")).doesNotExist();
        }
    }

    private static void flipAByte(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            int first = file.read();
            file.seek(0);
            file.write(first ^ 1);
        }
    }

    @Test
    void sharesAPathAndGetsWhatATorrentFileDescribes() throws Exception {
        try (LiveSwarm swarm = new LiveSwarm(directory, 0, List.of("seed", "ada"))) {
            Path file = Files.write(directory.resolve("shared.bin"), new byte[LENGTH]);
            Metainfo metainfo = TorrentBuilder.build(TorrentSpec.of(file), 1, done -> {});
            Path torrent = Files.write(
                    directory.resolve("any-name.torrent"), metainfo.torrent().toByteArray());
            Page page = open(swarm);
            page.getByLabel("What to do").selectOption("Share a path");
            page.getByLabel("Share a path").fill(file.toString());
            page.locator(".add button:not(.plain)").click();
            assertThat(page.locator(".add .message")).hasText("seed shares shared.bin.");
            page.getByLabel("What to do").selectOption("Get a file");
            page.getByLabel("Peer that does it").selectOption("ada");
            page.getByLabel("Open .torrent…").setInputFiles(torrent);
            assertThat(page.locator(".add .message")).hasText("ada gets shared.bin.");
            assertThat(row(page, "ada").locator(".chip")).hasText("Downloaded", patiently());
            drop(page, "no-torrent.torrent", "this is no torrent");
            assertThat(page.locator(".add .message")).hasText(Pattern.compile("^torrent: .+"));
        }
    }

    private static void drop(Page page, String name, String content) {
        JSHandle files = page.evaluateHandle(
                "([name, content]) => { const files = new DataTransfer();"
                        + " files.items.add(new File([content], name)); return files; }",
                List.of(name, content));
        page.dispatchEvent(".transfers", "drop", Map.of("dataTransfer", files));
    }

    @Test
    void isNotFrozenByATorrentOfTenThousandFiles() throws Exception {
        try (LiveSwarm swarm = new LiveSwarm(directory, 0, List.of("seed"))) {
            Path many = Files.createDirectory(directory.resolve("many"));
            for (int i = 0; i < 10_000; i++) {
                Files.writeString(many.resolve("%05d.txt".formatted(i)), "file " + i);
            }
            Page page = browser.open("about:blank", 1280, 900, ColorScheme.LIGHT);
            BrowserPages.timeFrames(page);
            page.navigate(swarm.url());
            page.getByLabel("What to do").selectOption("Share a path");
            page.getByLabel("Share a path").fill(many.toString());
            page.locator(".add button:not(.plain)").click();
            assertThat(page.locator(".add .message")).hasText("seed shares many.", patiently());
            row(page, "seed").click();
            assertThat(page.locator(".detail .chip")).hasText("Downloaded");
            assertThat(page.locator(".detail dl")).containsText(many.toString());
            assertThat(page.locator(".files h3")).hasText("10,000 files");
            assertThat(BrowserPages.longestFrameMillis(page))
                    .as("script of the longest frame, ms")
                    .isLessThan(300);
        }
    }
}
