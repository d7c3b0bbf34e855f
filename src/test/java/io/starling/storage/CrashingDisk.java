package io.starling.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * A directory on which everything stops at a given operation: that one is done by half or not at all, and every later one
 * fails. Reading costs nothing. As when the machine loses its power, what was written and not synced can be taken back.
 */
final class CrashingDisk {
    private int operationsLeft;
    private boolean hasCrashed;

    /** Content and time of each file as they are on disk for good, of those that have been written to since. */
    private final Map<Object, Synced> synced = new HashMap<>();

    private record Synced(byte[] content, FileTime modified) {}

    CrashingDisk(int operations) {
        this.operationsLeft = operations;
    }

    /** The directory as it is seen through this disk. */
    Path at(Path directory) {
        return new WrappedFileSystem(this).wrap(directory);
    }

    synchronized boolean hasCrashed() {
        return hasCrashed;
    }

    /** Counts an operation that changes something; tells whether it is the one in the middle of which all stops. */
    synchronized boolean isTheLast() throws IOException {
        if (hasCrashed) {
            throw new IOException("the disk is gone");
        }
        hasCrashed = --operationsLeft < 0;
        return hasCrashed;
    }

    /** Counts an operation that is done as a whole or not at all. */
    void operation() throws IOException {
        if (isTheLast()) {
            throw new IOException("the disk stops");
        }
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    synchronized void willWrite(Path file) throws IOException {
        if (Files.exists(file)) {
            synced.putIfAbsent(key(file), new Synced(Files.readAllBytes(file), Files.getLastModifiedTime(file)));
        }
    }

    synchronized void created(Path file) throws IOException {
        synced.put(key(file), new Synced(new byte[0], Files.getLastModifiedTime(file)));
    }

    synchronized void forced(Path file) throws IOException {
        if (Files.exists(file)) {
            synced.remove(key(file));
        }
    }

    /** Takes back what was not synced, of each file or not, as it falls out. */
    void losePower(Path directory, Random random) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Synced before = synced.get(attributes.fileKey());
                if (before != null && random.nextBoolean()) {
                    Files.write(file, before.content());
                    Files.setLastModifiedTime(file, before.modified());
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** A file as it is open through this disk. */
    static final class Channel extends FileChannel {
        private final CrashingDisk disk;
        private final Path file;
        private final FileChannel real;

        Channel(CrashingDisk disk, Path file, FileChannel real) {
            this.disk = disk;
            this.file = file;
            this.real = real;
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            boolean isHalf = disk.isTheLast();
            disk.willWrite(file);
            if (!isHalf) {
                return real.write(from, position);
            }
            real.write(from.slice(from.position(), from.remaining() / 2), position);
            throw new IOException("the disk stops in the middle of a write");
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            int written = write(from, real.position());
            real.position(real.position() + written);
            return written;
        }

        @Override
        public long write(ByteBuffer[] from, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            if (size < real.size()) {
                disk.operation();
                disk.willWrite(file);
            }
            real.truncate(size);
            return this;
        }

        @Override
        public void force(boolean isMetadata) throws IOException {
            disk.operation();
            real.force(isMetadata);
            disk.forced(file);
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return real.read(into);
        }

        @Override
        public long read(ByteBuffer[] into, int offset, int length) throws IOException {
            return real.read(into, offset, length);
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return real.read(into, position);
        }

        @Override
        public long position() throws IOException {
            return real.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            real.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            return real.transferTo(position, count, target);
        }

        @Override
        public long transferFrom(ReadableByteChannel from, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean isShared) throws IOException {
            return real.lock(position, size, isShared);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean isShared) throws IOException {
            return real.tryLock(position, size, isShared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }
    }
}
