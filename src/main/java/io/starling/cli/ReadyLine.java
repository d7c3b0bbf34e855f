package io.starling.cli;

import io.starling.node.Listening;
import io.vertx.core.json.JsonObject;

/** Says to scripts, on stdout, that every listener is bound, and where: only what runs is named. */
final class ReadyLine {
    static final String PREFIX = "STARLING READY ";

    private ReadyLine() {}

    static String of(Listening listening) {
        JsonObject json = new JsonObject().put("node", listening.node());
        listening.cluster().ifPresent(address -> json.put("cluster", address));
        listening.tracker().ifPresent(address -> json.put("tracker", address));
        listening.http().ifPresent(address -> json.put("http", address));
        listening.udp().ifPresent(address -> json.put("udp", address));
        if (!listening.peers().isEmpty()) {
            JsonObject peers = new JsonObject();
            listening.peers().forEach(peers::put);
            json.put("peers", peers);
        }
        listening.dashboard().ifPresent(url -> json.put("dashboard", url));
        return PREFIX + json.encode();
    }
}
