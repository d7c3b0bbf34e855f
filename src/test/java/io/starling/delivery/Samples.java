package io.starling.delivery;

import io.starling.bus.Delivery;
import io.starling.bus.PeerCommand;
import io.starling.bus.Recipients;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.InfoHash;
import io.starling.torrent.TransferStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One file of a hundred pieces, and how it stands with one peer or another. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    static final InfoHash INFO_HASH = InfoHash.ofHex("0123456789abcdef0123456789abcdef01234567");
    static final int PIECE_LENGTH = 16_384;
    static final int PIECES = 100;

    private Samples() {}

    static Delivery delivery(String... peers) {
        return delivery(Recipients.of(List.of(peers)));
    }

    static Delivery delivery(Recipients peers) {
        return delivery("d1", peers, NOW);
    }

    static Delivery delivery(String id, Recipients peers, Instant createdAt) {
        long length = (long) PIECES * PIECE_LENGTH;
        return new Delivery(
                id, INFO_HASH, "big.iso", length, peers, Delivery.State.DELIVERING, createdAt, createdAt, List.of());
    }

    static Report present(TransferStatus status, int piecesHave, Duration unchanged) {
        return new Report.Present(transfer("a", status, piecesHave), unchanged);
    }

    static TransferSnapshot transfer(String peer, TransferStatus status, int piecesHave) {
        boolean isMoving = status == TransferStatus.DOWNLOADING;
        return new TransferSnapshot(
                peer,
                INFO_HASH,
                "big.iso",
                (long) PIECES * PIECE_LENGTH,
                PIECE_LENGTH,
                PIECES,
                piecesHave,
                PIECES,
                null,
                status,
                0,
                0,
                isMoving ? 1_000 : 0,
                0,
                null,
                1,
                PeerCommand.Limits.NONE,
                NOW,
                status == TransferStatus.DOWNLOADED ? NOW : null,
                status == TransferStatus.FAILED ? "no room on the disk" : null,
                List.of(),
                "magnet:?xt=urn:btih:" + INFO_HASH);
    }
}
