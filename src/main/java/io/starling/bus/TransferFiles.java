package io.starling.bus;

import io.starling.torrent.Priority;
import java.util.List;

/**
 * What a peer replies to {@link PeerCommand.Files}: one page of the files of a transfer, in the order of its torrent.
 *
 * @param total how many match, on all pages
 */
public record TransferFiles(List<TransferFile> files, int total) {
    public TransferFiles {
        files = Require.listOrEmpty(files);
    }

    /**
     * @param path below the torrent's name, with slashes; of a single file, the name alone
     * @param bytesHave how much of it is verified and here
     */
    public record TransferFile(String path, long length, long bytesHave, boolean wanted, Priority priority) {
        public TransferFile {
            Require.present("path", path);
            Require.present("priority", priority);
        }
    }
}
