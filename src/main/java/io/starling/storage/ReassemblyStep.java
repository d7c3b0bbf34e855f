package io.starling.storage;

/** The steps of reassembly, in order. A crash may come after any of them, and each can be repeated. */
enum ReassemblyStep {
    /** It is known which final files are to be written, and none is in the way. */
    PREPARED,
    /** All of them are written under temporary names. */
    COPIED,
    /** The index says that from now on those at their final names are ours. */
    MARKED,
    /** One more file has its final name. */
    RENAMED_ONE,
    /** All files have their final names, and serve the uploads. */
    RENAMED,
    /** Files and directories are synced. */
    SYNCED,
    /** The index says COMPLETE, and is synced. */
    COMPLETED,
    /** The temporary file is gone. */
    CLEANED;

    /** Is told of each step when it is done; a seam for tests, which crash there. */
    interface Listener {
        Listener NONE = step -> {};

        void onStep(ReassemblyStep step);
    }
}
