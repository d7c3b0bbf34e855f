package io.starling.cli;

import io.starling.announce.TrackerClient;
import io.starling.bus.BusJson;
import io.starling.bus.TrackerReply.ListedFile;
import io.starling.bus.TrackerReply.Listing;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the tracker's catalogue. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {"Prints the files that the tracker knows, with how many peers and seeds each has.", ""},
        footer = {"", "Example:", "  java -jar starling-fat.jar list --tracker 192.168.1.10:7070"})
final class ListCommand implements Callable<Integer> {
    /** A page fits a frame of the bus easily. */
    private static final int PAGE_SIZE = 500;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private TrackerOption tracker = new TrackerOption();

    @Option(
            names = "--node",
            paramLabel = "URL",
            description = "Asks a node by its dashboard instead: any node of a cluster knows the active tracker.")
    private @Nullable URI node;

    @Mixin
    private TrustOption trust = new TrustOption();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean isJson;

    @Override
    public Integer call() throws Exception {
        List<ListedFile> files = node == null ? filesOfTracker() : filesOfNode(node);
        PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            out.println(json(files).encode());
        } else {
            table(files).lines().forEach(out::println);
        }
        out.flush();
        return Commands.DONE;
    }

    private List<ListedFile> filesOfTracker() throws Exception {
        Vertx vertx = Session.newVertx();
        try {
            TrackerClient client = tracker.client(vertx);
            List<ListedFile> files =
                    all(number -> Session.result(client.list(new TrackerRequest.ListFiles(null, number, PAGE_SIZE))));
            Session.result(client.close());
            return files;
        } finally {
            Session.result(vertx.close());
        }
    }

    private List<ListedFile> filesOfNode(URI node) throws Exception {
        try (NodeClient client = trust.client(node)) {
            return all(number -> {
                JsonObject page = client.get("files?page=" + number + "&size=" + PAGE_SIZE)
                        .expect(200, "the catalogue");
                return BusJson.read(page.put("files", page.remove("items")), Listing.class);
            });
        }
    }

    /** A page by its number, from 0. */
    private interface Pages {
        Listing page(int number) throws Exception;
    }

    private static List<ListedFile> all(Pages pages) throws Exception {
        List<ListedFile> files = new ArrayList<>();
        Listing page;
        do {
            page = pages.page(files.size() / PAGE_SIZE);
            files.addAll(page.files());
        } while (files.size() < page.total() && page.files().size() == PAGE_SIZE);
        return files;
    }

    static JsonObject json(List<ListedFile> files) {
        JsonArray items = new JsonArray();
        files.forEach(file -> items.add(BusJson.plain(file)));
        return new JsonObject().put("files", items).put("total", files.size());
    }

    static Table table(List<ListedFile> files) {
        Table table = new Table("NAME", ">SIZE", ">PEERS", ">SEEDS", "INFO-HASH");
        files.forEach(file ->
                table.row(file.name(), Units.bytes(file.length()), file.peers(), file.seeds(), file.infoHash()));
        return table;
    }
}
