package io.starling.cli;

import io.starling.bencode.ByteString;
import io.starling.storage.FileSelection;
import io.starling.torrent.FileEntry;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The final files of a download, one by one, where a transfer names their directory alone. */
final class FinalFiles {
    private FinalFiles() {}

    /**
     * The absolute paths of the wanted files in the order of the torrent, as its .torrent file in the download directory says.
     *
     * @param root the final file, or the directory of the final files
     */
    static List<Path> below(Path root, Path downloadDir, InfoHash infoHash) throws IOException {
        Path torrent = downloadDir.resolve(".starling").resolve(infoHash.hex()).resolve("meta.torrent");
        Metainfo metainfo = Metainfo.parse(ByteString.wrap(Files.readAllBytes(torrent)));
        return metainfo.isMultiFile()
                ? FileSelection.keptIn(downloadDir, metainfo)
                        .files()
                        .mapToObj(file -> resolve(root, metainfo.files().get(file)))
                        .toList()
                : List.of(root);
    }

    private static Path resolve(Path root, FileEntry file) {
        Path path = root;
        for (String element : file.path()) {
            path = path.resolve(element);
        }
        return path;
    }
}
