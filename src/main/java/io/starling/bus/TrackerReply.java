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
     * @param announce URLs by which stock clients find this tracker; none when it does not know how it is reached
     */
    public record Registered(String epoch, long heartbeatMillis, List<String> announce) {
        public Registered {
            announce = Require.listOrEmpty(announce);
            Require.text("epoch", epoch);
            if (heartbeatMillis < 1) {
                throw new IllegalArgumentException("heartbeatMillis: " + heartbeatMillis + " (expected: 1 or more)");
            }
        }

        /** The same of a tracker that is found by these URLs. */
        public Registered at(List<String> urls) {
            return new Registered(epoch, heartbeatMillis, urls);
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
     * @param announce URLs by which stock clients find this tracker; none for a private torrent (BEP 27)
     */
    public record ListedFile(
            InfoHash infoHash, String name, long length, int pieces, int peers, int seeds, List<String> announce) {
        public ListedFile {
            announce = Require.listOrEmpty(announce);
        }
    }

    /**
     * @param torrent the .torrent file, as it was published
     * @param announce as in {@link ListedFile}
     */
    public record Found(InfoHash infoHash, String name, ByteString torrent, List<String> announce) {
        public Found {
            announce = Require.listOrEmpty(announce);
            Require.present("infoHash", infoHash);
            Require.present("torrent", torrent);
        }
    }

    /** It is done, and there is nothing to say. */
    public record Done() {}
}
