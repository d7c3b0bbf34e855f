package io.starling.node;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.starling.node.TwoNodes.N1;
import static io.starling.node.TwoNodes.N2;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.starling.dashboard.BrowserPages;
import io.starling.dashboard.DashboardOptions;
import io.starling.tracker.TrackerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is done to a cluster from the page, to its end: "n1", whose page it is, has the tracker, a seed and a peer "ada";
 * "n2" has nothing.
 */
class ClusterPageIT {
    /** The first node, whose configuration has a tracker. */
    private static final ClusterNode TRACKING = new ClusterNode(N1.name(), N1.address(), true);

    @RegisterExtension
    static final BrowserPages browser = new BrowserPages();

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private TwoNodes nodes;
    private byte[] bytes;
    private Page page;

    @BeforeEach
    void twoNodesAndThePageOfTheFirst() throws Exception {
        bytes = new byte[3_000_000];
        new Random(5).nextBytes(bytes);
        Path file = Files.write(directory.resolve("big.bin"), bytes);
        nodes = new TwoNodes(vertx, directory);
        nodes.change(TRACKING, N2);
        Starling n1 = await(nodes.start(
                TRACKING,
                options -> options.setTracker(new TrackerOptions().setPort(0).setHttpPort(0))
                        .addPeer(peer("seed").setMaxUploadKiBps(1_500))
                        .addPeer(peer("ada"))));
        await(nodes.start(N2));
        await(n1.share(file, ShareOptions.DEFAULT));
        page = browser.open(await(nodes.status(N1)).dashboard() + "#/nodes", 1280, 900, ColorScheme.LIGHT);
        assertThat(page.locator(".nodes-member h3")).hasText(new String[] {"n1", "n2"});
    }

    private PeerOptions peer(String id) {
        return new PeerOptions().setId(id).setPort(0).setDownloadDir(directory.resolve(id));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }

    private Locator node(String name) {
        return page.locator(".nodes-member[data-node=" + name + "]");
    }

    private static Locator button(Locator within, String name) {
        return within.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    private void goTo(String view) {
        page.getByRole(AriaRole.NAVIGATION)
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(view))
                .click();
    }

    private void deployRobin() {
        button(node("n2"), "Deploy a peer on n2").click();
        Locator form = node("n2").locator("form");
        form.getByLabel("Id").fill("robin");
        form.getByLabel("Storage").selectOption("direct");
        form.getByLabel("Directory for files").fill("inbox");
        button(form, "Deploy a peer").click();
        assertThat(node("n2").locator("[data-peer=robin]")).containsText("127.0.0.1:");
        assertThat(form).hasCount(0);
    }

    @Test
    void aPeerIsDeployedOnTheOtherNodeGetsWhatIsDeliveredToAllAndIsUndeployed() throws Exception {
        deployRobin();

        goTo("Catalogue");
        page.getByText("Deliver…").click();
        button(page.locator(".deliver"), "Deliver").click();
        assertThat(page.locator(".delivery-target[data-peer]")).hasCount(3);
        assertThat(page.locator(".delivery-target.active")).not().hasCount(0);
        assertThat(page.locator(".delivery-state .chip")).hasText("Delivered");
        assertThat(page.locator(".delivery-state")).containsText("3 of 3 peers have it");
        assertThat(directory.resolve("n2/peers/robin/inbox/big.bin")).hasBinaryContent(bytes);

        button(node("n2"), "Undeploy robin from n2").click();
        button(node("n2"), "Undeploy").click();
        assertThat(node("n2").locator("[data-peer=robin]")).hasCount(0);
        assertThat(TwoNodes.ids(await(nodes.status(N2)))).isEmpty();
        assertThat(node("n2")).isFocused();
    }

    @Test
    void aDeliveryIsCancelledAndBegunAgain() {
        Locator form = page.locator(".deliver");
        form.getByLabel("Deliver").fill("big.bin");
        form.getByLabel("some peers").check();
        form.getByLabel("ada").check();
        button(form, "Deliver").click();
        assertThat(page.locator(".delivery-target.active")).hasCount(1);

        button(page.locator(".delivery"), "Cancel the delivery of big.bin").click();
        button(page.locator(".delivery"), "Cancel").click();
        assertThat(page.locator(".delivery-state .chip")).hasText("Cancelled");

        form.getByLabel("Deliver").fill("big.bin");
        form.getByLabel("ada").check();
        button(form, "Deliver").click();
        assertThat(page.locator(".delivery-state .chip")).hasText(new String[] {"Delivered", "Cancelled"});
    }

    @Test
    void aTrackerIsDeployedStandsByAndIsUndeployed() {
        button(node("n2"), "Deploy a tracker on n2").click();
        Locator form = node("n2").locator("form");
        form.getByLabel("Port", new Locator.GetByLabelOptions().setExact(true)).fill("0");
        form.getByLabel("HTTP port").fill("0");
        button(form, "Deploy a tracker").click();
        assertThat(node("n2").locator(".member-parts .chip")).hasText("Stands by");
        assertThat(button(node("n1"), "Undeploy the tracker from n1")).hasCount(0);

        button(node("n2"), "Undeploy the tracker from n2").click();
        button(node("n2"), "Undeploy").click();
        assertThat(node("n2").locator(".member-parts")).containsText("Nothing but the node itself runs here.");
    }

    @Test
    void aFileOfTheCatalogueIsFetched() {
        goTo("Catalogue");
        page.getByLabel("Get with").selectOption("ada");
        button(page.locator(".entry"), "Get big.bin").click();
        assertThat(page.locator(".entry .message")).containsText("ada gets big.bin");
        assertThat(page.locator(".entry [data-label=Seeds]")).hasText("2");
        assertThat(directory.resolve("ada/big.bin")).hasBinaryContent(bytes);
    }

    @Test
    void whoComesAndGoesIsSeenWithoutAsking() throws Exception {
        nodes.change(TRACKING);
        assertThat(page.locator(".nodes-member h3")).hasText(new String[] {"n1"});
        assertThat(page.locator(".nodes-hint")).containsText("No other node is in the cluster at the moment.");

        nodes.change(TRACKING, N2);
        assertThat(page.locator(".nodes-member h3")).hasText(new String[] {"n1", "n2"});
        await(nodes.deploy(N2, TwoNodes.peer("wren")));
        assertThat(node("n2").locator("[data-peer=wren]")).isVisible();
    }

    @Test
    void aNodeThatIsInNoClusterSaysHowOneIsMade() throws Exception {
        Vertx alone = Vertx.vertx();
        StarlingOptions options = new StarlingOptions();
        options.getNode().setDataDir(directory.resolve("alone"));
        options.setDashboard(new DashboardOptions().setPort(0));
        Starling node = await(Starling.start(alone, options));
        Page its = browser.open(node.listening().dashboard().orElseThrow() + "#/nodes", 1280, 900, ColorScheme.LIGHT);
        assertThat(its.locator(".nodes-hint")).containsText("\"members\"");
        assertThat(its.locator(".deliveries .empty")).containsText("No node here has a tracker");
        await(alone.close());
    }
}
