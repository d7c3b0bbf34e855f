package io.starling.bus;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import java.util.List;

/** What the tracker replies, besides {@link SwarmView} and {@link SwarmSnapshot}. */
public final class TrackerReply {
    private TrackerReply() {}

    /**
     * @param epoch names this life of the tracker: another one means that it has forgotten the swarms
     * @param heartbeatMillis how often each peer is to send at least an empty update
     */
    public record Registered(String epoch, long heartbeatMillis) {
        public Registered {
            Require.text("epoch", epoch);
            if (heartbeatMillis < 1) {
                throw new IllegalArgumentException("heartbeatMillis: " + heartbeatMillis + " (expected: 1 or more)");
            }
        }
    }

    public record Published(InfoHash infoHash, String name) {}

    /**
     * One page of the catalogue.
     *
     * @param total how many files match, on all pages
     */
    public record Listing(List<ListedFile> files, int total) {
        public Listing {
            files = Require.listOrEmpty(files);
        }
    }

    /**
     * @param length bytes
     * @param peers how many peers take part, seeds included
     * @param seeds how many of them have everything
     */
    public record ListedFile(InfoHash infoHash, String name, long length, int pieces, int peers, int seeds) {}

    /** @param torrent the .torrent file */
    public record Found(InfoHash infoHash, String name, ByteString torrent) {
        public Found {
            Require.present("infoHash", infoHash);
            Require.present("torrent", torrent);
        }
    }

    /** It is done, and there is nothing to say. */
    public record Done() {}
}
