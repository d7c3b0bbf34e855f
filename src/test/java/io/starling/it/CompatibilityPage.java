package io.starling.it;

import io.starling.bus.OneLine;
import io.starling.it.Combination.Ours;
import io.starling.it.stock.StockKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** What was tried with ordinary clients, and what came of it, as a page of {@code docs/}. */
final class CompatibilityPage {
    private static final int MAX_REASON_CHARS = 150;

    private final int lengthMib;
    private final Map<StockKind, List<String>> rows = new EnumMap<>(StockKind.class);
    private final List<String> mixed = new ArrayList<>();

    /** @param lengthMib of the files that were moved */
    CompatibilityPage(int lengthMib) {
        this.lengthMib = lengthMib;
    }

    /** Notes what comes of it; its failure is the caller's, too. */
    void note(Combination combination, StockSwarm.Trial trial) throws Exception {
        List<String> tried = rows.computeIfAbsent(combination.client(), kind -> new ArrayList<>());
        try {
            trial.run();
            tried.add(row(combination, "works"));
        } catch (Exception | Error e) {
            tried.add(row(combination, "fails: " + OneLine.of(String.valueOf(e.getMessage()), MAX_REASON_CHARS)));
            throw e;
        }
    }

    private static String row(Combination combination, String result) {
        String role = combination.ours() == Ours.SEEDS ? "seeds" : "leeches";
        List<String> cells = List.of(
                role, combination.tracker().toUpperCase(Locale.ROOT), combination.what(), combination.asked(), result);
        return "| " + String.join(" | ", cells) + " |";
    }

    /** Likewise of all of them at once: of each of our leeches, the clients that sent to it. */
    void noteMixed(Callable<Map<String, Set<String>>> trial) throws Exception {
        mixed.add("It fails.");
        Map<String, Set<String>> senders = trial.call();
        mixed.clear();
        mixed.add("All completed. Sent to our leeches:");
        mixed.add("");
        senders.forEach((leech, clients) -> mixed.add("- to `" + leech + "`: " + String.join(", ", kinds(clients))));
    }

    /** The tracker's names of clients end with their addresses, which are other ones each time. */
    private static Set<String> kinds(Set<String> clients) {
        Set<String> kinds = new TreeSet<>();
        clients.forEach(name -> kinds.add(name.substring(0, name.lastIndexOf(' '))));
        return kinds;
    }

    void write(Path page, Map<StockKind, String> versions) throws IOException {
        List<String> text = new ArrayList<>(beginning());
        rows.forEach((kind, tried) -> {
            text.addAll(
                    List.of("", "## " + kind.title() + " " + versions.getOrDefault(kind, "(it did not start)"), ""));
            text.addAll(List.of(
                    "| Starling | tracker | what moves | encryption: theirs, ours | |", "|---|---|---|---|---|"));
            text.addAll(tried);
        });
        text.addAll(
                List.of("", "## All at once", "", "A seed of ours, a leech of each kind, two leeches of ours.", ""));
        text.addAll(mixed);
        Files.writeString(page, String.join("\n", text) + "\n");
    }

    private List<String> beginning() {
        return """
                # Which clients it was tried with

                `scripts/test-long clients` wrote this page, on %s, with the clients of Debian's packages.

                In each row one client and one peer of ours move a file of %d MiB, or a directory of six files, and find one another by
                announces to our tracker, each with an address of its own on a network that leads nowhere. A row works when the SHA-256
                of every file is the same at both ends, the tracker counts a client that leeched as a seed, and counts it no more when
                it has left: except aria2 by UDP, which says another key each time, so that its farewell
                [is not believed](notes/who-a-stock-client-is.md), and rTorrent, which was not seen to say at once that it has all. Transmission makes no empty files. DHT finds nobody there; local discovery, port mapping and peer
                exchange of the clients are off; everything else is as it comes, unless the row says otherwise.
                [Encryption of connections](encryption.md) says what the settings mean.
                """.formatted(LocalDate.now(ZoneOffset.UTC), lengthMib).lines().toList();
    }
}
