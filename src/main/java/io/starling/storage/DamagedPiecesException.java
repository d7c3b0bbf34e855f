package io.starling.storage;

import java.util.List;

/** Pieces that were verified once and are damaged on disk now; the store has dropped them. */
public final class DamagedPiecesException extends StorageException {
    private static final long serialVersionUID = 1L;

    private final List<Integer> pieces;

    public DamagedPiecesException(String message, List<Integer> pieces) {
        super(message);
        this.pieces = List.copyOf(pieces);
    }

    public List<Integer> pieces() {
        return pieces;
    }
}
