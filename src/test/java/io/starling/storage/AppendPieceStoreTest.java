package io.starling.storage;

/** The contract in {@link StorageMode#APPEND}. */
class AppendPieceStoreTest extends PieceStoreContract {
    @Override
    StorageMode mode() {
        return StorageMode.APPEND;
    }
}
