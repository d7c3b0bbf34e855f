package io.starling.storage;

import io.starling.torrent.PieceSet;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A Vert.x, a directory, and peers that are closed when the test is over. */
abstract class StorageTestCase {
    static final int PIECE = 1000;

    private static Vertx vertx;

    @TempDir
    Path directory;

    private final List<Peer> peers = new ArrayList<>();

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().await();
    }

    @AfterEach
    void closePeers() {
        peers.forEach(Peer::close);
    }

    Peer newPeer(StorageMode mode) {
        return newPeer(directory, mode);
    }

    Peer newPeer(Path at, StorageMode mode) {
        Peer peer = new Peer(vertx, at, mode);
        peers.add(peer);
        return peer;
    }

    static PieceSet set(SampleTorrent torrent, Integer... pieces) {
        return PieceSet.of(torrent.pieces(), List.of(pieces));
    }

    /** Flips a bit; nobody who looks only at size and time can notice. */
    static void damageUnseen(Path file, long position) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        damage(file, position);
        Files.setLastModifiedTime(file, time);
    }

    static void damage(Path file, long position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) position] ^= 1;
        Files.write(file, bytes);
    }

    static void cut(Path file, long length) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, (int) length));
    }

    /** As if it had been written at another time. */
    static void touch(Path file, Duration later) throws IOException {
        Files.setLastModifiedTime(
                file, FileTime.from(Files.getLastModifiedTime(file).toInstant().plus(later)));
    }
}
