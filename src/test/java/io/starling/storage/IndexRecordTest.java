package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.ByteString;
import io.starling.storage.IndexRecord.Checkpoint;
import io.starling.storage.IndexRecord.Complete;
import io.starling.storage.IndexRecord.Drop;
import io.starling.storage.IndexRecord.Piece;
import io.starling.storage.IndexRecord.Renaming;
import io.starling.torrent.InfoHash;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IndexRecordTest {
    private static final BootId BOOT = new BootId(0x0123456789abcdefL, -1);

    private static Stream<IndexRecord> records() {
        return Stream.of(
                new Piece(1 << 20, 7),
                new Drop(12),
                new Checkpoint(BOOT, 48, new DataStamp(1L << 40, 1_700_000_000_123_456_789L), false),
                new Checkpoint(BOOT, 1L << 33, new DataStamp(0, 0), true),
                new Renaming(BOOT),
                new Complete());
    }

    private static byte[] encode(IndexRecord record) {
        ByteBuffer buffer = ByteBuffer.allocate(IndexRecord.MAX_LENGTH_BYTES);
        record.encode(buffer);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    @ParameterizedTest
    @MethodSource("records")
    void whatIsWrittenIsRead(IndexRecord record) {
        ByteBuffer bytes = ByteBuffer.wrap(encode(record));
        assertThat(IndexRecord.decode(bytes)).isEqualTo(record);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("records")
    void aRecordCutAnywhereIsNone(IndexRecord record) {
        byte[] bytes = encode(record);
        for (int length = 0; length < bytes.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
            assertThat(IndexRecord.decode(cut)).as("%d bytes", length).isNull();
            assertThat(cut.position()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void aRecordWithAnyBitFlippedIsNone(IndexRecord record) {
        byte[] bytes = encode(record);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            // A longer kind may ask for more bytes than there are: also none.
            assertThat(IndexRecord.decode(ByteBuffer.wrap(flipped)))
                    .as("bit %d", bit)
                    .isNull();
        }
    }

    @Test
    void aHeaderIsReadAsItWasWrittenOrNotAtAll() {
        InfoHash infoHash = new InfoHash(ByteString.utf8("12345678901234567890"));
        IndexHeader header = new IndexHeader(StorageMode.DIRECT, infoHash, 16384, 1L << 40);
        ByteBuffer buffer = ByteBuffer.allocate(IndexHeader.LENGTH_BYTES);
        header.encode(buffer);
        assertThat(buffer.hasRemaining()).isFalse();
        assertThat(IndexHeader.decode(buffer.flip())).isEqualTo(header);
        for (int at = 0; at < IndexHeader.LENGTH_BYTES; at++) {
            byte[] flipped = buffer.array().clone();
            flipped[at] ^= 4;
            assertThat(IndexHeader.decode(ByteBuffer.wrap(flipped)))
                    .as("byte %d", at)
                    .isNull();
        }
    }
}
