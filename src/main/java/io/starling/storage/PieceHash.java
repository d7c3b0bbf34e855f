package io.starling.storage;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.starling.bencode.ByteString;
import io.starling.torrent.Metainfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-1 of pieces (BEP 3). */
final class PieceHash {
    /** How much of a piece is read at a time: enough for the disk, and still in the processor's cache when hashed. */
    static final int PART_BYTES = 256 * 1024;

    /** Reads {@code length} bytes from {@code begin} of what is to be hashed, appending them to {@code into}. */
    interface Reader {
        void read(int begin, int length, ByteBuf into) throws IOException;
    }

    /** Sees each part while it is in memory. */
    interface PartSink {
        void accept(int begin, ByteBuf part) throws IOException;
    }

    private PieceHash() {}

    /** Of the readable bytes, which are not copied and stay readable. */
    static ByteString of(ByteBuf data) {
        MessageDigest digest = sha1();
        for (ByteBuffer part : data.nioBuffers()) {
            digest.update(part);
        }
        return ByteString.wrap(digest.digest());
    }

    /** Of {@code length} bytes, read and handed to {@code sink} part by part. */
    static ByteString of(int length, Reader reader, PartSink sink) throws IOException {
        MessageDigest digest = sha1();
        inParts(length, reader, (begin, part) -> {
            for (ByteBuffer bytes : part.nioBuffers()) {
                digest.update(bytes);
            }
            sink.accept(begin, part);
        });
        return ByteString.wrap(digest.digest());
    }

    /** Reads {@code length} bytes and hands them to {@code sink}, part by part, in one buffer used again and again. */
    static void inParts(int length, Reader reader, PartSink sink) throws IOException {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(Math.min(length, PART_BYTES));
        try {
            for (int begin = 0; begin < length; begin += PART_BYTES) {
                buffer.clear();
                reader.read(begin, Math.min(PART_BYTES, length - begin), buffer);
                sink.accept(begin, buffer);
            }
        } finally {
            buffer.release();
        }
    }

    /** Whether the piece is there and what the metainfo says it is. */
    static boolean isSound(Metainfo metainfo, int piece, PieceSource source) {
        try {
            ByteString hash = of(
                    metainfo.grid().length(piece),
                    (begin, length, into) -> source.read(piece, begin, length, into),
                    (begin, part) -> {});
            return hash.equals(metainfo.pieceHash(piece));
        } catch (IOException e) {
            // What cannot be read is as good as not there: whoever asks learns that the piece is missing.
            return false;
        }
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
