package io.starling.storage;

import io.starling.storage.IndexRecord.Checkpoint;
import java.util.concurrent.TimeUnit;

/**
 * How much of an index is believed when a store is opened again. A process that was killed loses nothing that it wrote,
 * as long as the machine runs; a machine that stopped loses what was not synced; data whose size or time disagree with
 * the index were changed by somebody else.
 */
enum Trust {
    ALL,
    UP_TO_CHECKPOINT,
    NOTHING;

    /**
     * The index record follows its data at once. Data written this much later than the index, without having grown, was
     * not written by us; less than this is the grain of file times and the moment between the two writes.
     */
    static final long SLACK_NANOS = TimeUnit.SECONDS.toNanos(2);

    /**
     * What was found on disk.
     *
     * @param indexMtimeNanos when the index was last written
     */
    record Evidence(DataStamp data, SlotData.Extent extent, long indexMtimeNanos, BootId boot) {}

    static Trust of(IndexReplay replay, Evidence found) {
        DataStamp data = found.data();
        if (found.extent() == SlotData.Extent.SHORT) {
            return NOTHING;
        }
        Checkpoint checkpoint = replay.checkpoint();
        if (checkpoint == null) {
            return UP_TO_CHECKPOINT;
        }
        if (replay.isClosed()) {
            return data.equals(checkpoint.data()) ? ALL : NOTHING;
        }
        if (data.sizeBytes() < checkpoint.data().sizeBytes()
                || data.mtimeNanos() < checkpoint.data().mtimeNanos()) {
            return NOTHING;
        }
        if (!found.boot().isSameRunAs(checkpoint.boot())) {
            return UP_TO_CHECKPOINT;
        }
        boolean isWrittenLater = data.mtimeNanos() > found.indexMtimeNanos() + SLACK_NANOS;
        return isWrittenLater && found.extent() == SlotData.Extent.EXACT ? NOTHING : ALL;
    }
}
