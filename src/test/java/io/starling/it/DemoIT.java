package io.starling.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import com.microsoft.playwright.options.ColorScheme;
import io.starling.bus.TransferSnapshot;
import io.starling.dashboard.BrowserPages;
import io.starling.testing.JarProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's first command: {@code conf/demo.json} as it stands, with its fixed ports and its folder {@code demo/},
 * seen in a real browser. With the system property {@code starling.screenshots} the pictures of the README are made anew.
 */
class DemoIT {
    @RegisterExtension
    static final BrowserPages browser = new BrowserPages();

    private static final Path CONFIGURATION = Path.of("conf/demo.json");
    private static final Path FOLDER = Path.of("demo");
    private static final Path ORIGINAL = Path.of(System.getProperty("java.home"), "lib/modules");
    private static final Path PICTURES = Path.of("docs/images");
    private static final List<String> DOWNLOADERS = List.of("wren", "robin", "finch", "lark");

    private static final String BARS = "[...document.querySelectorAll('.row[data-peer]:not([data-peer=seed])"
            + " [role=progressbar]')].map(bar => Number(bar.getAttribute('aria-valuenow')))";
    private static final String SUM_OF_BARS = "() => " + BARS + ".reduce((sum, percent) => sum + percent, 0)";
    private static final String ALL_ARE_IN_THE_MIDDLE = "() => { const bars = " + BARS + ";"
            + " return bars.length === 4 && bars.every(percent => percent >= 45 && percent <= 80); }";

    @TempDir
    private Path directory;

    @BeforeEach
    void aFreshFolderAndFreePorts() throws IOException {
        for (int port : List.of(7070, 6969, 8080)) {
            requireFree(port);
        }
        delete(FOLDER);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        delete(FOLDER);
    }

    private static void requireFree(int port) {
        try {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        } catch (IOException e) {
            throw new AssertionError(
                    "port " + port + " is in use, and conf/demo.json needs it: end what listens there");
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> walk = Files.walk(folder)) {
                for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    @Test
    void fourPeersFetchARealFileWhileThePageShowsThem() throws Exception {
        try (JarNode node = JarNode.start(CONFIGURATION)) {
            node.process().awaitErr("Watch it at \\Qhttp://127.0.0.1:8080/\\E .*");

            watch(node.dashboard());

            List<TransferSnapshot> transfers = node.awaitDownloaded(5);
            assertThat(transfers).extracting(TransferSnapshot::peer).containsAll(DOWNLOADERS);
            String expected = SampleFiles.sha256(ORIGINAL);
            for (String peer : DOWNLOADERS) {
                assertThat(SampleFiles.sha256(FOLDER.resolve(peer).resolve("modules")))
                        .as(peer)
                        .isEqualTo(expected);
            }
            aNewcomerGetsItToo(node.tracker(), expected);
            assertThat(node.process().terminate()).isEqualTo(143);
        }
    }

    private static void watch(String url) throws IOException {
        Page light = browser.open(url, 1440, 900, ColorScheme.LIGHT);
        Page dark = browser.open(url, 1440, 900, ColorScheme.DARK);
        HasCountOptions patient = new HasCountOptions().setTimeout(Poll.TIMEOUT.toMillis());
        assertThat(light.locator(".row[data-peer]")).hasCount(5, patient);
        Object seen = light.evaluate(SUM_OF_BARS);
        awaitScript(light, "seen => (" + SUM_OF_BARS + ")() >= seen + 8", seen);
        awaitScript(light, ALL_ARE_IN_THE_MIDDLE, null);
        picture(light, "dashboard-light");
        picture(dark, "dashboard-dark");
        assertThat(light.locator(".row.done")).hasCount(5, patient);
        assertThat(dark.locator(".row.done")).hasCount(5, patient);
    }

    private static void awaitScript(Page page, String script, @Nullable Object argument) {
        page.waitForFunction(script, argument, new Page.WaitForFunctionOptions().setTimeout(Poll.TIMEOUT.toMillis()));
    }

    private static void picture(Page page, String name) throws IOException {
        Path picture = BrowserPages.screenshot(page, BrowserPages.SCREENSHOTS, name);
        if (System.getProperty("starling.screenshots") != null) {
            Files.createDirectories(PICTURES);
            Files.copy(picture, PICTURES.resolve(name + ".png"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The node has done its work, and stays and seeds. */
    private void aNewcomerGetsItToo(String tracker, String expected) {
        JarProcess get = JarProcess.of("get", "modules", "--tracker", tracker, "--to", directory.toString())
                .run();
        assertThat(get.awaitExit()).isZero();
        assertThat(SampleFiles.sha256(directory.resolve("modules"))).isEqualTo(expected);
    }
}
