package io.starling.tracker;

import io.starling.announce.ScrapeReply;
import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import java.util.List;

/** A scrape as it travels by HTTP: the info-hashes in the query, the reply bencoded (BEP 48). */
final class HttpScrape {
    private static final String KEY = "info_hash";

    private HttpScrape() {}

    /**
     * Which swarms are asked for. Throws {@link IllegalArgumentException} for too many, and for none: the whole catalogue
     * is told page by page on the bus, and not to everybody in one answer.
     */
    static List<InfoHash> read(HttpQuery query) {
        List<ByteString> values = query.all(KEY);
        if (values.isEmpty() || values.size() > ScrapeReply.MAX_INFO_HASHES) {
            throw new IllegalArgumentException(
                    KEY + ": " + values.size() + " of them (expected: 1 to " + ScrapeReply.MAX_INFO_HASHES + ")");
        }
        return values.stream()
                .map(value -> new InfoHash(HttpQuery.sized(KEY, value, InfoHash.LENGTH_BYTES)))
                .toList();
    }

    /** The body of the answer. */
    static ByteString write(ScrapeReply reply) {
        BencodeWriter writer = new BencodeWriter().beginDict().key("files").beginDict();
        reply.swarms().forEach((infoHash, counts) -> {
            writer.key(infoHash.bytes()).beginDict();
            writer.key("complete").integer(counts.complete());
            writer.key("downloaded").integer(counts.downloaded());
            writer.key("incomplete").integer(counts.incomplete());
            writer.end();
        });
        return writer.end().end().toByteString();
    }
}
