package io.starling.announce;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A scrape by UDP (BEP 15), behind the {@link UdpRequest} or the head of its answer.
 *
 * <pre>
 *   request:  16 | info-hash: 20 | next info-hash …
 *   answer:    8 | complete: 4 | downloaded: 4 | incomplete: 4 | of the next info-hash …
 * </pre>
 */
public final class UdpScrape {
    private static final ScrapeReply.Counts NONE = new ScrapeReply.Counts(0, 0, 0);

    private UdpScrape() {}

    /**
     * Which swarms are asked for. Throws {@link IllegalArgumentException} for none and for more than {@link
     * ScrapeReply#MAX_INFO_HASHES}; what is shorter than an info-hash at the end may be there for extensions.
     */
    public static List<InfoHash> readRequest(Buffer datagram) {
        int count = (datagram.length() - UdpRequest.LENGTH_BYTES) / InfoHash.LENGTH_BYTES;
        if (count < 1 || count > ScrapeReply.MAX_INFO_HASHES) {
            throw new IllegalArgumentException(
                    "info_hash: " + count + " of them (expected: 1 to " + ScrapeReply.MAX_INFO_HASHES + ")");
        }
        List<InfoHash> infoHashes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = UdpRequest.LENGTH_BYTES + i * InfoHash.LENGTH_BYTES;
            infoHashes.add(new InfoHash(ByteString.wrap(datagram.getBytes(at, at + InfoHash.LENGTH_BYTES))));
        }
        return infoHashes;
    }

    /** Appends the answer to its head: of each that was asked for, in this order; of one that is not served, zeros. */
    public static Buffer writeReply(Buffer head, List<InfoHash> infoHashes, ScrapeReply reply) {
        for (InfoHash infoHash : infoHashes) {
            ScrapeReply.Counts counts = reply.swarms().getOrDefault(infoHash, NONE);
            head.appendInt(counts.complete()).appendInt(counts.downloaded()).appendInt(counts.incomplete());
        }
        return head;
    }
}
