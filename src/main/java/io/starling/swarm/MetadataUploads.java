package io.starling.swarm;

import io.starling.bencode.ByteString;
import io.starling.torrent.Metainfo;
import io.starling.wire.MetadataMessage;

/**
 * Gives the info dictionary to remotes that came by a magnet link (BEP 9). That of a private torrent goes to nobody: who may
 * have it has the .torrent (BEP 27). Owned by its swarm.
 */
final class MetadataUploads {
    /** Who lost some on the way may ask again; who asks without end gets nothing more. */
    private static final int TIMES = 3;

    /** A refused request weighs as much as any other message that brings nothing. */
    private static final int REFUSED_WEIGHT = 1;

    private final ByteString info;

    MetadataUploads(Metainfo metainfo) {
        this.info = metainfo.isPrivate() ? ByteString.EMPTY : metainfo.info();
    }

    /** What our handshake says, in bytes; 0 for none to be had. */
    int size() {
        return info.size();
    }

    void onMessage(Remote remote, MetadataMessage message) {
        if (message instanceof MetadataMessage.Request request) {
            onRequest(remote, request.piece());
        } else {
            remote.connection.bear("ut_metadata that nobody asked for", 1 + MetadataMessage.PIECE_BYTES / 4096);
        }
    }

    private void onRequest(Remote remote, int piece) {
        int pieces = MetadataMessage.pieces(info.size());
        boolean isServed =
                piece < pieces && remote.metadataPieces < TIMES * pieces && !remote.connection.isWriteQueueFull();
        if (isServed) {
            remote.metadataPieces++;
            int from = piece * MetadataMessage.PIECE_BYTES;
            int to = Math.min(info.size(), from + MetadataMessage.PIECE_BYTES);
            remote.connection.sendMetadata(new MetadataMessage.Data(piece, info.size(), info.slice(from, to)));
        } else {
            remote.connection.bear("ut_metadata request that is refused", REFUSED_WEIGHT);
            remote.connection.sendMetadata(new MetadataMessage.Reject(piece));
        }
    }
}
