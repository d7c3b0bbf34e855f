package io.starling.torrent;

/**
 * How a torrent's bytes are cut: pieces of one length, the last one shorter, each cut into blocks of 16 KiB. All piece
 * and block arithmetic is here, and an index from the network is believed only after one of its checks.
 *
 * @param totalLength bytes of all files together, 0 or more
 * @param pieceLength bytes of each piece but the last, 1 to {@link #MAX_PIECE_LENGTH}
 */
public record PieceGrid(long totalLength, int pieceLength) {
    /** Larger pieces occur nowhere, and each one in progress is held in memory. */
    public static final int MAX_PIECE_LENGTH = 64 * 1024 * 1024;

    /** 2^21, as other clients limit it: the hashes of so many pieces take 40 MB. */
    public static final int MAX_PIECES = 1 << 21;

    /** A new torrent's pieces are a power of two of bytes, no shorter than one block... */
    public static final int MIN_NEW_PIECE_LENGTH = 16 * 1024;

    /** ...and no longer than this: a piece in progress is held in memory, and a damaged one is fetched again. */
    public static final int MAX_NEW_PIECE_LENGTH = 16 * 1024 * 1024;

    /** Few enough that a bitfield fits in a small message and the torrent in 40 KB. */
    private static final int MAX_PIECES_BY_DEFAULT = 2_000;

    public PieceGrid {
        if (totalLength < 0) {
            throw new IllegalArgumentException("length: " + totalLength + " (expected: 0 or more)");
        }
        if (pieceLength < 1 || pieceLength > MAX_PIECE_LENGTH) {
            throw new IllegalArgumentException(
                    "piece length: " + pieceLength + " (expected: 1.." + MAX_PIECE_LENGTH + ")");
        }
        if (totalLength > (long) pieceLength * MAX_PIECES) {
            throw new IllegalArgumentException(
                    "pieces: more than " + MAX_PIECES + " of " + pieceLength + " bytes (expected: longer pieces)");
        }
    }

    /**
     * The piece length in bytes for a new torrent when nobody asks for one: the smallest power of two from 16 KiB that
     * makes fewer than 2,000 pieces, but at most 16 MiB.
     */
    public static int defaultPieceLength(long totalLength) {
        int pieceLength = MIN_NEW_PIECE_LENGTH;
        while (pieceLength < MAX_NEW_PIECE_LENGTH && totalLength > (long) pieceLength * (MAX_PIECES_BY_DEFAULT - 1)) {
            pieceLength *= 2;
        }
        return pieceLength;
    }

    /** How many pieces there are, 0 for an empty torrent. */
    public int pieces() {
        return (int) ((totalLength + pieceLength - 1) / pieceLength);
    }

    /** Where the piece begins among the torrent's bytes. */
    public long offset(int piece) {
        return (long) checkPiece(piece) * pieceLength;
    }

    /** The length of this piece in bytes: {@link #pieceLength}, or what is left for the last one. */
    public int length(int piece) {
        return (int) Math.min(pieceLength, totalLength - offset(piece));
    }

    public int blocks(int piece) {
        return (length(piece) + Block.LENGTH_BYTES - 1) / Block.LENGTH_BYTES;
    }

    /** The {@code index}-th block of the piece. */
    public Block block(int piece, int index) {
        if (index < 0 || index >= blocks(piece)) {
            throw new IndexOutOfBoundsException("block " + index + " (expected: 0.." + (blocks(piece) - 1) + ")");
        }
        int begin = index * Block.LENGTH_BYTES;
        return new Block(piece, begin, Math.min(Block.LENGTH_BYTES, length(piece) - begin));
    }

    public boolean hasPiece(int piece) {
        return piece >= 0 && piece < pieces();
    }

    /** Whether the block is not empty and lies within its piece; its numbers may come from anywhere. */
    public boolean contains(Block block) {
        return hasPiece(block.piece())
                && block.begin() >= 0
                && block.length() > 0
                && block.length() <= length(block.piece()) - block.begin();
    }

    /** Whether the block is exactly one that {@link #block(int, int)} gives. */
    public boolean isAligned(Block block) {
        return contains(block)
                && block.begin() % Block.LENGTH_BYTES == 0
                && block.equals(block(block.piece(), block.begin() / Block.LENGTH_BYTES));
    }

    /** Returns the piece; throws {@link IndexOutOfBoundsException} saying what was expected. */
    public int checkPiece(int piece) {
        if (!hasPiece(piece)) {
            throw new IndexOutOfBoundsException("piece " + piece + " (expected: 0.." + (pieces() - 1) + ")");
        }
        return piece;
    }
}
