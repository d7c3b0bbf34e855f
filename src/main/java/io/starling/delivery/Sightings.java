package io.starling.delivery;

import io.starling.bus.TransferSnapshot;
import io.starling.torrent.InfoHash;
import io.starling.torrent.TransferStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each peer said last, and since when it has said nothing else, or nothing at all. Times are milliseconds of one clock
 * that does not jump. Owned by the {@link Coordinator}.
 */
final class Sightings {
    private final Map<String, Peer> peers = new HashMap<>();

    /** What one peer said last. */
    private static final class Peer {
        private Map<InfoHash, Transfer> transfers = new HashMap<>();
        private @Nullable Silence silence;
    }

    private record Silence(String why, long sinceMillis) {}

    /** A transfer as it was reported last, and since when it has been there. */
    private record Transfer(TransferSnapshot snapshot, long unchangedSinceMillis) {
        Transfer next(TransferSnapshot newer, long nowMillis) {
            return new Transfer(newer, hasMoved(newer) ? nowMillis : unchangedSinceMillis);
        }

        private boolean hasMoved(TransferSnapshot newer) {
            boolean isChecking = newer.status() == TransferStatus.CHECKING;
            return newer.status() != snapshot.status() || newer.piecesHave() != snapshot.piecesHave() || isChecking;
        }
    }

    void heard(String peer, List<TransferSnapshot> transfers, long nowMillis) {
        Peer seen = peers.computeIfAbsent(peer, unused -> new Peer());
        Map<InfoHash, Transfer> before = seen.transfers;
        Map<InfoHash, Transfer> after = new HashMap<>();
        for (TransferSnapshot snapshot : transfers) {
            Transfer known = before.get(snapshot.infoHash());
            after.put(
                    snapshot.infoHash(),
                    known == null ? new Transfer(snapshot, nowMillis) : known.next(snapshot, nowMillis));
        }
        seen.transfers = after;
        seen.silence = null;
    }

    void silent(String peer, String why, long nowMillis) {
        Peer seen = peers.computeIfAbsent(peer, unused -> new Peer());
        Silence silence = seen.silence;
        seen.silence = new Silence(why, silence == null ? nowMillis : silence.sinceMillis());
        // Whoever comes back has as much time to move as one who is new.
        seen.transfers = new HashMap<>();
    }

    /** It has just been told to move, and has time to. */
    void expectMove(String peer, InfoHash infoHash, long nowMillis) {
        Peer seen = peers.get(peer);
        if (seen != null) {
            seen.transfers.computeIfPresent(
                    infoHash, (unused, transfer) -> new Transfer(transfer.snapshot(), nowMillis));
        }
    }

    /** Forgets all others. */
    void keep(Set<String> watched) {
        peers.keySet().retainAll(watched);
    }

    Report report(String peer, InfoHash infoHash, long nowMillis) {
        Peer seen = peers.get(peer);
        if (seen == null) {
            return new Report.Unknown();
        } else if (seen.silence != null) {
            return new Report.Silent(seen.silence.why(), Duration.ofMillis(nowMillis - seen.silence.sinceMillis()));
        }
        Transfer transfer = seen.transfers.get(infoHash);
        return transfer == null
                ? new Report.Lacking()
                : new Report.Present(
                        transfer.snapshot(), Duration.ofMillis(nowMillis - transfer.unchangedSinceMillis()));
    }
}
