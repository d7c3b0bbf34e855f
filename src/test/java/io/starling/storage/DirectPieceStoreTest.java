package io.starling.storage;

/** The contract in {@link StorageMode#DIRECT}. */
class DirectPieceStoreTest extends PieceStoreContract {
    @Override
    StorageMode mode() {
        return StorageMode.DIRECT;
    }
}
