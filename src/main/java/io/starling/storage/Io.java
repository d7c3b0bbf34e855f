package io.starling.storage;

import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** What {@link FileChannel} and {@link Files} leave to their callers: whole transfers, and files that are really there. */
final class Io {
    private Io() {}

    /** Writes all of {@code from}, as a rule with one call, and tells the position behind it. */
    static long writeFully(FileChannel channel, ByteBuffer from, long position) throws IOException {
        long at = position;
        while (from.hasRemaining()) {
            at += channel.write(from, at);
        }
        return at;
    }

    /** Appends exactly {@code length} bytes to the buffer; fails when the file ends before. */
    static void readFully(FileChannel channel, ByteBuf into, long position, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int read = into.writeBytes(channel, position + done, length - done);
            if (read < 0) {
                throw new EOFException("ends at byte " + channel.size() + " (expected: " + (position + length) + ")");
            }
            done += read;
        }
    }

    /** Puts the file there whole or not at all, even when the machine stops in between. */
    static void writeAtomically(Path file, ByteBuffer content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeFully(channel, content, 0);
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        forceDirectory(parent(file));
    }

    /** Makes names in the directory durable. Systems that cannot sync a directory (Windows) need no such thing. */
    static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            if (!System.getProperty("os.name", "").startsWith("Windows")) {
                throw e;
            }
        }
    }

    /** Deletes the file or directory with all that is in it; links are deleted, not followed. */
    static void deleteTree(Path root) throws IOException {
        try {
            Files.walkFileTree(root, new Deleting());
        } catch (NoSuchFileException e) {
            return;
        }
    }

    /** Why something failed, in words; the file system's own exceptions only name the file. */
    static String reason(Throwable failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file: " + failure.getMessage();
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied: " + failure.getMessage();
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "exists already: " + failure.getMessage();
        }
        return String.valueOf(failure.getMessage());
    }

    static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " has no parent directory");
        }
        return parent;
    }

    private static final class Deleting extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
