package io.starling.storage;

/** Follows the hashing that opening or checking a store may take, and can end it. Called on the context of the caller. */
public interface Checking {
    /** Lets it take as long as it takes. */
    Checking NONE = (done, total) -> {};

    /**
     * Called when it begins, with nothing done, and now and then until all is; not at all when nothing is to be hashed.
     *
     * @param done pieces hashed so far
     * @param total pieces to be hashed, 1 or more
     */
    void onProgress(int done, int total);

    /** Whether nobody wants the store any more. It is asked every few pieces; the opening then fails. */
    default boolean isCancelled() {
        return false;
    }
}
