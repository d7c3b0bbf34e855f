package io.starling.torrent;

import io.starling.bencode.BValue;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BValue.BList;
import io.starling.bencode.BencodeReader;
import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A .torrent file that names more trackers than before. */
public final class AnnouncedTorrent {
    private static final ByteString ANNOUNCE = ByteString.utf8("announce");
    private static final ByteString ANNOUNCE_LIST = ByteString.utf8("announce-list");

    private AnnouncedTorrent() {}

    /**
     * The file with one more tier of trackers behind its own (BEP 12), of those that it does not name yet. All else of it
     * stays as it is, to the byte. Takes as long as {@link Metainfo#parse}.
     *
     * @throws io.starling.bencode.BencodeException when it is no .torrent file
     */
    public static ByteString of(ByteString torrent, List<String> trackers) {
        BDict dict = BencodeReader.readDict(torrent);
        List<List<String>> tiers = new ArrayList<>(AnnounceTiers.of(dict));
        List<String> fresh = trackers.stream()
                .filter(url -> tiers.stream().noneMatch(tier -> tier.contains(url)))
                .toList();
        if (fresh.isEmpty()) {
            return torrent;
        }
        tiers.add(fresh);
        return with(dict, tiers);
    }

    private static ByteString with(BDict dict, List<List<String>> tiers) {
        SortedMap<ByteString, BValue> entries = new TreeMap<>();
        dict.entries().forEach(entry -> entries.put(entry.key(), entry.value()));
        entries.put(ANNOUNCE, BValue.of(tiers.get(0).get(0)));
        entries.put(
                ANNOUNCE_LIST,
                new BList(tiers.stream().map(AnnouncedTorrent::tier).toList()));
        BencodeWriter writer = new BencodeWriter().beginDict();
        entries.forEach((key, value) -> writer.key(key).value(value));
        return writer.end().toByteString();
    }

    private static BValue tier(List<String> urls) {
        return new BList(urls.stream().<BValue>map(BValue::of).toList());
    }
}
