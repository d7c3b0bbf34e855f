package io.starling.swarm;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.starling.announce.HttpRange;
import io.starling.announce.HttpRanges;
import io.starling.torrent.Block;
import io.starling.torrent.FileEntry;
import io.starling.torrent.FileRange;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.WebSeedUrls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Neighbouring blocks on their way from a web seed: the ranges of the files in which they lie, one request after the other, cut
 * into blocks as they come. Padding is not asked for, it is zeros (BEP 47). Owned by its {@link WebSeed}.
 */
final class WebSeedRun {
    private final Metainfo metainfo;
    private final String url;
    private final HttpRanges http;
    private final BiConsumer<Block, ByteBuf> sink;
    private final Iterator<Block> blocks;
    private final Iterator<FileRange> ranges;
    private final Promise<Void> done = Promise.promise();

    /** What has come of {@link #block}. */
    private final byte[] gathered = new byte[Block.LENGTH_BYTES];

    private Block block;
    private int count;
    private FileRange range;
    private @Nullable HttpRange fetching;
    private boolean isPaused;

    /**
     * @param blocks one at least, without gaps
     * @param sink takes the blocks, in their order; their data are borrowed
     */
    WebSeedRun(Metainfo metainfo, String url, HttpRanges http, List<Block> blocks, BiConsumer<Block, ByteBuf> sink) {
        this.metainfo = metainfo;
        this.url = url;
        this.http = http;
        this.sink = sink;
        this.blocks = blocks.iterator();
        this.block = this.blocks.next();
        PieceGrid grid = metainfo.grid();
        long offset = grid.offset(block.piece()) + block.begin();
        this.ranges =
                FileRange.of(metainfo.files(), offset, Block.bytesOf(blocks)).iterator();
        this.range = ranges.next();
    }

    /** Completes when all blocks have come; fails with {@link io.starling.announce.HttpRangeException}. */
    Future<Void> start() {
        fetch();
        return done.future();
    }

    /** The file that is being fetched. */
    FileEntry file() {
        return range.file();
    }

    boolean isPaused() {
        return isPaused;
    }

    void pause() {
        isPaused = true;
        if (fetching != null) {
            fetching.pause();
        }
    }

    void resume() {
        isPaused = false;
        if (fetching != null) {
            fetching.resume();
        }
    }

    void cancel(String why) {
        if (fetching != null) {
            fetching.cancel(why);
        }
    }

    private void fetch() {
        while (range.file().isPadding()) {
            onZeros(range.length());
            if (!ranges.hasNext()) {
                done.complete();
                return;
            }
            range = ranges.next();
        }
        HttpRange next = http.fetch(WebSeedUrls.of(url, metainfo, range.file()), range, this::onBytes);
        fetching = next;
        if (isPaused) {
            next.pause();
        }
        next.done().onSuccess(fetched -> onFetched()).onFailure(done::fail);
    }

    private void onFetched() {
        if (ranges.hasNext()) {
            range = ranges.next();
            fetch();
        } else {
            done.complete();
        }
    }

    private void onZeros(long length) {
        Buffer zeros = Buffer.buffer(new byte[Block.LENGTH_BYTES]);
        for (long left = length; left > 0; left -= zeros.length()) {
            onBytes(zeros.slice(0, (int) Math.min(left, zeros.length())));
        }
    }

    private void onBytes(Buffer bytes) {
        int at = 0;
        while (at < bytes.length()) {
            int taken = Math.min(bytes.length() - at, block.length() - count);
            bytes.getBytes(at, at + taken, gathered, count);
            at += taken;
            count += taken;
            if (count == block.length()) {
                Block whole = block;
                count = 0;
                block = blocks.hasNext() ? blocks.next() : whole;
                sink.accept(whole, Unpooled.wrappedBuffer(gathered, 0, whole.length()));
            }
        }
    }
}
