package io.starling.bus;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.TransferStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One swarm at one moment, as the tracker sees it.
 *
 * @param peers at most {@link SwarmView#MAX_PEERS} of them
 * @param availability how many peers have a piece, averaged over each of at most {@link #MAX_BUCKETS} runs of pieces
 * @param links who sends to whom
 * @param announce as in {@link TrackerReply.ListedFile}
 */
public record SwarmSnapshot(
        InfoHash infoHash,
        String name,
        long length,
        int pieces,
        int peersTotal,
        int seedsTotal,
        List<Member> peers,
        List<Double> availability,
        List<TrackerRequest.Link> links,
        List<String> announce) {
    public static final int MAX_BUCKETS = 1024;

    /** Bitfields are shown up to so many pieces: fifty of them are then 140 kB in a message that goes out 4 times a second. */
    public static final int MAX_SHOWN_PIECES = 16_384;

    public SwarmSnapshot {
        peers = Require.listOrEmpty(peers);
        availability = Require.listOrEmpty(availability);
        links = Require.listOrEmpty(links);
        announce = Require.listOrEmpty(announce);
    }

    /**
     * @param peer its configured id, or a name made by the tracker for a stock client
     * @param piecesHave of a stock client an estimate, from the bytes that it says it lacks
     * @param bitfield all it has; absent when it has everything, with more than {@link #MAX_SHOWN_PIECES} pieces, and of a
     *     stock client, which does not say
     */
    public record Member(
            String peer,
            String host,
            int port,
            TransferStatus status,
            int piecesHave,
            @Nullable ByteString bitfield,
            long uploaded,
            long downloaded,
            long upRate,
            long downRate) {}
}
