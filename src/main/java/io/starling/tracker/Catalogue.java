package io.starling.tracker;

import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The durable half of the tracker's state: which torrents are published, and under which name. Owned by the tracker's
 * context; files are read, hashed and written on its worker pool, one publication after the other.
 *
 * <p>A torrent has one name: publishing it again under another renames it. A name may stand for several torrents; to
 * find by it is then a conflict that names them.
 */
final class Catalogue {
    /** Of one .torrent file. */
    static final int MAX_TORRENT_BYTES = Metainfo.MAX_TORRENT_BYTES;

    /** Each is read and hashed at start, which takes a second for so many of the usual size. */
    static final int MAX_ENTRIES = 10_000;

    /** All .torrent files together: strangers publish, and are not to fill the disk. */
    static final long MAX_TOTAL_BYTES = 2L << 30;

    /** Likewise where nodes share the catalogue, which is then in their memory: no node has more of it there than all. */
    static final long MAX_SHARED_BYTES =
            Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 4);

    /** Torrents that wait to be written are in memory: a few of the largest, or very many usual ones. */
    static final long MAX_WAITING_BYTES = 64L << 20;

    /** Torrents that are read in order to be sent: when the whole swarm asks for one of 10 MB, it is read a few at a time. */
    private static final long MAX_READING_BYTES = 32L << 20;

    /** How a complaint names the field of the message that the torrent came in. */
    private static final String FIELD = "torrent: ";

    private static final Comparator<CatalogueEntry> BY_NAME =
            Comparator.comparing(CatalogueEntry::name).thenComparing(CatalogueEntry::infoHash);

    private final WorkerExecutor files;
    private final CatalogueFiles disk;
    private final long maxTotalBytes;
    private final Turnstile reading = new Turnstile(MAX_READING_BYTES);
    private final Map<InfoHash, CatalogueEntry> entries = new HashMap<>();
    private final Map<String, TreeSet<InfoHash>> byName = new HashMap<>();
    /** The last write of each that is not on disk yet. */
    private final Map<InfoHash, Future<CatalogueEntry>> writes = new HashMap<>();

    private long totalBytes;
    private long waitingBytes;
    private int waiting;

    Catalogue(WorkerExecutor files, Path directory, Function<ByteString, Metainfo> parser) {
        this(files, directory, parser, MAX_TOTAL_BYTES);
    }

    /** @param maxTotalBytes of all .torrent files, beyond which none is taken any more */
    Catalogue(WorkerExecutor files, Path directory, Function<ByteString, Metainfo> parser, long maxTotalBytes) {
        this.maxTotalBytes = maxTotalBytes;
        this.files = files;
        this.disk = new CatalogueFiles(directory, parser);
    }

    /** Reads what is on disk; the future has one sentence for each damaged file. */
    Future<List<String>> load() {
        return files.executeBlocking(disk::load).map(loaded -> {
            loaded.entries().forEach(this::put);
            return loaded.damaged();
        });
    }

    /**
     * Keeps the torrent under the name; the future has what is kept once it is synced to disk. Fails with a
     * {@link BusException}: 400 for a bad torrent, 413 beyond a limit, 503 when too many wait.
     */
    Future<CatalogueEntry> publish(String name, ByteString torrent) {
        PublishedName now = new PublishedName(name, System.currentTimeMillis());
        return write(now, torrent, entry -> {
            CatalogueEntry before = entries.get(entry.infoHash());
            if (before != null && before.name().equals(name)) {
                return Future.succeededFuture(before);
            }
            return keep(before == null ? entry : entry.named(now.after(before.published())), torrent);
        });
    }

    /**
     * Keeps what another node has published, under the name that it has there, unless the name that is known here is a later
     * one. Fails as {@link #publish}.
     */
    Future<CatalogueEntry> take(PublishedName name, ByteString torrent) {
        return write(name, torrent, entry -> isKnown(entry) ? present(entry) : keep(entry, torrent));
    }

    /** Gives a torrent that is known the name that it has at another node, unless the one that it has is later. */
    Future<CatalogueEntry> rename(CatalogueEntry known, PublishedName name) {
        CatalogueEntry renamed = known.named(name);
        return isKnown(renamed)
                ? present(renamed)
                : replace(renamed, () -> {
                    disk.storeName(renamed);
                    return renamed;
                });
    }

    private boolean isKnown(CatalogueEntry entry) {
        return get(entry.infoHash())
                .filter(present -> present.published().compareTo(entry.published()) >= 0)
                .isPresent();
    }

    private Future<CatalogueEntry> present(CatalogueEntry entry) {
        return Future.succeededFuture(known(entry.infoHash()));
    }

    /** @param keeping gets what the torrent says, when it has been read */
    private Future<CatalogueEntry> write(
            PublishedName name, ByteString torrent, Function<CatalogueEntry, Future<CatalogueEntry>> keeping) {
        int size = torrent.size();
        if (size > MAX_TORRENT_BYTES) {
            return Future.failedFuture(new BusException(
                    BusException.TOO_LARGE,
                    "torrent: " + size + " bytes (expected: at most " + MAX_TORRENT_BYTES + ")"));
        }
        if (waitingBytes + size > MAX_WAITING_BYTES) {
            return Future.failedFuture(new BusException(
                    BusException.NO_TRACKER, "the tracker is busy: " + waiting + " torrents wait to be written"));
        }
        waiting++;
        waitingBytes += size;
        return files.executeBlocking(() -> parse(name, torrent))
                .compose(keeping)
                .onComplete(unused -> {
                    waiting--;
                    waitingBytes -= size;
                });
    }

    private CatalogueEntry parse(PublishedName name, ByteString torrent) {
        try {
            return disk.parse(name, torrent);
        } catch (RuntimeException e) {
            String complaint = String.valueOf(e.getMessage());
            throw new BusException(BusException.MALFORMED, complaint.startsWith(FIELD) ? complaint : FIELD + complaint);
        }
    }

    private Future<CatalogueEntry> keep(CatalogueEntry entry, ByteString torrent) {
        boolean isNew = !entries.containsKey(entry.infoHash());
        if (isNew && (entries.size() >= MAX_ENTRIES || totalBytes + torrent.size() > maxTotalBytes)) {
            return Future.failedFuture(new BusException(
                    BusException.TOO_LARGE,
                    "the catalogue is full: " + entries.size() + " torrents, " + totalBytes
                            + " bytes (expected: at most " + MAX_ENTRIES + " and " + maxTotalBytes + ")"));
        }
        return replace(entry, () -> {
            disk.store(entry, torrent);
            return entry;
        });
    }

    /** It is known from now on, so that the limits hold for those that are being written. */
    private Future<CatalogueEntry> replace(CatalogueEntry entry, Callable<CatalogueEntry> writing) {
        CatalogueEntry before = entries.get(entry.infoHash());
        put(entry);
        Future<CatalogueEntry> write = files.executeBlocking(writing).onFailure(unused -> undo(entry, before));
        writes.put(entry.infoHash(), write);
        return write.onComplete(unused -> writes.remove(entry.infoHash(), write));
    }

    private void undo(CatalogueEntry entry, @Nullable CatalogueEntry before) {
        if (entry.equals(entries.get(entry.infoHash()))) {
            remove(entry);
            if (before != null) {
                put(before);
            }
        }
    }

    private void put(CatalogueEntry entry) {
        CatalogueEntry before = entries.get(entry.infoHash());
        if (before != null) {
            remove(before);
        }
        entries.put(entry.infoHash(), entry);
        totalBytes += entry.torrentBytes();
        byName.computeIfAbsent(entry.name(), unused -> new TreeSet<>()).add(entry.infoHash());
    }

    private void remove(CatalogueEntry entry) {
        entries.remove(entry.infoHash());
        totalBytes -= entry.torrentBytes();
        TreeSet<InfoHash> sameName = byName.get(entry.name());
        if (sameName != null && sameName.remove(entry.infoHash()) && sameName.isEmpty()) {
            byName.remove(entry.name());
        }
    }

    /** How many torrents are published. */
    int size() {
        return entries.size();
    }

    Optional<CatalogueEntry> get(InfoHash infoHash) {
        return Optional.ofNullable(entries.get(infoHash));
    }

    /** Throws {@link BusException} 404 when there is none, 409 naming the info-hashes when there are several. */
    CatalogueEntry named(String name) {
        Collection<InfoHash> candidates = byName.getOrDefault(name, new TreeSet<>());
        if (candidates.isEmpty()) {
            throw new BusException(BusException.UNKNOWN, "name: \"" + name + "\" is not in the catalogue");
        }
        if (candidates.size() > 1) {
            String hashes = candidates.stream().map(InfoHash::hex).collect(Collectors.joining(", "));
            throw new BusException(
                    BusException.CONFLICT,
                    "name: \"" + name + "\" is the name of " + candidates.size() + " files: " + hashes);
        }
        return known(candidates.iterator().next());
    }

    /** Throws {@link BusException} 404 when it is not published here. */
    CatalogueEntry known(InfoHash infoHash) {
        return get(infoHash)
                .orElseThrow(() ->
                        new BusException(BusException.UNKNOWN, "infoHash: " + infoHash + " is not in the catalogue"));
    }

    /** One that is being written is read after that. */
    Future<ByteString> torrent(CatalogueEntry entry) {
        return written(entry)
                .compose(unused -> reading.pass(
                        entry.torrentBytes(),
                        () -> files.executeBlocking(() -> disk.readTorrent(entry.infoHash()), false)));
    }

    private Future<CatalogueEntry> written(CatalogueEntry entry) {
        Future<CatalogueEntry> write = writes.getOrDefault(entry.infoHash(), Future.succeededFuture(entry));
        return write.otherwise(entry);
    }

    /** All, in no order. */
    List<CatalogueEntry> all() {
        return List.copyOf(entries.values());
    }

    /** All whose name contains the query in either case, by name. */
    List<CatalogueEntry> matching(String query) {
        String lower = query.toLowerCase(Locale.ROOT);
        return entries.values().stream()
                .filter(entry -> entry.name().toLowerCase(Locale.ROOT).contains(lower))
                .sorted(BY_NAME)
                .toList();
    }
}
