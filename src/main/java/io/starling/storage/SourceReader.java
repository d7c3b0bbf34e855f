package io.starling.storage;

import io.starling.storage.SourceTree.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a tree of files as one row of bytes, from some place on, and hashes what it reads. Owned by one thread. */
final class SourceReader implements AutoCloseable {
    /** Large enough that the calls cost nothing beside the hashing. */
    private static final int BUFFER_BYTES = 256 * 1024;

    private final List<Source> sources;
    private final MessageDigest sha1 = sha1();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private int index;
    private long offset;
    private @Nullable FileChannel channel;

    /** Begins at byte {@code offset} of all files together. */
    SourceReader(List<Source> sources, long offset) {
        this.sources = sources;
        this.offset = offset;
        this.index = indexOf(sources, offset);
    }

    /** The SHA-1 of the next {@code length} bytes; throws {@link StorageException} when a file does not have them. */
    byte[] hash(int length) {
        int left = length;
        while (left > 0) {
            Source source = sources.get(index);
            long leftInFile = source.entry().end() - offset;
            if (leftInFile == 0) {
                nextFile(source);
                continue;
            }
            left -= read(source, (int) Math.min(left, leftInFile));
        }
        return sha1.digest();
    }

    @Override
    public void close() {
        if (channel != null) {
            closeFile(channel, sources.get(index));
        }
    }

    private int read(Source source, int atMost) {
        buffer.clear().limit(Math.min(atMost, BUFFER_BYTES));
        try {
            FileChannel file = channel;
            if (file == null) {
                file = FileChannel.open(source.path(), StandardOpenOption.READ);
                channel = file;
            }
            int count = file.read(buffer, offset - source.entry().offset());
            if (count < 0) {
                throw new StorageException(source.path() + " changed while it was being hashed: it ends at byte "
                        + file.size() + " (expected: " + source.entry().length() + ")");
            }
            sha1.update(buffer.flip());
            offset += count;
            return count;
        } catch (IOException e) {
            throw new StorageException("hashing " + source.path() + ": " + e, e);
        }
    }

    private void nextFile(Source source) {
        if (channel != null) {
            closeFile(channel, source);
            channel = null;
        }
        index++;
    }

    private static void closeFile(FileChannel channel, Source source) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StorageException("closing " + source.path() + ": " + e, e);
        }
    }

    /** The first file that ends after the offset: the one that has this byte. */
    private static int indexOf(List<Source> sources, long offset) {
        int low = 0;
        int high = sources.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sources.get(middle).entry().end() > offset) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
