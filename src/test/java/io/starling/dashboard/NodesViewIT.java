package io.starling.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.starling.dashboard.BrowserPages.SCREENSHOTS;
import static io.starling.dashboard.BrowserPages.assertFits;
import static io.starling.dashboard.BrowserPages.assertKeepsNobodyOut;
import static io.starling.dashboard.BrowserPages.screenshot;
import static io.starling.dashboard.FakeDeliveries.delivery;
import static io.starling.dashboard.FakeDeliveries.fetching;
import static io.starling.dashboard.FakeDeliveries.has;
import static io.starling.dashboard.FakeDeliveries.missing;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.starling.bus.Delivery.State;
import io.starling.bus.Delivery.Target;
import io.starling.bus.DeliveryRequest;
import io.starling.bus.NodeCommand;
import io.starling.bus.NodeStatus;
import io.starling.bus.Recipients;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Nodes and deliveries in a real browser, in states that are made up: node "alpha", whose page it is, "beta", and "gamma",
 * which does not answer.
 */
class NodesViewIT {
    @RegisterExtension
    static final BrowserPages browser = new BrowserPages();

    @RegisterExtension
    final FakeDashboard dashboard = new FakeDashboard("ada");

    private FakeDeliveries deliveries;
    private FakeNode beta;

    @BeforeEach
    void threeNodes() {
        Vertx vertx = dashboard.vertx();
        dashboard.node().tracking("127.0.0.1:7070").seeing("beta").seeing("gamma");
        beta = FakeNode.start(vertx, "beta", List.of("bob"))
                .tracking("127.0.0.1:7071")
                .having(new NodeStatus.Peer("robin", "127.0.0.1:6899", true, null))
                .having(new NodeStatus.Peer("wren", null, true, "port 6881 is in use"));
        FakePeer.start(vertx, "bob");
        FakePeer.start(vertx, "robin");
        deliveries = FakeDeliveries.start(vertx);
    }

    private Page open(int width, ColorScheme scheme) {
        Page page = browser.live(dashboard.url() + "#/nodes", width, scheme);
        assertThat(page.locator(".nodes-member")).hasCount(3);
        return page;
    }

    private static Locator node(Page page, String name) {
        return page.locator(".nodes-member[data-node=" + name + "]");
    }

    private static Locator target(Page page, String delivery, String peer) {
        return page.locator(".delivery[data-id=" + delivery + "] [data-peer=" + peer + "]");
    }

