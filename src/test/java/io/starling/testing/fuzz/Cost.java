package io.starling.testing.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What some code costs in memory: all that it allocates, garbage included, as the JVM counts it for this thread. */
public final class Cost {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int TRIES = 5;

    private Cost() {}

    /**
     * Runs the code; throws {@link AssertionError} when it allocates more than {@code perByte} times the size of its
     * input, and {@code fixed} bytes: what is only declared must cost nothing.
     */
    public static void isBounded(int inputBytes, int perByte, int fixed, Runnable code) {
        long limit = (long) perByte * inputBytes + fixed;
        long least = allocated(code);
        // The first times load classes and compile, which counts as well.
        for (int i = 0; i < TRIES && least > limit; i++) {
            least = Math.min(least, allocated(code));
        }
        if (least > limit) {
            throw new AssertionError(inputBytes + " bytes of input cost " + least
                    + " bytes of memory (expected: at most " + limit + ")");
        }
    }

    private static long allocated(Runnable code) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        code.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
