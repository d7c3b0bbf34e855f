package io.starling.it.stock;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** qbittorrent-nox, which takes commands by its Web API. */
final class Qbittorrent implements StockClient {
    private final StockProcess process;
    private final HttpControl control;

    Qbittorrent(Order order, Place place) throws IOException {
        control = new HttpControl(place);
        Path home = StockProcess.home("qbittorrent", order);
        Path configuration = home.resolve("qBittorrent/config/qBittorrent.conf");
        Files.createDirectories(configuration.getParent());
        Files.writeString(configuration, configuration(order, place));
        process = StockProcess.start(
                "qBittorrent",
                home,
                place,
                List.of(
                        "qbittorrent-nox",
                        "--profile=" + home,
                        "--save-path=" + order.directory(),
                        "--skip-dialog=true",
                        order.source()));
    }

    /** Nobody but the test is in its network, so that its pages ask for no password. */
    private static String configuration(Order order, Place place) {
        return """
                [LegalNotice]
                Accepted=true

                [BitTorrent]
                Session\\Interface=%1$s
                Session\\InterfaceAddress=%2$s
                Session\\Port=%3$d
                Session\\DHTEnabled=false
                Session\\PeXEnabled=false
                Session\\LSDEnabled=false
                Session\\Encryption=%5$d

                [Network]
                PortForwardingEnabled=false

                [Preferences]
                WebUI\\Address=%2$s
                WebUI\\Port=%4$d
                WebUI\\UseUPnP=false
                WebUI\\HostHeaderValidation=false
                WebUI\\AuthSubnetWhitelistEnabled=true
                WebUI\\AuthSubnetWhitelist=0.0.0.0/0
                """.formatted(
                        place.device(),
                        place.host(),
                        place.port(),
                        place.controlPort(),
                        order.encryption() == Order.Encryption.AS_IT_COMES ? 0 : 1); // preferred, required
    }

    @Override
    public String version() throws Exception {
        return process.await("answers", () -> control.get("api/v2/app/version"), answer -> true)
                .substring(1);
    }

    @Override
    public void awaitDone() throws Exception {
        process.await(
                "seeds",
                () -> new JsonArray(control.get("api/v2/torrents/info")),
                torrents -> torrents.stream().map(JsonObject.class::cast).anyMatch(Qbittorrent::isSeeding));
    }

    private static boolean isSeeding(JsonObject torrent) {
        return List.of("uploading", "stalledUP", "forcedUP").contains(torrent.getString("state"))
                && torrent.getLong("amount_left") == 0;
    }

    @Override
    public void leave() throws IOException, InterruptedException {
        control.post("api/v2/app/shutdown", "application/x-www-form-urlencoded", "");
    }

    @Override
    public void close() throws Exception {
        process.end(this::leave);
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
