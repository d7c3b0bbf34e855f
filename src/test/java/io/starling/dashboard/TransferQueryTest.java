package io.starling.dashboard;

import static io.starling.dashboard.FakePeer.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bus.TransferSnapshot;
import io.starling.torrent.TransferStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferQueryTest {
    private static final List<TransferSnapshot> TRANSFERS = List.of(
            transfer("ada", 1, "c.iso", 100, 40, TransferStatus.DOWNLOADING),
            transfer("ada", 2, "a.iso", 300, 300, TransferStatus.DOWNLOADED),
            transfer("bob", 3, "B.bin", 200, 20, TransferStatus.DOWNLOADING),
            transfer("bob", 2, "a.iso", 300, 0, TransferStatus.PAUSED));

    private static TransferQuery.Selected select(String text, List<TransferStatus> statuses, String sort) {
        return new TransferQuery(text, statuses, sort, 0, Integer.MAX_VALUE).select(TRANSFERS);
    }

    private static List<String> shown(TransferQuery.Selected selected) {
        return selected.page().stream()
                .map(transfer -> transfer.name() + "@" + transfer.peer())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "name,      B.bin@bob a.iso@ada a.iso@bob c.iso@ada",
        "-name,     c.iso@ada a.iso@bob a.iso@ada B.bin@bob",
        "peer,      a.iso@ada c.iso@ada B.bin@bob a.iso@bob",
        "status,    B.bin@bob c.iso@ada a.iso@ada a.iso@bob",
        "-length,   a.iso@ada a.iso@bob B.bin@bob c.iso@ada",
        "-progress, a.iso@ada c.iso@ada B.bin@bob a.iso@bob",
        "-downRate, c.iso@ada B.bin@bob a.iso@ada a.iso@bob",
        "upRate,    a.iso@ada a.iso@bob B.bin@bob c.iso@ada",
        "startedAt, B.bin@bob a.iso@ada a.iso@bob c.iso@ada",
    })
    void sortsByAnyField(String sort, String order) {
        assertThat(shown(select("", List.of(), sort))).containsExactly(order.split(" "));
    }

    @Test
    void findsPartsOfNamesInEitherCase() {
        assertThat(shown(select("B.B", List.of(), "name"))).containsExactly("B.bin@bob");
        assertThat(shown(select("b.b", List.of(), "name"))).containsExactly("B.bin@bob");
    }

    @Test
    void showsTheStatusesThatAreWanted() {
        assertThat(shown(select("", List.of(TransferStatus.PAUSED, TransferStatus.DOWNLOADED), "name")))
                .containsExactly("a.iso@ada", "a.iso@bob");
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 3", "1, 3, 1", "2, 3, 0", "1000000, 10000, 0"})
    void showsOnePageAndCountsAll(int page, int size, int shown) {
        TransferQuery.Selected selected = new TransferQuery("", List.of(), "name", page, size).select(TRANSFERS);
        assertThat(selected.page()).hasSize(shown);
        assertThat(selected.total()).isEqualTo(4);
    }
}
