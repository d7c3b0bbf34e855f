package io.starling.storage;

import io.netty.buffer.ByteBuf;
import io.starling.storage.PieceStore.PutOutcome;
import io.starling.torrent.Metainfo;
import java.io.IOException;
import java.util.List;

/**
 * The pieces of a download that is under way: data and index. Blocking; used by several workers at once, which never
 * put the same piece twice at a time (the owner sees to that).
 */
final class TemporaryPieces implements PieceSource {
    private final Metainfo metainfo;
    private final SlotData data;
    private final SlotIndex index;
    private final Checksums checksums;

    /** Whether a sync has failed. Only the one thread that syncs uses it, or who closes when that is done. */
    private boolean isDoubted;

    TemporaryPieces(Metainfo metainfo, SlotData data, SlotIndex index) {
        this.metainfo = metainfo;
        this.data = data;
        this.index = index;
        this.checksums = new Checksums(metainfo.grid().pieces());
    }

    StorageMode mode() {
        return data.mode();
    }

    SlotIndex index() {
        return index;
    }

    /** Of the pieces that were put here, not of those that were here before. */
    Checksums checksums() {
        return checksums;
    }

    int lengthOf(int piece) {
        return metainfo.grid().length(piece);
    }

    /** Verifies the piece, writes it, then its record: a crash in between loses the piece, never points at nothing. */
    PutOutcome put(int piece, ByteBuf bytes) {
        if (!PieceHash.of(bytes).equals(metainfo.pieceHash(piece))) {
            return PutOutcome.DAMAGED;
        }
        try {
            checksums.keep(piece, bytes);
            index.add(piece, write(piece, bytes));
            return PutOutcome.STORED;
        } catch (IOException e) {
            throw new StorageException(
                    "piece " + piece + " of " + describe(metainfo) + ": cannot write to " + data + ": " + Io.reason(e),
                    e);
        }
    }

    /** Returns the slot. What could not be written, as on a full disk, leaves no gap. */
    private int write(int piece, ByteBuf bytes) throws IOException {
        if (data.mode() == StorageMode.DIRECT) {
            data.write(piece, bytes);
            return piece;
        }
        int slot = index.claimSlot();
        try {
            data.write(slot, bytes);
            return slot;
        } catch (IOException e) {
            index.giveBack(slot);
            throw e;
        }
    }

    @Override
    public void read(int piece, int begin, int length, ByteBuf into) throws IOException {
        int slot = index.slotOf(piece);
        if (slot == SlotIndex.NO_SLOT) {
            throw new StorageException("piece " + piece + " of " + describe(metainfo) + " is not here");
        }
        data.read(slot, begin, length, into);
    }

    /**
     * Makes durable what was put before this call: the data, then the index. Puts and reads go on meanwhile. When a sync
     * has failed, the system may have thrown away what it did not write: the index then says what is to be doubted.
     */
    void checkpoint(boolean isClosing) {
        try {
            long upTo = index.end();
            DataStamp stamp = data.stamp();
            if (isDoubted) {
                index.doubt(stamp);
                return;
            }
            isDoubted = true;
            data.force();
            isDoubted = false;
            index.checkpoint(upTo, stamp, isClosing);
        } catch (IOException e) {
            throw new StorageException(describe(metainfo) + ": cannot sync " + data + ": " + Io.reason(e), e);
        }
    }

    /** Forgets pieces that are damaged on disk. */
    void drop(List<Integer> pieces) {
        try {
            data.reopen();
            index.drop(pieces);
        } catch (IOException e) {
            throw new StorageException(
                    describe(metainfo) + ": cannot write the index of " + data + ": " + Io.reason(e), e);
        }
    }

    /** Deletes the data; the index stays. To be called after {@link #close()}. */
    void deleteData() throws IOException {
        data.delete();
    }

    @Override
    public void close() throws IOException {
        try {
            data.close();
        } finally {
            index.close();
        }
    }

    /** For messages: the torrent as a person and as a log knows it. */
    static String describe(Metainfo metainfo) {
        return "torrent \"" + metainfo.name() + "\" (" + metainfo.infoHash() + ")";
    }

    @Override
    public String toString() {
        return data.toString();
    }
}
