package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.torrent.InfoHash;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The vectors are BEP 6's. */
class AllowedFastSetTest {
    private static final InfoHash INFO_HASH = InfoHash.ofHex("aa".repeat(20));
    private static final List<Integer> NINE = List.of(1059, 431, 808, 1217, 287, 376, 1188, 353, 508);

    private final InetAddress peer = address("80.4.4.200");

    @Test
    void generatesTheSevenPiecesOfTheSpecification() {
        assertThat(AllowedFastSet.generate(peer, INFO_HASH, 1313, 7)).isEqualTo(NINE.subList(0, 7));
    }

    @Test
    void generatesTheNinePiecesOfTheSpecification() {
        assertThat(AllowedFastSet.generate(peer, INFO_HASH, 1313, 9)).isEqualTo(NINE);
    }

    @Test
    void isTheSameForTheWholeNeighbourhoodOfAnAddress() {
        assertThat(AllowedFastSet.generate(address("80.4.4.1"), INFO_HASH, 1313, 9))
                .isEqualTo(NINE);
        assertThat(AllowedFastSet.generate(address("80.4.5.200"), INFO_HASH, 1313, 9))
                .isNotEqualTo(NINE);
    }

    @Test
    void allowsEveryPieceOfATorrentThatHasFewer() {
        assertThat(AllowedFastSet.generate(peer, INFO_HASH, 3, AllowedFastSet.SIZE))
                .containsExactlyInAnyOrder(0, 1, 2);
        assertThat(AllowedFastSet.generate(peer, INFO_HASH, 0, AllowedFastSet.SIZE))
                .isEmpty();
    }

    @Test
    void treatsAMappedAddressAsTheOneItMaps() {
        assertThat(AllowedFastSet.generate(address("::ffff:80.4.4.200"), INFO_HASH, 1313, 9))
                .isEqualTo(NINE);
    }

    @Test
    void allowsNothingToAnIpv6Address() {
        assertThat(AllowedFastSet.generate(address("2001:db8::1"), INFO_HASH, 1313, 7))
                .isEmpty();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
