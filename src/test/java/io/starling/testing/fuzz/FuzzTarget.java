package io.starling.testing.fuzz;

import java.util.List;
import java.util.Random;

/**
 * Something of ours that reads what strangers send, with the promises that it keeps whatever they send. Driven by
 * {@link FuzzTestCase} in every build, and by a coverage-guided fuzzer through {@link JazzerEntry} in long rounds.
 */
public interface FuzzTarget {
    /**
     * Reads the data as the program would, and checks every promise: throws {@link AssertionError} when one is broken;
     * anything else that comes out is broken, too.
     */
    void check(byte[] data);

    /** A sound input, or one that is nearly so: where rounds begin. The same for the same random numbers. */
    byte[] sample(Random random);

    /** What inputs of this kind are made of: they are inserted here and there. */
    List<String> words();

    /** The longest input worth trying, in bytes. */
    default int maxLength() {
        return 4096;
    }
}
