package io.starling.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.DeliveriesChanged;
import io.starling.bus.Delivery;
import io.starling.bus.Delivery.State;
import io.starling.bus.TransferSnapshot;
import io.starling.bus.TransfersChanged;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final String SWARM = Addresses.swarm(FakePeer.hash(1));

    private final Backlog backlog = new Backlog();

    private void add(String address, JsonObject body) {
        backlog.add(new Backlog.Event(address, body));
    }

    private JsonObject next() {
        return backlog.poll().orElseThrow().body();
    }

    private static TransferSnapshot transfer(int hash, int have) {
        return FakePeer.transfer("ada", hash, "file", 10, have, TransferStatus.DOWNLOADING);
    }

    private static JsonObject changed(String peer, List<TransferSnapshot> transfers, String... removed) {
        return BusJson.write(new TransfersChanged(peer, transfers, List.of(removed)));
    }

    @Test
    void keepsTheNewestSnapshotOfEachAddress() {
        add(SWARM, new JsonObject().put("n", 1));
        add(Addresses.swarm(FakePeer.hash(2)), new JsonObject().put("n", 2));
        add(SWARM, new JsonObject().put("n", 3));
        assertThat(next().getInteger("n")).isEqualTo(3);
        assertThat(next().getInteger("n")).isEqualTo(2);
        assertThat(backlog.poll()).isEmpty();
    }

    @Test
    void addsUpTheChangesOfAPeer() {
        add(Addresses.TRANSFERS, changed("ada", List.of(transfer(1, 1), transfer(2, 1))));
        add(Addresses.TRANSFERS, changed("bob", List.of()));
        add(
                Addresses.TRANSFERS,
                changed(
                        "ada",
                        List.of(transfer(3, 1), transfer(1, 5)),
                        FakePeer.hash(2).hex()));
        TransfersChanged ada = BusJson.read(next(), TransfersChanged.class);
        assertThat(ada.transfers()).containsExactly(transfer(1, 5), transfer(3, 1));
        assertThat(ada.removed()).containsExactly(FakePeer.hash(2).hex());
        assertThat(next().getString("peer")).isEqualTo("bob");
        assertThat(backlog.poll()).isEmpty();
    }

    @Test
    void takesATransferThatCameBackForPresent() {
        add(Addresses.TRANSFERS, changed("ada", List.of(), FakePeer.hash(1).hex()));
        add(Addresses.TRANSFERS, changed("ada", List.of(transfer(1, 0))));
        TransfersChanged ada = BusJson.read(next(), TransfersChanged.class);
        assertThat(ada.removed()).isEmpty();
        assertThat(ada.transfers()).containsExactly(transfer(1, 0));
    }

    @Test
    void addsUpTheChangesOfDeliveries() {
        Delivery first = delivery("d1", State.DELIVERING);
        Delivery second = delivery("d2", State.DELIVERING);
        add(Addresses.DELIVERIES_CHANGED, changed(List.of(first, second, delivery("d3", State.DELIVERED))));
        add(Addresses.DELIVERIES_CHANGED, changed(List.of(delivery("d1", State.DELIVERED)), "d3"));

        DeliveriesChanged sum = BusJson.read(next(), DeliveriesChanged.class);
        assertThat(sum.deliveries()).containsExactly(delivery("d1", State.DELIVERED), second);
        assertThat(sum.removed()).containsExactly("d3");
        assertThat(backlog.poll()).isEmpty();
    }

    private static Delivery delivery(String id, State state) {
        return FakeDeliveries.delivery(id, 1, "file", 0, state, FakeDeliveries.has("ada"));
    }

    private static JsonObject changed(List<Delivery> deliveries, String... removed) {
        return BusJson.write(new DeliveriesChanged(deliveries, List.of(removed)));
    }

    @Test
    void goesOnWithWhatItCannotAddUp() {
        add(Addresses.TRANSFERS, new JsonObject().put("peer", "ada").put("transfers", "many"));
        add(Addresses.TRANSFERS, new JsonObject().put("peer", "ada").put("transfers", "more"));
        assertThat(next().getString("transfers")).isEqualTo("more");
    }

    @Test
    void keepsTheLastLinesOfTheLog() {
        for (int line = 0; line < 2 * RecentLog.MAX_EVENTS; line++) {
            add(Addresses.LOG, new JsonObject().put("line", line));
        }
        assertThat(next().getInteger("line")).isEqualTo(RecentLog.MAX_EVENTS);
    }

    @Test
    void forgetsWhatIsNotWantedAnyMore() {
        add(SWARM, new JsonObject());
        add(Addresses.LOG, new JsonObject());
        backlog.drop(SWARM);
        assertThat(backlog.poll()).map(Backlog.Event::address).hasValue(Addresses.LOG);
    }
}
