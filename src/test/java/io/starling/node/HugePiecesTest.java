package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.starling.policy.RequestLedger;
import io.starling.storage.StorageMode;
import io.starling.testing.WirePeer;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PieceSet;
import io.starling.torrent.TransferStatus;
import io.starling.wire.Message;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pieces are gathered in memory: strangers who begin many huge ones, and finish none, must not fill it. */
class HugePiecesTest {
    private static final int MIB = 1024 * 1024;
    private static final int PIECE = 16 * MIB;
    private static final int PIECES = 18;
    private static final int MOST_BEGUN = (int) (RequestLedger.BUFFER_BYTES / PIECE);

    @TempDir
    private Path directory;

    private LocalSwarm swarm;

    @BeforeEach
    void open() {
        swarm = new LocalSwarm(directory);
        swarm.tracker(0);
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    /** Each stranger has a piece of its own, gives one block of it, and keeps the next ones back. */
    @Test
    void holdsABoundedNumberOfPiecesInMemoryAndIsNotStarvedByThoseWhoStall() throws Exception {
        Path original = directory.resolve("zeros.bin");
        try (RandomAccessFile file = new RandomAccessFile(original.toFile(), "rw")) {
            file.setLength((long) PIECES * PIECE);
        }
        LocalSwarm.Peer seed = swarm.peer("seed", peer -> peer.setStorage(StorageMode.DIRECT));
        InfoHash infoHash = seed.share(original, PIECE).infoHash();
        seed.stop();
        LocalSwarm.Peer victim = swarm.peer("victim", peer -> peer.setStorage(StorageMode.DIRECT));
        victim.get("zeros.bin");
        long before = gatheredBytes();
        List<WirePeer> stallers = new ArrayList<>();
        for (int piece = 0; piece < PIECES; piece++) {
            stallers.add(stalls(WirePeer.dial(swarm.vertx, victim.port(), infoHash, true), piece));
        }
        victim.awaitTransfer("begun", now -> now.downloaded() >= (long) MOST_BEGUN * 16_384);
        assertThat(gatheredBytes() - before)
                .isBetween((long) (MOST_BEGUN - 1) * PIECE, RequestLedger.BUFFER_BYTES + 16L * MIB);

        swarm.peer("again").share(original, PIECE);
        victim.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        assertThat(Files.mismatch(original, directory.resolve("victim").resolve("zeros.bin")))
                .isEqualTo(-1);
        stallers.forEach(WirePeer::close);
    }

    private static WirePeer stalls(WirePeer stranger, int piece) {
        AtomicBoolean hasSent = new AtomicBoolean();
        return stranger.answering(message -> {
                    if (message instanceof Message.Request request && hasSent.compareAndSet(false, true)) {
                        stranger.send(new Message.Piece(
                                request.block().piece(),
                                request.block().begin(),
                                Unpooled.wrappedBuffer(new byte[request.block().length()])));
                    }
                })
                .send(new Message.Bitfield(PieceSet.of(PIECES, List.of(piece)).toBitfield()), new Message.Unchoke());
    }

    private static long gatheredBytes() {
        return PooledByteBufAllocator.DEFAULT.metric().directArenas().stream()
                .mapToLong(PoolArenaMetric::numActiveBytes)
                .sum();
    }
}
