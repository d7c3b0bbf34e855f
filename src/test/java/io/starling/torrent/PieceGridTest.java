package io.starling.torrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PieceGridTest {
    private static final int K16 = 16 * 1024;

    @Test
    void cutsIntoPiecesAndBlocks() {
        PieceGrid grid = new PieceGrid(2L * 40_000 + 20_000, 40_000);
        assertThat(grid.pieces()).isEqualTo(3);
        assertThat(grid.length(1)).isEqualTo(40_000);
        assertThat(grid.length(2)).isEqualTo(20_000);
        assertThat(grid.offset(2)).isEqualTo(80_000);
        assertThat(grid.blocks(0)).isEqualTo(3);
        assertThat(grid.blocks(2)).isEqualTo(2);
        assertThat(grid.block(0, 2)).isEqualTo(new Block(0, 2 * K16, 40_000 - 2 * K16));
        assertThat(grid.block(2, 1)).isEqualTo(new Block(2, K16, 20_000 - K16));
    }

    @Test
    void piecesAndBlocksCoverEveryByteOnce() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            PieceGrid grid = new PieceGrid(random.nextInt(3_000_000), 1 + random.nextInt(100_000));
            long next = 0;
            for (int piece = 0; piece < grid.pieces(); piece++) {
                assertThat(grid.offset(piece)).isEqualTo(next);
                int begin = 0;
                for (int index = 0; index < grid.blocks(piece); index++) {
                    Block block = grid.block(piece, index);
                    assertThat(block.begin()).isEqualTo(begin);
                    assertThat(grid.isAligned(block)).isTrue();
                    begin += block.length();
                }
                assertThat(begin).isEqualTo(grid.length(piece));
                next += begin;
            }
            assertThat(next).isEqualTo(grid.totalLength());
        }
    }

    @Test
    void anEmptyTorrentHasNoPieces() {
        PieceGrid grid = new PieceGrid(0, K16);
        assertThat(grid.pieces()).isZero();
        assertThat(grid.hasPiece(0)).isFalse();
    }

    @Test
    void theLastPieceOfAFullTorrentIsWhole() {
        PieceGrid grid = new PieceGrid(4L * K16, 2 * K16);
        assertThat(grid.pieces()).isEqualTo(2);
        assertThat(grid.length(1)).isEqualTo(2 * K16);
    }

    @Test
    void countsBeyondTheRangeOfAnInt() {
        PieceGrid grid =
                new PieceGrid((long) PieceGrid.MAX_PIECE_LENGTH * PieceGrid.MAX_PIECES, PieceGrid.MAX_PIECE_LENGTH);
        int last = grid.pieces() - 1;
        assertThat(grid.pieces()).isEqualTo(1 << 21);
        assertThat(grid.offset(last)).isEqualTo((1L << 47) - (1L << 26));
        assertThat(grid.length(last)).isEqualTo(1 << 26);
    }

    @Test
    void refusesLengthsOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PieceGrid(-1, K16));
        assertThatIllegalArgumentException().isThrownBy(() -> new PieceGrid(1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new PieceGrid(1, -K16));
        assertThatIllegalArgumentException().isThrownBy(() -> new PieceGrid(1, PieceGrid.MAX_PIECE_LENGTH + 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PieceGrid((long) K16 * PieceGrid.MAX_PIECES + 1, K16))
                .withMessageContaining("2097152");
        assertThatIllegalArgumentException().isThrownBy(() -> new PieceGrid(Long.MAX_VALUE, K16));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesAPieceOutsideTheTorrent(int piece) {
        PieceGrid grid = new PieceGrid(100_000, 40_000);
        assertThat(grid.hasPiece(piece)).isFalse();
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> grid.checkPiece(piece))
                .withMessage("piece " + piece + " (expected: 0..2)");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> grid.length(piece));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> grid.offset(piece));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, 1 << 18, 1 << 20, Integer.MAX_VALUE})
    void refusesABlockIndexOutsideThePiece(int index) {
        PieceGrid grid = new PieceGrid(100_000, 40_000);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> grid.block(0, index))
                .withMessage("block " + index + " (expected: 0..2)");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 16384, true",
        "0, 1, 16384, true",
        "0, 39999, 1, true",
        "0, 39999, 2, false",
        "0, 40000, 1, false",
        "0, 0, 0, false",
        "0, 0, -1, false",
        "0, -1, 10, false",
        "0, 2147483647, 2147483647, false",
        "0, 10, 2147483647, false",
        "2, 0, 20000, true",
        "2, 0, 20001, false",
        "3, 0, 1, false",
        "-1, 0, 1, false"
    })
    void containsOnlyBlocksWithinTheirPiece(int piece, int begin, int length, boolean isContained) {
        assertThat(new PieceGrid(100_000, 40_000).contains(new Block(piece, begin, length)))
                .isEqualTo(isContained);
    }

    @Test
    void aBlockIsAlignedOnlyAsTheGridCutsIt() {
        PieceGrid grid = new PieceGrid(100_000, 40_000);
        assertThat(grid.isAligned(new Block(0, K16, K16))).isTrue();
        assertThat(grid.isAligned(new Block(0, K16, 100))).isFalse();
        assertThat(grid.isAligned(new Block(0, 1, K16))).isFalse();
        assertThat(grid.isAligned(new Block(9, 0, K16))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 16384",
        "1, 16384",
        "32751616, 16384",
        "32751617, 32768",
        "1073741824, 1048576",
        "33537654784, 16777216",
        "33537654785, 16777216",
        "9223372036854775807, 16777216"
    })
    void theDefaultPieceLengthMakesFewerThanTwoThousandPieces(long totalLength, int pieceLength) {
        assertThat(PieceGrid.defaultPieceLength(totalLength)).isEqualTo(pieceLength);
    }
}
