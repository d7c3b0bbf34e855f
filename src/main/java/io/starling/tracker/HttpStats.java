package io.starling.tracker;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the tracker tells everybody of itself: numbers, and neither a name nor an info-hash. As JSON for programs:
 *
 * <pre>
 *   {"torrents":2,"swarms":1,"members":5,"seeds":2,"registered":4,"clients":1,
 *    "requests":{"http":{"announce":{"answered":7,"refused":1},…},"udp":{…},…}}
 * </pre>
 *
 * and as a page without anything active for people.
 */
final class HttpStats {
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Starling tracker</title>
            <style>
              :root { color-scheme: light dark }
              body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem }
              table { border-collapse: collapse; width: 100%%; margin: 1rem 0 }
              caption { text-align: left; font-weight: 600 }
              th, td { text-align: left; font-weight: 400; padding: .25rem 0; border-bottom: 1px solid #8886 }
              td { text-align: right; font-variant-numeric: tabular-nums }
            </style>
            <h1>Starling tracker</h1>
            <table><caption>Now</caption>
            %s</table>
            <table><caption>Requests, answered and refused, since it runs</caption>
            %s</table>
            </html>
            """;

    private HttpStats() {}

    /** Requests of one kind. */
    record Count(long answered, long refused) {
        Count plus(Count other) {
            return new Count(answered + other.answered, refused + other.refused);
        }
    }

    /** @param requests by door and operation */
    static String json(Totals totals, Map<String, Map<String, Count>> requests) {
        JsonObject doors = new JsonObject();
        requests.forEach((door, ops) -> {
            JsonObject counts = new JsonObject();
            ops.forEach((op, count) -> counts.put(
                    op, new JsonObject().put("answered", count.answered()).put("refused", count.refused())));
            doors.put(door, counts);
        });
        JsonObject json = new JsonObject();
        byName(totals).forEach(json::put);
        return json.put("requests", doors).encode();
    }

    static String page(Totals totals, Map<String, Map<String, Count>> requests) {
        StringBuilder now = new StringBuilder();
        byName(totals).forEach((name, value) -> row(now, name, value));
        StringBuilder asked = new StringBuilder();
        requests.forEach((door, ops) ->
                ops.forEach((op, count) -> row(asked, door + " " + op, count.answered(), count.refused())));
        return String.format(PAGE, now, asked);
    }

    /** Names are this program's own. */
    private static void row(StringBuilder table, String name, long... values) {
        table.append("<tr><th>").append(name);
        for (long value : values) {
            table.append("<td>").append(value);
        }
        table.append('\n');
    }

    private static Map<String, Integer> byName(Totals totals) {
        Map<String, Integer> names = new LinkedHashMap<>();
        names.put("torrents", totals.torrents());
        names.put("swarms", totals.swarms());
        names.put("members", totals.members());
        names.put("seeds", totals.seeds());
        names.put("registered", totals.registered());
        names.put("clients", totals.clients());
        return names;
    }
}
