package io.starling.it;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Asks another process again and again until the answer is the expected one. For what no process tells by itself, such as
 * what a tracker knows.
 */
public final class Poll {
    /** Two cores are shared with a whole build; on a quiet machine nothing takes a tenth of it. */
    public static final Duration TIMEOUT = Duration.ofSeconds(120);

    /** Much shorter than anything measured by polling, and too long to slow the others down. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Poll() {}

    /** The first answer that is as expected; fails with the last answer after {@link #TIMEOUT}. */
    public static <T> T until(String expectation, Callable<T> question, Predicate<T> isExpected) throws Exception {
        long startedNanos = System.nanoTime();
        T answer = question.call();
        while (!isExpected.test(answer)) {
            if (System.nanoTime() - startedNanos > TIMEOUT.toNanos()) {
                throw new AssertionError("not so after " + TIMEOUT.toSeconds() + " s: " + expectation + "; " + answer);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            answer = question.call();
        }
        return answer;
    }
}
