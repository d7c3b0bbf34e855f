package io.starling.peer;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.wire.SharedSecret;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds which of our torrents the dialler of an encrypted connection means, who names it by its mark alone. */
final class TorrentMarks {
    /** Of those that we had when somebody asked last. */
    private final Map<ByteString, InfoHash> torrents = new HashMap<>();

    /** @param present the torrents that we have now */
    Optional<InfoHash> find(ByteString mark, Set<InfoHash> present) {
        if (torrents.size() != present.size() || !present.containsAll(torrents.values())) {
            torrents.clear();
            present.forEach(torrent -> torrents.put(SharedSecret.mark(torrent), torrent));
        }
        return Optional.ofNullable(torrents.get(mark));
    }
}
