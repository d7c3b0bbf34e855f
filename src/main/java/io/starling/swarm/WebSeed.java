package io.starling.swarm;

import io.netty.buffer.ByteBuf;
import io.starling.announce.HttpRangeException;
import io.starling.announce.HttpRanges;
import io.starling.torrent.Block;
import io.starling.torrent.FileEntry;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A web server that has the files of a torrent, too (BEP 19), as one more source of blocks. It is asked for one run of
 * neighbouring blocks at a time: of pieces that nobody has begun, so that peers send what they were asked for; only when
 * nothing else is left, for what they do not send (see {@link io.starling.policy.RequestLedger#takeRun}). It is believed as
 * little as a peer is.
 *
 * <pre>
 *   asked for a run ──► all of it came ──► asked for the next one
 *        ^       '────► it fails ──► waits, each time longer         a file is not as it should be: its pieces are not asked
 *        '──────────────────────────────'                             for again; none is left, or a piece was bad: left for good
 * </pre>
 */
final class WebSeed implements Source {
    /** Longer runs cost fewer requests; shorter ones leave more to others. What takes longer than this is next made shorter. */
    private static final Duration LONG_RUN = Duration.ofSeconds(4);

    private static final int FIRST_RUN_BYTES = 1024 * 1024;
    private static final int MIN_RUN_BYTES = 256 * 1024;
    private static final int MAX_RUN_BYTES = 8 * 1024 * 1024;

    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration LAST_WAIT = Duration.ofMinutes(30);

    private final String url;
    private final Metainfo metainfo;
    private final Supplier<HttpRanges> http;
    private final Downloads downloads;
    private final Duration silence;
    private final Listener listener;
    private final PieceSet offered;
    private @Nullable WebSeedRun run;
    private int runBytes = FIRST_RUN_BYTES;
    private long runSinceNanos;
    private long lastBlockNanos;
    private long notBeforeNanos;
    private int failures;
    private boolean isSilentAboutFailures;
    private boolean hasGiven;
    private boolean isLeft;

    /** What a person wants to know of it. */
    interface Listener {
        /** It has given data for the first time. */
        void onFirstBlock();

        /** It failed, for the first time since it gave something; it is asked again. */
        void onFailure(String why);

        /** It is not asked any more. */
        void onLeft(String why);
    }

    /** @param silence who sends no whole block for so long is as good as gone */
    WebSeed(
            String url,
            Metainfo metainfo,
            Supplier<HttpRanges> http,
            Downloads downloads,
            Duration silence,
            Listener listener) {
        this.url = url;
        this.metainfo = metainfo;
        this.http = http;
        this.downloads = downloads;
        this.silence = silence;
        this.listener = listener;
        this.offered = PieceSet.all(metainfo.grid().pieces());
        this.notBeforeNanos = System.nanoTime();
    }

    /** To be called a few times a second. */
    void tick(long nowNanos) {
        WebSeedRun running = run;
        if (running == null) {
            ask(nowNanos);
        } else if (!downloads.isOwed(this)) {
            shorten();
            abandon("has nothing to give that others have not given");
            ask(nowNanos);
        } else if (running.isPaused()) {
            resume(running, nowNanos);
        } else if (nowNanos - lastBlockNanos > silence.toNanos()) {
            running.cancel("silent for " + silence.toMillis() + " ms");
        }
    }

    /** Others have given what it is about to give: it is let finish, until it owes nothing else. */
    @Override
    public void spare(Block block) {}

    /** It is not asked any more, until the transfer is opened again. */
    void leave(String why) {
        if (!isLeft) {
            isLeft = true;
            abandon(why);
            listener.onLeft(why);
        }
    }

    /** The transfer stops. */
    void close() {
        abandon("the transfer stops");
    }

    private void abandon(String why) {
        WebSeedRun abandoned = run;
        run = null;
        downloads.release(this);
        if (abandoned != null) {
            abandoned.cancel(why);
        }
    }

    private void ask(long nowNanos) {
        if (isLeft || nowNanos - notBeforeNanos < 0 || !downloads.isOpen(nowNanos)) {
            return;
        }
        List<Block> blocks = downloads.takeRun(this, offered, runBytes / Block.LENGTH_BYTES, nowNanos);
        if (!blocks.isEmpty()) {
            WebSeedRun next = new WebSeedRun(metainfo, url, http.get(), blocks, this::onBlock);
            run = next;
            runSinceNanos = nowNanos;
            lastBlockNanos = nowNanos;
            next.start().onSuccess(all -> onRun(next)).onFailure(cause -> onFailure(next, cause));
        }
    }

    private void onBlock(Block block, ByteBuf data) {
        WebSeedRun running = run;
        if (running == null) {
            return;
        }
        long now = System.nanoTime();
        lastBlockNanos = now;
        if (!hasGiven) {
            hasGiven = true;
            listener.onFirstBlock();
        }
        downloads.onBlock(this, block, data, now);
        if (!downloads.isOpen(now)) {
            running.pause();
        }
    }

    private void resume(WebSeedRun paused, long nowNanos) {
        if (downloads.isOpen(nowNanos)) {
            lastBlockNanos = nowNanos;
            paused.resume();
        }
    }

    private void onRun(WebSeedRun ended) {
        if (run != ended) {
            return;
        }
        long now = System.nanoTime();
        if (now - runSinceNanos > LONG_RUN.toNanos()) {
            shorten();
        } else {
            runBytes = Math.min(MAX_RUN_BYTES, runBytes * 2);
        }
        failures = 0;
        isSilentAboutFailures = false;
        abandon("all has come");
        ask(now);
    }

    private void shorten() {
        runBytes = Math.max(MIN_RUN_BYTES, runBytes / 2);
    }

    private void onFailure(WebSeedRun failed, Throwable cause) {
        if (run != failed) {
            return;
        }
        abandon("it has failed");
        String why = String.valueOf(cause.getMessage());
        if (cause instanceof HttpRangeException range && !range.isLasting()) {
            rest(why, Duration.ofSeconds(range.retryAfterSeconds()));
        } else {
            lacks(failed.file(), why);
        }
    }

    private void rest(String why, Duration wanted) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures++, 10));
        wait = wait.compareTo(wanted) < 0 ? wanted : wait;
        wait = wait.compareTo(LAST_WAIT) > 0 ? LAST_WAIT : wait;
        notBeforeNanos = System.nanoTime() + wait.toNanos();
        if (!isSilentAboutFailures) {
            isSilentAboutFailures = true;
            listener.onFailure(why);
        }
    }

    /** It does not have this file: pieces with a part of it are not asked for any more. */
    private void lacks(FileEntry file, String why) {
        PieceGrid grid = metainfo.grid();
        int last = (int) ((file.end() - 1) / grid.pieceLength());
        for (int piece = (int) (file.offset() / grid.pieceLength()); piece <= last; piece++) {
            offered.remove(piece);
        }
        if (offered.isEmpty()) {
            leave(why);
        } else {
            ask(System.nanoTime());
        }
    }
}
