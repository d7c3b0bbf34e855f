package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.storage.IndexRecord.Checkpoint;
import io.starling.storage.IndexRecord.Complete;
import io.starling.storage.IndexRecord.Drop;
import io.starling.storage.IndexRecord.Piece;
import io.starling.storage.IndexRecord.Renaming;
import io.starling.testing.fuzz.Cost;
import io.starling.testing.fuzz.FuzzTarget;
import io.starling.torrent.PieceGrid;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Of an index, however damaged, the sound beginning counts, exactly that, and no piece gets a slot from anything else. */
final class IndexReplayTarget implements FuzzTarget {
    private static final PieceGrid GRID = new PieceGrid(20 * 16_384L, 16_384);

    /** Each record becomes an object or two. */
    private static final int BYTES_PER_BYTE = 40;

    @Override
    public void check(byte[] data) {
        IndexReplay[] replayed = new IndexReplay[1];
        Cost.isBounded(data.length, BYTES_PER_BYTE, 10_000, () -> replayed[0] = replay(data));
        IndexReplay replay = replayed[0];
        assertThat(replay.end()).isBetween(0L, (long) data.length);
        assertThat(replay.slots()).isEqualTo(slots(data, (int) replay.end()));
        assertThat(replay.nextSlot())
                .isGreaterThan(Arrays.stream(replay.slots()).max().orElse(-1));
        assertThat(replay.pieces().lacksAnyOf(replay.recent())).isFalse();
        endsWhereItWasCutBackTo(replay, Arrays.copyOf(data, (int) replay.end()));
    }

    private static IndexReplay replay(byte[] data) {
        return IndexReplay.of(ByteBuffer.wrap(data), GRID);
    }

    private static void endsWhereItWasCutBackTo(IndexReplay replay, byte[] sound) {
        IndexReplay again = replay(sound);
        assertThat(again.end()).isEqualTo(sound.length);
        assertThat(again.isDamaged()).isFalse();
        assertThat(again.slots()).isEqualTo(replay.slots());
        assertThat(again.nextSlot()).isEqualTo(replay.nextSlot());
        assertThat(again.checkpoint()).isEqualTo(replay.checkpoint());
        assertThat(again.isComplete()).isEqualTo(replay.isComplete());
        assertThat(again.isClosed()).isEqualTo(replay.isClosed());
        assertThat(again.isRenaming()).isEqualTo(replay.isRenaming());
    }

    /** The same by the layout of the records alone: nine bytes and a checksum for a piece, five for one that is dropped. */
    private static int[] slots(byte[] data, int end) {
        int[] slots = new int[GRID.pieces()];
        Arrays.fill(slots, SlotIndex.NO_SLOT);
        ByteBuffer records = ByteBuffer.wrap(data, 0, end);
        while (records.hasRemaining()) {
            int at = records.position();
            int body = List.of(0, 8, 4, 40, 40, 16, 0).get(data[at]);
            if (data[at] == 1) {
                slots[records.getInt(at + 1)] = records.getInt(at + 5);
            } else if (data[at] == 2) {
                slots[records.getInt(at + 1)] = SlotIndex.NO_SLOT;
            }
            records.position(at + 1 + body + 4);
        }
        return slots;
    }

    @Override
    public byte[] sample(Random random) {
        int records = random.nextInt(40);
        ByteBuffer index = ByteBuffer.allocate(records * IndexRecord.MAX_LENGTH_BYTES);
        for (int i = 0; i < records; i++) {
            record(random, index.position()).encode(index);
        }
        return Arrays.copyOf(index.array(), index.position());
    }

    /** Now and then one that no run of ours writes, with a checksum that is right. */
    private static IndexRecord record(Random random, long position) {
        BootId boot = new BootId(random.nextLong(), random.nextLong());
        DataStamp stamp = new DataStamp(random.nextInt(), random.nextLong());
        boolean isImpossible = random.nextInt(50) == 0;
        int piece = isImpossible ? random.nextInt() : random.nextInt(GRID.pieces());
        int slot = isImpossible ? Integer.MAX_VALUE - random.nextInt(2) : random.nextInt(30);
        return switch (random.nextInt(10)) {
            case 0 -> new Drop(piece);
            case 1 -> new Checkpoint(boot, isImpossible ? random.nextLong() : position, stamp, random.nextBoolean());
            case 2 -> random.nextInt(4) == 0 ? new Renaming(boot) : new Complete();
            default -> new Piece(piece, slot);
        };
    }

    @Override
    public List<String> words() {
        return List.of("\0\0\0\0", "\1\0\0\0\1\0\0\0\1", "\2\0\0\0\1", "\6", "\3", "\4", "\5");
    }
}
