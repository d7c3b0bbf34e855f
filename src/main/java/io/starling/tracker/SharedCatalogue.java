package io.starling.tracker;

import io.starling.bencode.ByteString;
import io.starling.bus.Addresses;
import io.starling.bus.LogEvent;
import io.starling.torrent.InfoHash;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.AsyncMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of a cluster, which every tracker of it has whole on its own disk, active or standing by. They meet in two
 * maps of the cluster, both by info-hash in hex:
 *
 * <pre>
 *   starling.catalogue            what the name file of the {@link Catalogue} says: {@link PublishedName}
 *   starling.catalogue.torrents   the .torrent; it is put there first, so that what has a name has its torrent
 * </pre>
 *
 * Nothing is ever taken out, so that the union of what any two have is always right: of nodes that were away, of halves of a
 * cluster that were apart. Of two names the later one stands. Who publishes tells the others on the bus; as that may be lost,
 * and as members come and go, each compares what it has with the maps now and then. Owned by the tracker's context.
 */
final class SharedCatalogue implements Publications {
    private static final String NAMES = "starling.catalogue";
    private static final String TORRENTS = "starling.catalogue.torrents";

    private final Vertx vertx;
    private final Catalogue local;
    private final TrackerLog log;
    private final AsyncMap<String, String> names;
    private final AsyncMap<String, Buffer> torrents;
    private final Set<String> complainedOf = new HashSet<>();
    private @Nullable MessageConsumer<JsonObject> news;
    private @Nullable Promise<Void> comparing;
    private boolean isToCompareAgain;

    private SharedCatalogue(
            Vertx vertx,
            Catalogue local,
            TrackerLog log,
            AsyncMap<String, String> names,
            AsyncMap<String, Buffer> torrents) {
        this.vertx = vertx;
        this.local = local;
        this.log = log;
        this.names = names;
        this.torrents = torrents;
    }

    /** Completes when it is told of what others publish; what they have already comes with {@link #compare}. */
    static Future<SharedCatalogue> open(Vertx vertx, Catalogue local, TrackerLog log) {
        Future<AsyncMap<String, String>> names = vertx.sharedData().getAsyncMap(NAMES);
        Future<AsyncMap<String, Buffer>> torrents = vertx.sharedData().getAsyncMap(TORRENTS);
        return Future.all(names, torrents).compose(both -> {
            SharedCatalogue shared = new SharedCatalogue(vertx, local, log, names.result(), torrents.result());
            MessageConsumer<JsonObject> news = vertx.eventBus()
                    .consumer(
                            Addresses.CATALOGUE,
                            message -> shared.hear(message.body().getString("infoHash")));
            shared.news = news;
            return news.completion().map(shared);
        });
    }

    Future<Void> close() {
        return news == null ? Future.succeededFuture() : news.unregister();
    }

    /** On this node's disk and in the memory of the cluster when it completes, and soon on the disk of every other tracker. */
    @Override
    public Future<CatalogueEntry> publish(String name, ByteString torrent) {
        return local.publish(name, torrent)
                .compose(entry ->
                        push(entry, () -> Future.succeededFuture(torrent)).map(entry));
    }

    private void hear(@Nullable String key) {
        if (key != null && InfoHash.isHex(key)) {
            names.get(key)
                    .compose(json -> name(json).map(name -> pull(key, name)).orElse(Future.succeededFuture()))
                    .onFailure(cause -> complain(key, String.valueOf(cause.getMessage())));
        }
    }

    /**
     * Takes what only the others have, and gives what only this node has; one at a time. While it is under way, another
     * request makes it begin anew when it is done, and is done then.
     */
    Future<Void> compare() {
        if (comparing != null) {
            isToCompareAgain = true;
            return comparing.future();
        }
        Promise<Void> done = Promise.promise();
        comparing = done;
        compareUntilNobodyAsks().onComplete((unused, failure) -> {
            comparing = null;
            done.complete(unused, failure);
        });
        return done.future();
    }

    private Future<Void> compareUntilNobodyAsks() {
        isToCompareAgain = false;
        return names.entries()
                .compose(this::compareWith)
                .transform(once -> isToCompareAgain ? compareUntilNobodyAsks() : (Future<Void>) once);
    }

    private Future<Void> compareWith(Map<String, String> there) {
        Deque<Step> steps = new ArrayDeque<>();
        there.forEach((key, json) -> name(json)
                .filter(name -> InfoHash.isHex(key) && isNews(key, name))
                .ifPresent(name -> steps.add(new Step(key, () -> pull(key, name)))));
        return torrents.keys().compose(present -> {
            steps.addAll(pushes(there, present));
            Promise<Void> done = Promise.promise();
            takeInTurn(steps, done);
            return done.future();
        });
    }

