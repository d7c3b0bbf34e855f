package io.starling.torrent;

import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Writes a .torrent file around an info dictionary, whose bytes stay as they are: one just made by
 * {@link InfoDictionary}, or one that came from a peer (BEP 9). Everything else is optional and outside the info-hash.
 */
public final class TorrentWriter {
    private final ByteString info;
    private List<List<String>> announce = List.of();
    private List<String> webSeeds = List.of();
    private String comment = "";
    private String createdBy = "";
    private Optional<Instant> creationDate = Optional.empty();

    /** Around this info dictionary, bencoded. */
    public TorrentWriter(ByteString info) {
        this.info = info;
    }

    /** Tiers of tracker URLs (BEP 12); a single URL is written as BEP 3 has it. */
    public TorrentWriter announce(List<List<String>> tiers) {
        announce =
                tiers.stream().filter(tier -> !tier.isEmpty()).map(List::copyOf).toList();
        return this;
    }

    /** URLs of servers that have the files, too (BEP 19). */
    public TorrentWriter webSeeds(List<String> urls) {
        webSeeds = List.copyOf(urls);
        return this;
    }

    public TorrentWriter comment(String text) {
        comment = text;
        return this;
    }

    public TorrentWriter createdBy(String program) {
        createdBy = program;
        return this;
    }

    public TorrentWriter creationDate(Instant time) {
        creationDate = Optional.of(time);
        return this;
    }

    /** The bytes of the .torrent file. */
    public ByteString write() {
        BencodeWriter writer = new BencodeWriter().beginDict();
        writeAnnounce(writer);
        if (!comment.isEmpty()) {
            writer.key("comment").text(comment);
        }
        if (!createdBy.isEmpty()) {
            writer.key("created by").text(createdBy);
        }
        creationDate.ifPresent(time -> writer.key("creation date").integer(time.getEpochSecond()));
        writer.key("info").raw(info);
        if (!webSeeds.isEmpty()) {
            writer.key("url-list").beginList();
            webSeeds.forEach(writer::text);
            writer.end();
        }
        return writer.end().toByteString();
    }

    private void writeAnnounce(BencodeWriter writer) {
        if (announce.isEmpty()) {
            return;
        }
        writer.key("announce").text(announce.get(0).get(0));
        if (announce.size() > 1 || announce.get(0).size() > 1) {
            writer.key("announce-list").beginList();
            for (List<String> tier : announce) {
                writer.beginList();
                tier.forEach(writer::text);
                writer.end();
            }
            writer.end();
        }
    }
}
