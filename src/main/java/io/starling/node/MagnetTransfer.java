package io.starling.node;

import io.starling.bencode.ByteString;
import io.starling.bus.LogEvent;
import io.starling.bus.OneLine;
import io.starling.bus.PeerCommand;
import io.starling.bus.TransferSnapshot;
import io.starling.peer.InfoTaker;
import io.starling.storage.Storage;
import io.starling.swarm.MetadataSearch;
import io.starling.swarm.SwarmHome;
import io.starling.torrent.FileWishes;
import io.starling.torrent.InfoHash;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.Metainfo;
import io.starling.torrent.TorrentWriter;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A transfer of which no more than a magnet link is here: METADATA until a peer has given its info dictionary, or our tracker
 * knows it; FAILED when that says what cannot be, or has none of the files that are wished for. Owned by the peer's context.
 */
final class MagnetTransfer {
    /** How often our tracker is asked whether somebody has published it. */
    private static final long LOOK_UP_MILLIS = 5_000;

    private static final int MAX_NAME_CHARS = 200;

    private final SwarmHome home;
    private final int listenPort;
    private final Sources sources;
    private final BiConsumer<MagnetTransfer, Wished> next;
    private final Instant addedAt = Instant.now();
    private MagnetLink link;
    private FileWishes wishes;
    private PeerCommand.Limits limits = PeerCommand.Limits.NONE;
    private @Nullable MetadataSearch search;
    private long timer;
    private boolean isOver;
    private @Nullable String error;

    /** @param next is told, at the end, what the torrent is */
    MagnetTransfer(
            SwarmHome home,
            int listenPort,
            Sources sources,
            Storage.SavedLink saved,
            BiConsumer<MagnetTransfer, Wished> next) {
        this.home = home;
        this.listenPort = listenPort;
        this.sources = sources;
        this.link = saved.link();
        this.wishes = saved.wishes();
        this.next = next;
    }

    InfoHash infoHash() {
        return link.infoHash();
    }

    MagnetLink link() {
        return link;
    }

    /** What is to become of its files when it is known which these are. */
    FileWishes wishes() {
        return wishes;
    }

    void wish(FileWishes said) {
        wishes = said;
    }

    PeerCommand.Limits limits() {
        return limits;
    }

    /** What takes the info dictionary of those who dial us; nothing when it is not looked for. */
    Optional<InfoTaker> taker() {
        return Optional.ofNullable(search);
    }

    /** All peers of it that are known by now. */
    List<SocketAddress> peers() {
        return search == null ? List.of() : search.peers();
    }

    /** Begins to look for it, or begins again when it has FAILED. */
    void start() {
        if (isOver || search != null) {
            return;
        }
        error = null;
        MetadataSearch begun = new MetadataSearch(home, listenPort, link, this::warn);
        search = begun;
        begun.learn(addresses(link));
        begun.begin().compose(this::metainfo).onSuccess(this::found).onFailure(this::fail);
        timer = home.vertx().setPeriodic(0, LOOK_UP_MILLIS, id -> lookUp());
    }

    /** The link was given again, with other peers perhaps. */
    void alsoBy(MagnetLink other) {
        link = link.alsoAt(other.peers());
        if (search != null) {
            search.learn(addresses(other));
        }
    }

    void limit(PeerCommand.Limits wanted) {
        limits = wanted;
    }

    /** Looks no more, for good. */
    Future<Void> stop() {
        isOver = true;
        return leave();
    }

    private Future<Void> leave() {
        home.vertx().cancelTimer(timer);
        return search == null ? Future.succeededFuture() : search.end();
    }

    private void lookUp() {
        sources.known(link).onSuccess(this::found);
    }

    /** On a worker: the largest torrents take a second or two. Its trackers and web seeds are those of the link. */
    private Future<Metainfo> metainfo(ByteString info) {
        List<List<String>> tiers = link.trackers().stream().map(List::of).toList();
        return home.vertx()
                .executeBlocking(
                        () -> Metainfo.parse(new TorrentWriter(info)
                                .announce(tiers)
                                .webSeeds(link.webSeeds())
                                .write()),
                        false);
    }

    private void found(Metainfo metainfo) {
        Future.succeededFuture()
                .map(now -> Wished.of(metainfo, link, wishes))
                .onSuccess(this::end)
                .onFailure(this::fail);
    }

    private void end(Wished wished) {
        if (!isOver) {
            isOver = true;
            leave().onComplete(left -> next.accept(this, wished));
        }
    }

    private void fail(Throwable cause) {
        if (!isOver) {
            error = Failures.text(cause);
            Future<Void> left = leave();
            search = null;
            left.onComplete(done -> log(LogEvent.Level.ERROR, Failures.text(cause)));
        }
    }

    TransferSnapshot snapshot() {
        return new TransferSnapshot(
                home.peer(),
                infoHash(),
                name(),
                0,
                0,
                0,
                0,
                0,
                null,
                error == null ? TransferStatus.METADATA : TransferStatus.FAILED,
                0,
                0,
                0,
                0,
                null,
                search == null ? 0 : search.asked(),
                limits,
                addedAt,
                null,
                error,
                List.of(),
                link.toString());
    }

    /** As the link says it, which may be anything. */
    String name() {
        return link.name().isBlank() ? infoHash().hex() : OneLine.of(link.name(), MAX_NAME_CHARS);
    }

    private static List<SocketAddress> addresses(MagnetLink link) {
        return link.peers().stream()
                .map(peer -> SocketAddress.inetSocketAddress(peer.port(), peer.host()))
                .toList();
    }

    private void warn(String text) {
        log(LogEvent.Level.WARNING, text);
    }

    private void log(LogEvent.Level level, String text) {
        home.log()
                .accept(new LogEvent(
                        Instant.now(), level, home.peer(), infoHash().hex(), name() + ": " + text));
    }
}