    private boolean isNews(String key, PublishedName name) {
        return local.get(InfoHash.ofHex(key))
                .filter(known -> known.published().compareTo(name) >= 0)
                .isEmpty();
    }

    /** As far as there is room: a catalogue that was never shared may be larger than one that is. */
    private List<Step> pushes(Map<String, String> there, Set<String> present) {
        List<Step> pushes = new ArrayList<>();
        long bytes = local.all().stream()
                .filter(entry -> present.contains(entry.infoHash().hex()))
                .mapToLong(CatalogueEntry::torrentBytes)
                .sum();
        for (CatalogueEntry entry : local.all()) {
            String key = entry.infoHash().hex();
            bytes += present.contains(key) ? 0 : entry.torrentBytes();
            if (bytes > Catalogue.MAX_SHARED_BYTES) {
                complain(key, "the cluster keeps at most " + Catalogue.MAX_SHARED_BYTES + " bytes");
                break;
            }
            if (!present.contains(key)) {
                pushes.add(new Step(
                        key, () -> putTorrent(key, local.torrent(entry)).compose(unused -> pushLocal(entry))));
            } else if (isLater(entry, there.get(key))) {
                pushes.add(new Step(key, () -> pushLocal(entry)));
            }
        }
        return pushes;
    }

    /** What has to be done about one torrent. */
    private record Step(String key, Supplier<Future<Void>> action) {}

    /** One that fails hinders no other: it is compared again later. */
    private void takeInTurn(Deque<Step> steps, Promise<Void> done) {
        Step step = steps.poll();
        if (step == null) {
            done.complete();
            return;
        }
        Future.succeededFuture().compose(now -> step.action().get()).onComplete(result -> {
            if (result.failed()) {
                complain(step.key(), String.valueOf(result.cause().getMessage()));
            }
            // A turn for others, and no stack that grows with the catalogue.
            vertx.runOnContext(unused -> takeInTurn(steps, done));
        });
    }

    private Future<Void> pull(String key, PublishedName name) {
        Optional<CatalogueEntry> known = local.get(InfoHash.ofHex(key));
        if (known.isPresent()) {
            return local.rename(known.get(), name).mapEmpty();
        }
        return torrents.get(key)
                .compose(torrent -> torrent == null
                        ? Future.succeededFuture()
                        : local.take(name, ByteString.wrap(torrent.getBytes())).mapEmpty());
    }

    private Future<Void> pushLocal(CatalogueEntry entry) {
        return push(entry, () -> local.torrent(entry));
    }

    /** Gives it to the cluster and tells the others, unless it is there under this name or a later one. */
    private Future<Void> push(CatalogueEntry entry, Supplier<Future<ByteString>> torrent) {
        String key = entry.infoHash().hex();
        return names.get(key).compose(there -> {
            if (!isLater(entry, there)) {
                return Future.succeededFuture();
            }
            Future<Boolean> put = there == null
                    ? putTorrent(key, torrent.get())
                            .compose(unused -> names.putIfAbsent(key, json(entry)))
                            .map(other -> other == null)
                    : names.replaceIfPresent(key, there, json(entry));
            return put.compose(isPut -> isPut ? tell(key) : push(entry, torrent));
        });
    }

    private Future<Void> putTorrent(String key, Future<ByteString> torrent) {
        return torrent.compose(bytes -> torrents.putIfAbsent(key, Buffer.buffer(bytes.toByteArray())))
                .mapEmpty();
    }

    private Future<Void> tell(String key) {
        vertx.eventBus()
                .publish(Addresses.CATALOGUE, new JsonObject().put("v", 1).put("infoHash", key));
        return Future.succeededFuture();
    }

    private static boolean isLater(CatalogueEntry entry, @Nullable String there) {
        return name(there)
                .filter(name -> name.compareTo(entry.published()) >= 0)
                .isEmpty();
    }

    private static String json(CatalogueEntry entry) {
        return entry.published().toJson().encode();
    }

    /** Empty for none, and for what no tracker has put there. */
    private static Optional<PublishedName> name(@Nullable String json) {
        try {
            return Optional.ofNullable(json).map(text -> PublishedName.read(new JsonObject(text)));
        } catch (DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }

    /** Once of each: it is tried again and again. */
    private void complain(String key, String why) {
        if (complainedOf.add(key)) {
            log.say(LogEvent.Level.WARNING, InfoHash.ofHex(key), "catalogue: " + key + " is not shared yet: " + why);
        }
    }
}
