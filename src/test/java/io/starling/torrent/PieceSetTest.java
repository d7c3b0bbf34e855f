package io.starling.torrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.starling.bencode.ByteString;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PieceSetTest {
    @Test
    void theHighBitOfTheFirstByteIsPieceZero() {
        PieceSet set = PieceSet.of(10, List.of(0, 7, 9));
        assertThat(set.toBitfield()).isEqualTo(ByteString.ofHex("8140"));
        assertThat(PieceSet.ofBitfield(ByteString.ofHex("8140"), 10)).isEqualTo(set);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 63, 64, 65, 1000})
    void readsBackItsOwnBitfield(int pieces) {
        Random random = new Random(pieces);
        PieceSet set = PieceSet.none(pieces);
        for (int piece = 0; piece < pieces; piece++) {
            if (random.nextBoolean()) {
                set.add(piece);
            }
        }
        assertThat(PieceSet.ofBitfield(set.toBitfield(), pieces)).isEqualTo(set);
        assertThat(PieceSet.ofBitfield(PieceSet.all(pieces).toBitfield(), pieces)
                        .isComplete())
                .isTrue();
    }

    @Test
    void refusesABitfieldOfAnotherSize() {
        for (String hex : List.of("", "ff", "ffffff")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PieceSet.ofBitfield(ByteString.ofHex(hex), 10))
                    .withMessageContaining("(expected: 2)");
        }
    }

    @Test
    void refusesASpareBit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PieceSet.ofBitfield(ByteString.ofHex("0020"), 10))
                .withMessageContaining("spare bit 10");
        assertThatIllegalArgumentException().isThrownBy(() -> PieceSet.ofBitfield(ByteString.ofHex("0001"), 10));
    }

    @Test
    void tellsWhatIsNewAndWhatWasThere() {
        PieceSet set = PieceSet.none(4);
        assertThat(set.add(2)).isTrue();
        assertThat(set.add(2)).isFalse();
        assertThat(set.contains(2)).isTrue();
        assertThat(set.remove(2)).isTrue();
        assertThat(set.remove(2)).isFalse();
        assertThat(set.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4, Integer.MAX_VALUE})
    void refusesAPieceOutsideTheTorrent(int piece) {
        PieceSet set = PieceSet.all(4);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> set.add(piece));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> set.remove(piece));
        assertThat(set.contains(piece)).isFalse();
        assertThat(set.count()).isEqualTo(4);
    }

    @Test
    void combinesWithOthersOfTheSameTorrent() {
        PieceSet a = PieceSet.of(6, List.of(0, 1, 2));
        PieceSet b = PieceSet.of(6, List.of(2, 3));
        assertThat(changed(a, set -> set.addAll(b))).isEqualTo(PieceSet.of(6, List.of(0, 1, 2, 3)));
        assertThat(changed(a, set -> set.removeAll(b))).isEqualTo(PieceSet.of(6, List.of(0, 1)));
        assertThat(changed(a, set -> set.retainAll(b))).isEqualTo(PieceSet.of(6, List.of(2)));
        assertThat(a.complement()).isEqualTo(PieceSet.of(6, List.of(3, 4, 5)));
        assertThat(a.lacksAnyOf(b)).isTrue();
        assertThat(a.lacksAnyOf(PieceSet.of(6, List.of(0, 2)))).isFalse();
    }

    @Test
    void doesNotCombineWithAnotherTorrents() {
        PieceSet set = PieceSet.none(6);
        PieceSet other = PieceSet.none(7);
        assertThatIllegalArgumentException().isThrownBy(() -> set.addAll(other));
        assertThatIllegalArgumentException().isThrownBy(() -> set.removeAll(other));
        assertThatIllegalArgumentException().isThrownBy(() -> set.retainAll(other));
    }

    @Test
    void walksOverMembersAndOverWhatIsMissing() {
        PieceSet set = PieceSet.of(5, List.of(1, 3));
        assertThat(set.stream()).containsExactly(1, 3);
        assertThat(set.next(0)).isEqualTo(1);
        assertThat(set.next(2)).isEqualTo(3);
        assertThat(set.next(4)).isEqualTo(-1);
        assertThat(set.nextMissing(1)).isEqualTo(2);
        assertThat(set.nextMissing(3)).isEqualTo(4);
        assertThat(PieceSet.all(5).nextMissing(0)).isEqualTo(-1);
    }

    @Test
    void aCopyGoesItsOwnWay() {
        PieceSet set = PieceSet.none(3);
        PieceSet copy = set.copy();
        copy.add(1);
        assertThat(set.isEmpty()).isTrue();
        assertThat(copy.count()).isEqualTo(1);
    }

    @Test
    void setsOfDifferentTorrentsAreDifferent() {
        assertThat(PieceSet.none(3)).isNotEqualTo(PieceSet.none(4));
    }

    private static PieceSet changed(PieceSet set, java.util.function.Consumer<PieceSet> change) {
        PieceSet copy = set.copy();
        change.accept(copy);
        return copy;
    }
}
