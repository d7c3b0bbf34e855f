package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.storage.IndexRecord.Checkpoint;
import io.starling.storage.IndexRecord.Piece;
import io.starling.storage.SlotData.Extent;
import io.starling.torrent.PieceGrid;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustTest {
    private static final PieceGrid GRID = new PieceGrid(10_000, 1000);
    private static final BootId NOW = new BootId(2, 2);
    private static final BootId BEFORE = new BootId(1, 1);
    private static final long TIME = 1_000_000_000_000L;
    private static final DataStamp TWO_PIECES = new DataStamp(2000, TIME);
    private static final DataStamp THREE_PIECES = new DataStamp(3000, TIME + 1);

    private static IndexReplay replay(IndexRecord... records) {
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        List.of(records).forEach(record -> record.encode(buffer));
        return IndexReplay.of(buffer.flip(), GRID);
    }

    private static IndexReplay killed(BootId boot) {
        return replay(new Piece(5, 0), new Piece(3, 1), new Checkpoint(boot, 26, TWO_PIECES, false), new Piece(1, 2));
    }

    private static IndexReplay closed(BootId boot) {
        return replay(new Piece(5, 0), new Piece(3, 1), new Checkpoint(boot, 26, TWO_PIECES, true));
    }

    private static Trust trust(IndexReplay replay, DataStamp data, Extent extent) {
        return Trust.of(replay, new Trust.Evidence(data, extent, TIME + 1, NOW));
    }

    @Test
    void believesWhatWasWrittenInThisRunOfTheMachine() {
        assertThat(trust(killed(NOW), THREE_PIECES, Extent.EXACT)).isEqualTo(Trust.ALL);
    }

    @Test
    void believesOnlyTheCheckpointOfAnEarlierRun() {
        assertThat(trust(killed(BEFORE), THREE_PIECES, Extent.EXACT)).isEqualTo(Trust.UP_TO_CHECKPOINT);
        assertThat(killed(BEFORE).recent().stream()).containsExactly(1);
    }

    @Test
    void believesAClosedStoreOfAnyRunWhenNothingChanged() {
        assertThat(trust(closed(BEFORE), TWO_PIECES, Extent.EXACT)).isEqualTo(Trust.ALL);
    }

    @Test
    void doubtsAClosedStoreOfAnotherSizeOrTime() {
        assertThat(trust(closed(NOW), new DataStamp(2001, TIME), Extent.LONGER)).isEqualTo(Trust.NOTHING);
        assertThat(trust(closed(NOW), new DataStamp(2000, TIME + 1), Extent.EXACT))
                .isEqualTo(Trust.NOTHING);
    }

    @Test
    void doubtsDataThatIsTooShortOrOlderThanTheCheckpoint() {
        assertThat(trust(killed(NOW), new DataStamp(2999, TIME + 1), Extent.SHORT))
                .isEqualTo(Trust.NOTHING);
        assertThat(trust(killed(NOW), new DataStamp(1999, TIME + 1), Extent.EXACT))
                .isEqualTo(Trust.NOTHING);
        assertThat(trust(killed(NOW), new DataStamp(3000, TIME - 1), Extent.EXACT))
                .isEqualTo(Trust.NOTHING);
    }

    @Test
    void doubtsDataWrittenLongAfterTheIndexUnlessItHasGrown() {
        DataStamp later = new DataStamp(3000, TIME + 2 + Trust.SLACK_NANOS);
        assertThat(trust(killed(NOW), later, Extent.EXACT)).isEqualTo(Trust.NOTHING);
        assertThat(trust(killed(NOW), later, Extent.LONGER)).isEqualTo(Trust.ALL);
    }

    @Test
    void withoutABootIdEveryStartIsANewRun() {
        IndexReplay replay = killed(BootId.UNKNOWN);
        Trust.Evidence found = new Trust.Evidence(THREE_PIECES, Extent.EXACT, TIME + 1, BootId.UNKNOWN);
        assertThat(Trust.of(replay, found)).isEqualTo(Trust.UP_TO_CHECKPOINT);
    }

    @Test
    void withoutACheckpointNothingIsCovered() {
        IndexReplay replay = replay(new Piece(5, 0));
        assertThat(trust(replay, new DataStamp(1000, TIME), Extent.EXACT)).isEqualTo(Trust.UP_TO_CHECKPOINT);
        assertThat(replay.recent().stream()).containsExactly(5);
    }
}
