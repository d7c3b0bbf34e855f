package io.starling.storage;

import java.io.IOException;

/**
 * A store on its way to being open: what has to be hashed before is known. Blocking; the units may be inspected in any
 * order, by several workers at once, each one once; then comes {@link #finish()}, or {@link #abandon()} instead.
 */
interface Opening {
    /** The pieces, or the slots, to be hashed; often none. */
    int[] units();

    void inspect(int unit);

    Opened finish() throws IOException;

    /** Lets go of everything that was opened so far. */
    void abandon() throws IOException;
}
