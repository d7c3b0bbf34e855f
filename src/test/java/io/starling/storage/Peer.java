package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.starling.torrent.Block;
import io.starling.torrent.FileEntry;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A peer's storage as a test drives it: every call on one context, every future awaited. */
final class Peer implements AutoCloseable {
    static final BootId BOOT = new BootId(1, 1);

    final Path directory;
    private final Context context;
    private final StorageOptions options;
    private final List<FilePieceStore> open = new ArrayList<>();
    private Room room = directory -> Long.MAX_VALUE;
    private BootId boot = BOOT;
    private ReassemblyStep.Listener listener = ReassemblyStep.Listener.NONE;

    Peer(Vertx vertx, Path directory, StorageMode mode) {
        this.directory = directory;
        this.context = vertx.getOrCreateContext();
        this.options = new StorageOptions().setDownloadDir(directory).setMode(mode);
    }

    Peer room(long bytes) {
        room = ignored -> bytes;
        return this;
    }

    Peer boot(long id) {
        boot = new BootId(id, id);
        return this;
    }

    Peer listener(ReassemblyStep.Listener newListener) {
        listener = newListener;
        return this;
    }

    Peer verifying(boolean isVerifying) {
        options.setVerifyOnReassembly(isVerifying);
        return this;
    }

    Storage storage() {
        return new FileStorage(
                context.owner(), options, new FileStorage.Seams(room, () -> boot, Metainfo::parse, listener));
    }

    FilePieceStore open(SampleTorrent torrent) {
        return opened(await(() -> storage().open(torrent.metainfo(), Checking.NONE)));
    }

    FilePieceStore open(SampleTorrent torrent, FileSelection selection) {
        return opened(await(() -> storage().open(torrent.metainfo(), selection, Checking.NONE)));
    }

    FilePieceStore openExisting(SampleTorrent torrent, Path root, boolean isVerified) {
        return opened(await(() -> storage().openExisting(torrent.metainfo(), root, isVerified, Checking.NONE)));
    }

    private FilePieceStore opened(PieceStore store) {
        open.add((FilePieceStore) store);
        return (FilePieceStore) store;
    }

    /** Throws what the future failed with. */
    <T> T await(Supplier<Future<T>> call) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(
                nothing -> Future.succeededFuture().compose(ready -> call.get()).onComplete(promise));
        try {
            return promise.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    PieceStore.PutOutcome put(PieceStore store, SampleTorrent torrent, int piece) {
        return await(() -> store.put(piece, torrent.buffer(piece)));
    }

    void putAll(PieceStore store, SampleTorrent torrent) {
        for (int piece : torrent.shuffled()) {
            assertThat(put(store, torrent, piece)).isEqualTo(PieceStore.PutOutcome.STORED);
        }
    }

    void reassemble(PieceStore store) {
        await(store::reassemble);
        await(store::settled);
    }

    byte[] read(PieceStore store, Block block) {
        return read(store, List.of(block)).get(0);
    }

    List<byte[]> read(PieceStore store, List<Block> blocks) {
        List<byte[]> bytes = new ArrayList<>();
        for (ByteBuf buffer : await(() -> store.read(blocks))) {
            byte[] each = new byte[buffer.readableBytes()];
            buffer.readBytes(each);
            bytes.add(each);
            assertThat(buffer.release())
                    .as("this was the only hold on the block's buffer")
                    .isIn(true, false);
        }
        return bytes;
    }

    byte[] readPiece(PieceStore store, int piece) {
        return read(store, new Block(piece, 0, store.metainfo().grid().length(piece)));
    }

    PieceSet recheck(PieceStore store) {
        return await(() -> store.recheck(Checking.NONE));
    }

    void close(PieceStore store) {
        open.remove(store);
        await(store::close);
    }

    /** As when the process is killed: files and lock are let go of, nothing is written. */
    void kill(FilePieceStore store) {
        open.remove(store);
        await(store::abandon);
    }

    void assertFinalFiles(SampleTorrent torrent) throws IOException {
        assertFinalFiles(torrent, FileSelection.all(torrent.metainfo()));
    }

    /** Those that are wanted, and no others. */
    void assertFinalFiles(SampleTorrent torrent, FileSelection selection) throws IOException {
        for (int i = 0; i < torrent.metainfo().files().size(); i++) {
            FileEntry file = torrent.metainfo().files().get(i);
            if (!selection.has(i)) {
                assertThat(torrent.pathOf(directory, file)).doesNotExist();
                continue;
            }
            assertThat(Files.readAllBytes(torrent.pathOf(directory, file)))
                    .as("final file %s", file.path())
                    .isEqualTo(torrent.bytesOf(file));
        }
    }

    Path folder(SampleTorrent torrent) {
        return TorrentFolder.pathOf(directory, torrent.metainfo().infoHash());
    }

    Path part(SampleTorrent torrent) {
        return folder(torrent).resolve("pieces.part");
    }

    Path index(SampleTorrent torrent) {
        return folder(torrent).resolve("pieces.idx");
    }

    @Override
    public void close() {
        List.copyOf(open).forEach(this::close);
    }
}
