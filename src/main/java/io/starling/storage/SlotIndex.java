package io.starling.storage;

import io.starling.storage.IndexRecord.Checkpoint;
import io.starling.storage.IndexRecord.Complete;
import io.starling.storage.IndexRecord.Drop;
import io.starling.storage.IndexRecord.Piece;
import io.starling.storage.IndexRecord.Renaming;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * {@code pieces.idx}: which piece stands in which slot of the data, as an append-only file of {@link IndexRecord}s
 * behind an {@link IndexHeader}, and the same in memory.
 *
 * <p>Used by several workers at once, which hash and write different pieces in parallel; the monitor is held for the few
 * microseconds of one small write, never for a sync. A slot is never given twice: a record that a crash took back would
 * otherwise leave an older one pointing at bytes of another piece.
 */
final class SlotIndex implements Closeable {
    static final int NO_SLOT = -1;

    private final FileChannel channel;
    private final BootId boot;
    private final int[] slots;

    /** Claimed, and given back. */
    private final Queue<Integer> given = new ArrayDeque<>();

    private int nextSlot;
    private long end;
    private long covered;
    private boolean isRenaming;

    private SlotIndex(FileChannel channel, BootId boot, int[] slots, int nextSlot, long covered) throws IOException {
        this.channel = channel;
        this.boot = boot;
        this.slots = slots;
        this.nextSlot = nextSlot;
        this.end = channel.size();
        this.covered = covered;
    }

    /** Goes on with the index that {@code replay} was read from, cut back to its last sound record. */
    static SlotIndex resume(Path file, BootId boot, IndexReplay replay) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            channel.truncate(replay.end());
            Checkpoint checkpoint = replay.checkpoint();
            long covered = checkpoint == null ? 0 : checkpoint.covered();
            SlotIndex index = new SlotIndex(channel, boot, replay.slots(), replay.nextSlot(), covered);
            index.isRenaming = replay.isRenaming();
            return index;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Replaces whatever index there is by one that says this and no more. It is on disk, whole, when this returns.
     *
     * @param slots the slot of each piece, or {@link #NO_SLOT}
     * @param nextSlot the first slot that may be given
     */
    static SlotIndex rewrite(Path file, BootId boot, IndexHeader header, int[] slots, int nextSlot) throws IOException {
        Io.writeAtomically(file, image(header, slots));
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            return new SlotIndex(channel, boot, slots.clone(), nextSlot, channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static ByteBuffer image(IndexHeader header, int[] slots) {
        List<IndexRecord> records = new ArrayList<>();
        for (int piece = 0; piece < slots.length; piece++) {
            if (slots[piece] != NO_SLOT) {
                records.add(new Piece(piece, slots[piece]));
            }
        }
        ByteBuffer image =
                ByteBuffer.allocate(IndexHeader.LENGTH_BYTES + records.size() * IndexRecord.MAX_LENGTH_BYTES);
        header.encode(image);
        records.forEach(record -> record.encode(image));
        return image.flip();
    }

    /** Gives a slot for a piece about to be written. */
    synchronized int claimSlot() {
        Integer unused = given.poll();
        return unused != null ? unused : nextSlot++;
    }

    /** Takes back a slot that was claimed and could not be written: no record ever spoke of it. */
    synchronized void giveBack(int slot) {
        given.add(slot);
    }

    synchronized int slotOf(int piece) {
        return slots[piece];
    }

    synchronized int[] slots() {
        return slots.clone();
    }

    /** Behind the last record. */
    synchronized long end() {
        return end;
    }

    /** Records that the piece stands in the slot, whose bytes are written. */
    synchronized void add(int piece, int slot) throws IOException {
        append(new Piece(piece, slot));
        slots[piece] = slot;
    }

    /** Forgets a damaged piece, on disk too: its slot may be written again at once where the slot is the piece's own. */
    void drop(List<Integer> pieces) throws IOException {
        synchronized (this) {
            for (int piece : pieces) {
                append(new Drop(piece));
                slots[piece] = NO_SLOT;
            }
        }
        force();
    }

    /** Records that data and index are on disk up to byte {@code upTo} of the index, and syncs the index. */
    void checkpoint(long upTo, DataStamp data, boolean isClosed) throws IOException {
        synchronized (this) {
            append(new Checkpoint(boot, upTo, data, isClosed));
            covered = upTo;
        }
        force();
    }

    /** Records, as after another run of the machine, that only what is covered so far is to be believed. */
    synchronized void doubt(DataStamp data) throws IOException {
        append(new Checkpoint(BootId.UNKNOWN, covered, data, false));
    }

    /** Records that this run of the machine goes on with the store; what is covered stays as it was. */
    synchronized void resumed(DataStamp data) throws IOException {
        append(new Checkpoint(boot, covered, data, false));
    }

    /** Records, and syncs, that the final files begin to get their names. */
    void markRenaming() throws IOException {
        synchronized (this) {
            append(new Renaming(boot));
            isRenaming = true;
        }
        force();
    }

    /** Whether final files may have got their names, in this run or in one that a crash ended. */
    synchronized boolean isRenaming() {
        return isRenaming;
    }

    /** Records, and syncs, that the final files are complete and on disk. */
    void markComplete() throws IOException {
        synchronized (this) {
            append(new Complete());
        }
        force();
    }

    private void append(IndexRecord record) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(IndexRecord.MAX_LENGTH_BYTES);
        record.encode(bytes);
        end = Io.writeFully(channel, bytes.flip(), end);
    }

    private void force() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
