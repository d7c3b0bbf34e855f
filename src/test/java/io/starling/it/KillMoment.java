package io.starling.it;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * When a process is killed: a random while after something is to be seen on its disk.
 *
 * @param name for the report
 */
record KillMoment(String name, Sight sight, long thenNanos) {
    /** Finer than any step of the program. */
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private static final long CHECKPOINT_BYTES = 64L * SampleFiles.MIB;

    /** What is waited for. */
    interface Sight {
        boolean isThere(TransferOnDisk transfer) throws IOException;
    }

    /** While pieces arrive: soon after the start, after a random part of them, about when a checkpoint is made. */
    static KillMoment ofDownload(Random random) {
        double part = random.nextDouble();
        return List.of(
                        new KillMoment("after the start", transfer -> true, millis(random, 2_500)),
                        new KillMoment(
                                "after " + (int) (100 * part) + " % of the index",
                                transfer -> size(transfer)
                                        > 48
                                                + part
                                                        * 13
                                                        * transfer.torrent()
                                                                .grid()
                                                                .pieces(),
                                0),
                        new KillMoment(
                                "at the checkpoint",
                                transfer -> transfer.bytesOf(transfer.index()) >= CHECKPOINT_BYTES,
                                millis(random, 40)))
                .get(random.nextInt(3));
    }

    /** From the first copied byte to the end of the temporary file. */
    static KillMoment ofReassembly(Random random) {
        return List.of(
                        new KillMoment("while copying", KillMoment::isCopying, millis(random, 60)),
                        new KillMoment(
                                "while renaming", transfer -> transfer.index().isRenaming(), millis(random, 3)),
                        new KillMoment(
                                "after the first rename",
                                transfer -> Files.exists(transfer.finalFile(0)),
                                micros(random, 200)),
                        new KillMoment(
                                "between rename and COMPLETE", TransferOnDisk::isEveryFileNamed, millis(random, 60)),
                        new KillMoment(
                                "at COMPLETE", transfer -> transfer.index().isComplete(), micros(random, 500)))
                .get(random.nextInt(5));
    }

    private static long size(TransferOnDisk transfer) throws IOException {
        return Files.exists(transfer.indexFile()) ? Files.size(transfer.indexFile()) : 0;
    }

    /** In one storage mode the files are made at the end, in the other they are there from the start. */
    private static boolean isCopying(TransferOnDisk transfer) throws IOException {
        boolean isBegun = Files.exists(transfer.part())
                ? Files.exists(transfer.unnamed())
                : transfer.index().slots().size() == transfer.torrent().grid().pieces();
        return isBegun || transfer.isEveryFileNamed();
    }

    private static long millis(Random random, int atMost) {
        return micros(random, 1_000 * atMost);
    }

    private static long micros(Random random, int atMost) {
        return TimeUnit.MICROSECONDS.toNanos(random.nextInt(atMost));
    }

    /** Returns at the moment, or when there is nothing left to be seen. */
    void await(TransferOnDisk transfer) throws IOException {
        long deadlineNanos = System.nanoTime() + Poll.TIMEOUT.toNanos();
        while (!sight.isThere(transfer) && !transfer.isFinished()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("never: " + name);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        long untilNanos = System.nanoTime() + thenNanos;
        while (System.nanoTime() - untilNanos < 0) {
            LockSupport.parkNanos(Math.min(thenNanos, LOOK_NANOS));
        }
    }

    @Override
    public String toString() {
        return name + ", then " + TimeUnit.NANOSECONDS.toMicros(thenNanos) + " µs";
    }
}
