package io.starling.storage;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.starling.bencode.ByteString;
import io.starling.torrent.FileEntry;
import io.starling.torrent.InfoDictionary;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.TorrentWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A torrent of random bytes, with pieces as small as a test likes. */
record SampleTorrent(Metainfo metainfo, byte[] content) {
    /** One file. */
    static SampleTorrent file(String name, int length, int pieceLength) {
        return of(name, List.of(new FileEntry(List.of(name), 0, length)), pieceLength, random(name, length));
    }

    /** One file in which all bytes, and so all pieces, are the same. */
    static SampleTorrent zeros(String name, int length, int pieceLength) {
        return of(name, List.of(new FileEntry(List.of(name), 0, length)), pieceLength, new byte[length]);
    }

    /** A directory: {@code "a/b.txt=17"} is a file of 17 bytes in a directory, {@code "~pad=17"} is padding. */
    static SampleTorrent directory(String name, int pieceLength, String... files) {
        List<FileEntry> entries = new ArrayList<>();
        long offset = 0;
        for (String file : files) {
            String[] parts = file.split("=");
            boolean isPadding = parts[0].startsWith("~");
            List<String> path = List.of(parts[0].replace("~", "").split("/"));
            FileEntry entry = new FileEntry(path, offset, Long.parseLong(parts[1]), isPadding);
            entries.add(entry);
            offset += entry.length();
        }
        byte[] content = random(name, offset);
        entries.stream()
                .filter(FileEntry::isPadding)
                .forEach(entry -> Arrays.fill(content, (int) entry.offset(), (int) entry.end(), (byte) 0));
        return of(name, entries, pieceLength, content);
    }

    private static byte[] random(String name, long length) {
        byte[] content = new byte[(int) length];
        new Random(name.hashCode()).nextBytes(content);
        return content;
    }

    private static SampleTorrent of(String name, List<FileEntry> files, int pieceLength, byte[] content) {
        boolean isMultiFile = !files.get(0).path().equals(List.of(name));
        PieceGrid grid = new PieceGrid(content.length, pieceLength);
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        for (int piece = 0; piece < grid.pieces(); piece++) {
            int from = (int) grid.offset(piece);
            hashes.writeBytes(sha1(Arrays.copyOfRange(content, from, from + grid.length(piece))));
        }
        InfoDictionary info =
                new InfoDictionary(name, grid, ByteString.wrap(hashes.toByteArray()), files, isMultiFile, false);
        return new SampleTorrent(Metainfo.parse(new TorrentWriter(info.toBencode()).write()), content);
    }

    int pieces() {
        return metainfo.grid().pieces();
    }

    byte[] piece(int piece) {
        int from = (int) metainfo.grid().offset(piece);
        return Arrays.copyOfRange(content, from, from + metainfo.grid().length(piece));
    }

    ByteBuf buffer(int piece) {
        byte[] bytes = piece(piece);
        return PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    }

    ByteBuf damaged(int piece) {
        ByteBuf buffer = buffer(piece);
        return buffer.setByte(0, buffer.getByte(0) ^ 1);
    }

    /** All pieces, in an order that is not theirs. */
    List<Integer> shuffled() {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, pieces()).boxed().toList());
        Collections.shuffle(order, new Random(7));
        return order;
    }

    /** Writes the files as the user would have them, and returns the file or directory. */
    Path writeTo(Path directory) throws IOException {
        Path root = directory.resolve(metainfo.name());
        for (FileEntry file :
                metainfo.files().stream().filter(file -> !file.isPadding()).toList()) {
            Path path = pathOf(directory, file);
            Files.createDirectories(path.getParent());
            Files.write(path, bytesOf(file));
        }
        return root;
    }

    Path pathOf(Path directory, FileEntry file) {
        Path root = directory.resolve(metainfo.name());
        return metainfo.isMultiFile() ? root.resolve(String.join("/", file.path())) : root;
    }

    byte[] bytesOf(FileEntry file) {
        return Arrays.copyOfRange(content, (int) file.offset(), (int) (file.offset() + file.length()));
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
