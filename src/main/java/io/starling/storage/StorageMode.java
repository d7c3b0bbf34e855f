package io.starling.storage;

/** How pieces are kept until the last one is here. */
public enum StorageMode {
    /** In the order in which they arrive, in a temporary file; reassembly copies them: twice the space. */
    APPEND,
    /** At their final place in temporary files; reassembly is a rename. For very large files. */
    DIRECT
}
