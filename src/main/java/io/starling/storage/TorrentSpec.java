package io.starling.storage;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a torrent is to be made of.
 *
 * @param root a file or a directory
 * @param pieceLength bytes, a power of two from 16 KiB to 16 MiB; chosen by size when empty
 * @param announce tiers of tracker URLs (BEP 12); may be empty
 * @param isPrivate whether peers may come from these trackers only (BEP 27)
 * @param comment may be empty
 * @param webSeeds URLs of servers that have the files, too (BEP 19); may be empty
 */
public record TorrentSpec(
        Path root,
        OptionalInt pieceLength,
        List<List<String>> announce,
        boolean isPrivate,
        String comment,
        List<String> webSeeds) {
    public TorrentSpec {
        announce = announce.stream().map(List::copyOf).toList();
        webSeeds = List.copyOf(webSeeds);
    }

    /** Without web seeds. */
    public TorrentSpec(
            Path root, OptionalInt pieceLength, List<List<String>> announce, boolean isPrivate, String comment) {
        this(root, pieceLength, announce, isPrivate, comment, List.of());
    }

    /** The file or directory alone, everything else by default. */
    public static TorrentSpec of(Path root) {
        return new TorrentSpec(root, OptionalInt.empty(), List.of(), false, "");
    }
}
