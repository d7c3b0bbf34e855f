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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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

    @Option(names = "--json", description = "Prints JSON.")
    private boolean isJson;

    @Override
    public Integer call() throws Exception {
        Vertx vertx = Session.newVertx();
        try {
            List<ListedFile> files = listAll(vertx);
            PrintWriter out = spec.commandLine().getOut();
            if (isJson) {
                out.println(json(files).encode());
            } else {
                table(files).lines().forEach(out::println);
            }
            out.flush();
            return Commands.DONE;
        } finally {
            Session.result(vertx.close());
        }
    }

    private List<ListedFile> listAll(Vertx vertx) throws Exception {
        TrackerClient client = TrackerClient.overTcp(
                vertx, tracker.address().host(), tracker.address().port());
        List<ListedFile> files = new ArrayList<>();
        Listing page;
        do {
            int number = files.size() / PAGE_SIZE;
            page = Session.result(client.list(new TrackerRequest.ListFiles(null, number, PAGE_SIZE)));
            files.addAll(page.files());
        } while (files.size() < page.total() && page.files().size() == PAGE_SIZE);
        Session.result(client.close());
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
