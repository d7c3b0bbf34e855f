package io.starling.node;

import io.starling.bus.PeerCommand;
import io.starling.bus.TransferFiles;
import io.starling.bus.TransferFiles.TransferFile;
import io.starling.storage.FilePriorities;
import io.starling.storage.FileSelection;
import io.starling.torrent.FileEntry;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The files of a transfer as a list.
 *
 * @param have the pieces that are here
 */
record FileListing(Metainfo metainfo, FileSelection selection, FilePriorities priorities, PieceSet have) {
    /** One page of those that match; padding is no file. */
    TransferFiles page(PeerCommand.Files asked) {
        String part = Optional.ofNullable(asked.query()).orElse("").toLowerCase(Locale.ROOT);
        List<FileEntry> entries = metainfo.files();
        int[] matching = IntStream.range(0, entries.size())
                .filter(file -> !entries.get(file).isPadding())
                .filter(file ->
                        part.isEmpty() || path(file).toLowerCase(Locale.ROOT).contains(part))
                .toArray();
        int size = Optional.ofNullable(asked.size()).orElse(PeerCommand.Files.MAX_PAGE_SIZE);
        long first = (long) Optional.ofNullable(asked.page()).orElse(0) * size;
        List<TransferFile> page = IntStream.of(matching)
                .skip(first)
                .limit(size)
                .mapToObj(this::file)
                .toList();
        return new TransferFiles(page, matching.length);
    }

    private TransferFile file(int file) {
        FileEntry entry = metainfo.files().get(file);
        return new TransferFile(path(file), entry.length(), bytesHave(entry), selection.has(file), priorities.of(file));
    }

    private String path(int file) {
        return String.join("/", metainfo.files().get(file).path());
    }

    /** Of the pieces that reach beyond the file, the part that lies in it. */
    private long bytesHave(FileEntry file) {
        long pieceLength = metainfo.grid().pieceLength();
        long bytes = 0;
        int piece = have.next((int) (file.offset() / pieceLength));
        while (piece >= 0 && piece * pieceLength < file.end()) {
            bytes += Math.min(file.end(), (piece + 1) * pieceLength) - Math.max(file.offset(), piece * pieceLength);
            piece = have.next(piece + 1);
        }
        return bytes;
    }
}
