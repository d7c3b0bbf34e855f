package io.starling.tracker;

import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.starling.bus.Envelope;
import io.starling.bus.LogEvent;
import io.starling.bus.OneLine;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.torrent.InfoHash;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the tracker answers, whichever door a request comes through: the catalogue knows the files, the registry the
 * peers. Owned by the tracker's context. A failed answer is a {@link BusException}, always.
 */
final class TrackerLogic implements Requests {
    private static final Logger LOG = LoggerFactory.getLogger(TrackerLogic.class);

    private static final int MAX_SHOWN_NAME_CHARS = 120;

    private final Catalogue catalogue;
    private final Publications publications;
    private final SwarmRegistry registry;
    private final Swarms swarms;
    private final AnnounceUrls announce;
    private final TrackerLog log;

    TrackerLogic(
            Catalogue catalogue,
            Publications publications,
            SwarmRegistry registry,
            Swarms swarms,
            AnnounceUrls announce,
            TrackerLog log) {
        this.catalogue = catalogue;
        this.publications = publications;
        this.registry = registry;
        this.swarms = swarms;
        this.announce = announce;
        this.log = log;
    }

    @Override
    public Future<Envelope> answer(JsonObject body, Caller caller) {
        Future<? extends Record> reply;
        try {
            reply = answer(TrackerRequest.read(body), caller);
        } catch (RuntimeException e) {
            reply = Future.failedFuture(e);
        }
        return reply.map(Envelope::of).recover(cause -> Future.failedFuture(failure(cause)));
    }

    private static BusException failure(Throwable cause) {
        if (cause instanceof BusException answered) {
            return answered;
        }
        LOG.error("a request to the tracker failed", cause);
        return new BusException(BusException.INTERNAL, "the tracker failed: " + cause);
    }

    private Future<? extends Record> answer(TrackerRequest request, Caller caller) {
        if (request instanceof TrackerRequest.Update update) {
            return Future.succeededFuture(registry.update(update, caller.origin()));
        } else if (request instanceof TrackerRequest.Join join) {
            int pieces = catalogue.known(join.infoHash()).pieces();
            return Future.succeededFuture(registry.join(join, pieces, caller.origin()));
        } else if (request instanceof TrackerRequest.Register register) {
            return Future.succeededFuture(register(register, caller));
        } else if (request instanceof TrackerRequest.Leave leave) {
            registry.leave(leave, caller.origin());
            return Future.succeededFuture(new TrackerReply.Done());
        } else if (request instanceof TrackerRequest.Find find) {
            return find(find, caller);
        } else if (request instanceof TrackerRequest.Swarm swarm) {
            CatalogueEntry entry = catalogue.known(swarm.infoHash());
            return Future.succeededFuture(
                    Snapshots.of(entry, swarms.get(swarm.infoHash()), announce.of(entry, caller)));
        } else if (request instanceof TrackerRequest.ListFiles list) {
            return Future.succeededFuture(list(list, caller));
        }
        return publish((TrackerRequest.Publish) request);
    }

    private TrackerReply.Registered register(TrackerRequest.Register request, Caller caller) {
        return registry.register(request, dialable(request.host(), caller), caller.origin())
                .at(announce.seenBy(caller));
    }

    private static String dialable(String host, Caller caller) {
        if (!AnnounceUrls.isWildcard(host)) {
            return host;
        }
        if (caller.address() == null) {
            throw new BusException(
                    BusException.MALFORMED, "host: \"" + host + "\" (expected: an address that others can dial)");
        }
        return caller.address();
    }

    private Future<TrackerReply.Found> find(TrackerRequest.Find request, Caller caller) {
        InfoHash infoHash = request.infoHash();
        CatalogueEntry entry =
                infoHash == null ? catalogue.named(String.valueOf(request.name())) : catalogue.known(infoHash);
        Future<ByteString> torrent = catalogue.torrent(entry);
        return torrent.map(
                bytes -> new TrackerReply.Found(entry.infoHash(), entry.name(), bytes, announce.of(entry, caller)));
    }

    private TrackerReply.Listing list(TrackerRequest.ListFiles request, Caller caller) {
        String query = request.query() == null ? "" : request.query();
        int page = request.page() == null ? 0 : request.page();
        int size = request.size() == null ? TrackerRequest.ListFiles.MAX_PAGE_SIZE : request.size();
        List<CatalogueEntry> matching = catalogue.matching(query);
        List<TrackerReply.ListedFile> files = matching.stream()
                .map(entry -> listed(entry, caller))
                .sorted(order(request.sort() == null ? "name" : request.sort()))
                .skip((long) page * size)
                .limit(size)
                .toList();
        return new TrackerReply.Listing(files, matching.size());
    }

    /** Of files in the order of their names. */
    private static Comparator<TrackerReply.ListedFile> order(String sort) {
        boolean isReversed = sort.startsWith("-");
        Comparator<TrackerReply.ListedFile> order = switch (isReversed ? sort.substring(1) : sort) {
            case "length" -> Comparator.comparing(TrackerReply.ListedFile::length);
            case "peers" -> Comparator.comparing(TrackerReply.ListedFile::peers);
            case "seeds" -> Comparator.comparing(TrackerReply.ListedFile::seeds);
            default -> Comparator.comparing(TrackerReply.ListedFile::name);
        };
        return isReversed ? order.reversed() : order;
    }

    private TrackerReply.ListedFile listed(CatalogueEntry entry, Caller caller) {
        int peers = swarms.get(entry.infoHash()).map(TrackedSwarm::members).orElse(0);
        int seeds = swarms.get(entry.infoHash()).map(TrackedSwarm::seeds).orElse(0);
        return new TrackerReply.ListedFile(
                entry.infoHash(),
                entry.name(),
                entry.length(),
                entry.pieces(),
                peers,
                seeds,
                announce.of(entry, caller));
    }

    private Future<TrackerReply.Published> publish(TrackerRequest.Publish request) {
        return publications.publish(request.name(), request.torrent()).map(entry -> {
            String name = OneLine.of(entry.name(), MAX_SHOWN_NAME_CHARS);
            swarms.get(entry.infoHash()).ifPresent(swarm -> swarms.ofPublished(swarm.infoHash, entry.pieces()));
            log.say(LogEvent.Level.INFO, entry.infoHash(), "published \"" + name + "\"");
            return new TrackerReply.Published(entry.infoHash(), entry.name());
        });
    }
}
