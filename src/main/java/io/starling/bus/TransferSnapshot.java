package io.starling.bus;

import io.starling.torrent.InfoHash;
import io.starling.torrent.TransferStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is to be known of one transfer at one moment, on the bus and over HTTP.
 *
 * @param peer the configured id of the peer whose transfer it is
 * @param length bytes of all files, {@code pieceLength} bytes of a piece
 * @param piecesWanted pieces that have bytes of wanted files: all {@code pieces}, unless only some files are wanted
 * @param piecesChecked pieces hashed so far while CHECKING, of those that have to be; else null
 * @param downloaded bytes of blocks received, {@code uploaded} bytes of blocks sent
 * @param downRate bytes per second, {@code upRate} likewise
 * @param etaSeconds seconds until complete at the present rate; null when not downloading or nothing arrives
 * @param connections open connections to peers
 * @param limits what a user allows it; of those of its peer nothing is said here
 * @param startedAt when it was added; {@code completedAt} when it became DOWNLOADED, else null
 * @param error why it FAILED, else null
 * @param files absolute paths of the final files (their root: a file or a directory), once DOWNLOADED
 * @param magnet a link by which others find it (BEP 9)
 */
public record TransferSnapshot(
        String peer,
        InfoHash infoHash,
        String name,
        long length,
        int pieceLength,
        int pieces,
        int piecesHave,
        int piecesWanted,
        @Nullable Integer piecesChecked,
        TransferStatus status,
        long downloaded,
        long uploaded,
        long downRate,
        long upRate,
        @Nullable Long etaSeconds,
        int connections,
        PeerCommand.Limits limits,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable String error,
        List<String> files,
        String magnet) {
    public TransferSnapshot {
        Require.present("infoHash", infoHash);
        Require.present("status", status);
        limits = limits == null ? PeerCommand.Limits.NONE : limits;
        files = Require.listOrEmpty(files);
        Require.present("magnet", magnet);
    }
}
