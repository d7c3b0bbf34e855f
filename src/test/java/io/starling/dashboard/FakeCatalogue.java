package io.starling.dashboard;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.TrackerReply.ListedFile;
import io.starling.bus.TrackerReply.Listing;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A tracker as the bus sees it that knows the files that the test says, and lists them. */
final class FakeCatalogue {
    private final List<ListedFile> files = new CopyOnWriteArrayList<>();

    private FakeCatalogue() {}

    static FakeCatalogue start(Vertx vertx) {
        FakeCatalogue catalogue = new FakeCatalogue();
        vertx.eventBus()
                .<JsonObject>consumer(
                        Addresses.TRACKER,
                        message -> message.reply(BusJson.write(
                                catalogue.list((TrackerRequest.ListFiles) TrackerRequest.read(message.body())))));
        return catalogue;
    }

    /** Of the files in their order, from 0. */
    static InfoHash hash(int number) {
        return InfoHash.ofHex("%08x".formatted((number + 1) * 0x9e3779b1).repeat(5));
    }

    /** One more, with the next info-hash. */
    FakeCatalogue with(String name, long length, int peers, int seeds) {
        int pieces = (int) (length / FakePeer.PIECE_LENGTH) + 1;
        files.add(new ListedFile(hash(files.size()), name, length, pieces, peers, seeds, List.of()));
        return this;
    }

    private static Comparator<ListedFile> order(String sort) {
        if (sort.startsWith("-")) {
            return order(sort.substring(1)).reversed();
        }
        return switch (sort) {
            case "length" -> Comparator.comparing(ListedFile::length);
            case "peers" -> Comparator.comparing(ListedFile::peers);
            case "seeds" -> Comparator.comparing(ListedFile::seeds);
            default -> Comparator.comparing(ListedFile::name);
        };
    }

    private Listing list(TrackerRequest.ListFiles request) {
        String query = Optional.ofNullable(request.query()).orElse("");
        List<ListedFile> found = files.stream()
                .filter(file -> file.name().contains(query))
                .sorted(order(Optional.ofNullable(request.sort()).orElse("name")))
                .toList();
        int size = Optional.ofNullable(request.size()).orElse(TrackerRequest.ListFiles.MAX_PAGE_SIZE);
        int from = Math.min(
                found.size(), size * Optional.ofNullable(request.page()).orElse(0));
        return new Listing(found.subList(from, Math.min(found.size(), from + size)), found.size());
    }
}