    private static Locator button(Locator within, String name) {
        return within.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void showsWhoIsInAndWhatRunsWhere() {
        Page page = open(1280, ColorScheme.LIGHT);

        assertThat(page.locator(".nodes-member h3")).hasText(new String[] {"alpha", "beta", "gamma"});
        assertThat(node(page, "alpha")).containsText("this node");
        assertThat(node(page, "alpha").locator(".member-parts")).containsText("127.0.0.1:7070");
        assertThat(node(page, "alpha").locator(".chip")).hasText("Active");
        assertThat(node(page, "beta").locator(".chip").first()).hasText("Stands by");
        assertThat(node(page, "beta").locator("[data-peer=robin]")).containsText("127.0.0.1:6899");
        assertThat(node(page, "beta").locator("[data-peer=wren]")).containsText("port 6881 is in use");
        assertThat(node(page, "beta").getByRole(AriaRole.LINK)).hasAttribute("href", "http://127.0.0.1:8080/");
        assertThat(node(page, "gamma").locator(".chip")).hasText("Does not answer");
        assertThat(node(page, "gamma").getByRole(AriaRole.BUTTON)).hasCount(0);
    }

    @Test
    void showsWhoIsLateSinceWhenAndWhyUntilAllHaveIt() {
        deliveries.publish(delivery("d1", 1, "big.iso", 0, State.DELIVERING, has("ada"), fetching("bob", 40, 62)));
        Page page = open(1280, ColorScheme.LIGHT);
        assertThat(target(page, "d1", "ada").locator(".chip")).hasText("Has it");
        assertThat(target(page, "d1", "bob")).containsText("1 min 2 s");
        assertThat(target(page, "d1", "bob").getByRole(AriaRole.PROGRESSBAR)).hasAttribute("aria-valuenow", "40");
        assertThat(page.locator(".delivery-state")).containsText("1 of 2 peers has it, done in 1 min 2 s");

        Target late = missing("bob", "is not there", Instant.now().minusSeconds(100));
        deliveries.publish(delivery("d1", 1, "big.iso", 0, State.PARTIAL, has("ada"), late));
        assertThat(page.locator(".delivery-state .chip")).hasText("Some are missing");
        assertThat(target(page, "d1", "bob").locator("em"))
                .hasText(Pattern.compile("missing for 1 min 4\\d s: is not there"));

        deliveries.publish(delivery("d1", 1, "big.iso", 0, State.DELIVERED, has("ada"), has("bob")));
        assertThat(page.locator(".delivery-state .chip")).hasText("Delivered");
        assertThat(page.locator(".delivery-state")).containsText("2 of 2 peers have it, in 1 min 15 s");
        assertThat(page.locator(".delivery").getByRole(AriaRole.BUTTON)).hasCount(0);
    }

    @Test
    void ofManyPeersThoseComeFirstOfWhomThereIsSomethingToSay() {
        Target[] targets = IntStream.range(0, 300)
                .mapToObj(i -> i == 299 ? missing("p299", "is not there", FakeDeliveries.BEGUN) : has("p" + i))
                .toArray(Target[]::new);
        deliveries.publish(delivery("d1", 1, "big.iso", 0, State.PARTIAL, targets));
        Page page = open(1280, ColorScheme.LIGHT);

        assertThat(page.locator(".delivery-target[data-peer]")).hasCount(50);
        assertThat(page.locator(".delivery-target[data-peer]").first()).containsText("p299");
        assertThat(page.locator(".delivery-more")).hasText("and 250 peers more");
    }

    @Test
    void ofManyDeliveriesTheBarsOfTenAreShownAtFirst() {
        for (int i = 0; i < 500; i++) {
            deliveries.publish(
                    delivery("d" + i, i % 100, "file-" + i, i, State.DELIVERING, has("ada"), fetching("bob", 5, 9)));
        }
        Page page = open(1280, ColorScheme.LIGHT);
        assertThat(page.locator(".delivery")).hasCount(500);
        assertThat(page.locator(".delivery-target[data-peer]")).hasCount(20);
        assertThat(page.locator(".delivery h3").first()).hasText("file-499");

        page.locator(".delivery[data-id=d489] summary").click();
        assertThat(target(page, "d489", "bob").locator(".chip")).hasText("Fetching");
    }

    @Test
    void cancelsWhenAskedOnceMore() {
        deliveries.publish(delivery("d1", 1, "big.iso", 0, State.DELIVERING, fetching("bob", 40, 62)));
        Page page = open(1280, ColorScheme.LIGHT);
        Locator delivery = page.locator(".delivery");

        button(delivery, "Cancel the delivery of big.iso").click();
        button(delivery, "Keep").click();
        assertThat(deliveries.requests()).isEmpty();

        button(delivery, "Cancel the delivery of big.iso").click();
        button(delivery, "Cancel").click();
        assertThat(delivery.locator(".delivery-state .chip")).hasText("Cancelled");
        assertThat(deliveries.requests()).containsExactly(new DeliveryRequest.Cancel("d1"));
        assertThat(delivery.locator("summary")).isFocused();
        assertThat(target(page, "d1", "bob").locator(".chip")).hasText("Called off");
    }

    @Test
    void beginsADeliveryToChosenPeersAndSaysWhyOneIsRefused() {
        FakeCatalogue.start(dashboard.vertx())
                .with("new.iso", 1_000_000, 1, 1)
                .with("twice", 1, 1, 1)
                .with("twice", 1, 1, 1);
        Page page = open(1280, ColorScheme.LIGHT);
        Locator form = page.locator(".deliver");
        form.getByLabel("Deliver").fill("other.iso");
        button(form, "Deliver").click();
        assertThat(form.locator(".message")).hasText("“other.iso” is not in the catalogue.");
        form.getByLabel("Deliver").fill("twice");
        button(form, "Deliver").click();
        assertThat(form.locator(".message")).containsText("is the name of 2 files");

        form.getByLabel("Deliver").fill("new.iso");
        button(form, "Deliver").click();
        assertThat(form.locator(".message")).hasText("1000 deliveries go on (expected: at most 1000)");

        form.getByLabel("some peers").check();
        button(form, "Deliver").click();
        assertThat(form.locator(".message")).hasText("Choose who is to get it.");
        form.getByLabel("ada").check();
        button(form, "Deliver").click();
        assertThat(form.locator(".message")).hasText("new.iso is on its way.");
        assertThat(target(page, "d9", "ada").locator(".chip")).hasText("Fetching");
        assertThat(deliveries.requests())
                .last()
                .isEqualTo(new DeliveryRequest.Deliver(FakeCatalogue.hash(0), Recipients.of(List.of("ada"))));
    }

    @Test
    void saysInTheNodesOwnWordsWhyAPeerIsNotDeployed() {
        Page page = open(1280, ColorScheme.LIGHT);
        button(node(page, "beta"), "Deploy a peer on beta").click();
        Locator form = node(page, "beta").locator("form");
        form.getByLabel("Id").fill("bob");
        button(form, "Deploy a peer").click();
        assertThat(form.locator(".message")).hasText("peer.id: \"bob\" is a peer of this node already");

        form.getByText("More options").click();
        form.getByLabel("JSON").fill("{ no JSON");
        button(form, "Deploy a peer").click();
        assertThat(form.locator(".message")).containsText("More options: not JSON");
        assertThat(beta.commands()).hasSize(1);
    }

    @Test
    void deploysAVerticleWithItsOptions() {
        Page page = open(1280, ColorScheme.LIGHT);
        button(node(page, "beta"), "Deploy a verticle on beta").click();
        Locator form = node(page, "beta").locator("form");
        form.getByLabel("Class").fill("com.acme.Indexer");
        form.getByText("More options").click();
        form.getByLabel("JSON").fill("{\"instances\": 2}");
        button(form, "Deploy a verticle").click();
        assertThat(form).hasCount(0);
        assertThat(beta.commands()).singleElement().isInstanceOfSatisfying(NodeCommand.Deploy.class, deploy -> {
            assertThat(deploy.verticle()).isEqualTo("com.acme.Indexer");
            assertThat(deploy.options()).isEqualTo(new JsonObject().put("instances", 2));
        });
    }

    @Test
    void isUsedWithTheKeyboardAlone() {
        deliveries.publish(delivery("d1", 1, "big.iso", 0, State.DELIVERING, fetching("bob", 40, 62)));
        Page page = open(1280, ColorScheme.LIGHT);

        button(node(page, "beta"), "Undeploy robin from beta").focus();
        page.keyboard().press("Enter");
        assertThat(button(node(page, "beta"), "Undeploy")).isFocused();
        page.keyboard().press("Escape");
        assertThat(button(node(page, "beta"), "Undeploy robin from beta")).isFocused();
        page.keyboard().press("Enter");
        assertThat(button(node(page, "beta"), "Undeploy")).isFocused();
        page.keyboard().press("Enter");
        assertThat(button(node(page, "beta"), "Undeploy robin from beta")).isFocused();
        assertThat(beta.commands()).hasSize(1);

        button(node(page, "alpha"), "Deploy a peer on alpha").focus();
        page.keyboard().press("Enter");
        assertThat(node(page, "alpha").getByLabel("Id")).isFocused();
        page.keyboard().press("Escape");
        assertThat(node(page, "alpha").locator("form")).hasCount(0);
        assertThat(button(node(page, "alpha"), "Deploy a peer on alpha")).isFocused();
    }

    @Test
    void isPicturedAndKeepsNobodyOut() {
        Target late = missing("wren", "is not there", Instant.now().minusSeconds(47));
        deliveries.publish(delivery(
                "d1",
                1,
                "debian-12.11.0-amd64-netinst.iso",
                60,
                State.DELIVERING,
                has("ada"),
                fetching("bob", 71, 24),
                fetching("robin", 38, 52),
                Target.of("eve", FakeDeliveries.BEGUN)));
        deliveries.publish(
                delivery("d2", 2, "model-7b-q4.gguf", 30, State.PARTIAL, has("ada"), has("bob"), has("robin"), late));
        deliveries.publish(
                delivery("d3", 3, "nightly-2026-01-01.tar.zst", 10, State.DELIVERED, has("ada"), has("bob")));
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            String name = scheme.name().toLowerCase(Locale.ROOT);
            Page page = open(1440, scheme);
            assertKeepsNobodyOut(page);
            screenshot(page, SCREENSHOTS, "nodes-" + name);
            button(node(page, "beta"), "Deploy a peer on beta").click();
            page.getByLabel("some peers").check();
            assertKeepsNobodyOut(page);
            screenshot(page, SCREENSHOTS, "nodes-forms-" + name);
            assertFits(page, 900, 360);
            assertKeepsNobodyOut(page);
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(SCREENSHOTS.resolve("nodes-phone-" + name + ".png")));
        }
    }
}
