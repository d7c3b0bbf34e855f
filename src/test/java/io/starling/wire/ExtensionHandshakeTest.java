package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.starling.bencode.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionHandshakeTest {
    /** There, the extension's name is in Latin-1 and the client's in UTF-8. */
    @Test
    void readsTheExampleOfTheSpecification() {
        String example = "d1:md11:LT_metadatai1e6:\u00B5T_PEXi2ee1:pi6881e1:v13:\u00C2\u00B5Torrent 1.2e";

        ExtensionHandshake handshake =
                ExtensionHandshake.decode(ByteString.wrap(example.getBytes(StandardCharsets.ISO_8859_1)));

        assertThat(handshake.v()).isEqualTo("\u00B5Torrent 1.2");
        assertThat(handshake.listenPort()).hasValue(6881);
        assertThat(handshake.reqq()).isEqualTo(ExtensionHandshake.DEFAULT_REQQ);
        assertThat(handshake.m()).isEqualTo(Map.of("LT_metadata", 1, "\uFFFDT_PEX", 2));
        assertThat(handshake.idOf("LT_metadata")).hasValue(1);
        assertThat(handshake.idOf("ut_metadata")).isEmpty();
    }

    @Test
    void oursHasTheseBytesAndIsRecognised() {
        ExtensionHandshake ours = ExtensionHandshake.ours(6881, 31_235, true);

        assertThat(ours.encode())
                .isEqualTo(ByteString.utf8("d1:md8:st_swarmi1e11:ut_metadatai2e6:ut_pexi3ee13:metadata_sizei31235e"
                        + "1:pi6881e4:reqqi2000e1:v14:Starling 0.1.0e"));
        assertThat(ExtensionHandshake.decode(ours.encode())).isEqualTo(ours);
        assertThat(ours.isStarling()).isTrue();
    }

    @Test
    void namesNoMetadataWhereThereIsNoneToGive() {
        assertThat(ExtensionHandshake.ours(6881, 0, false).idOf(MetadataMessage.EXTENSION))
                .isEmpty();
        assertThat(decode("d13:metadata_sizei10000001ee").metadataSize()).isZero();
        assertThat(decode("d13:metadata_sizei-1ee").metadataSize()).isZero();
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        assertThat(ExtensionHandshake.NONE.encode()).isEqualTo(ByteString.utf8("d1:mde4:reqqi250ee"));
        assertThat(decode("de")).isEqualTo(ExtensionHandshake.NONE);
        assertThat(ExtensionHandshake.NONE.listenPort()).isEmpty();
    }

    @Test
    void writesExtensionsInTheOrderOfTheirBytesAndReadsThemBack() {
        ExtensionHandshake sent = new ExtensionHandshake(
                "x",
                1,
                65535,
                ExtensionHandshake.MAX_METADATA_SIZE,
                Map.of("ut_pex", 3, "ut_metadata", 255, "\u00B5", 7, "Z", 3, "a", 1));

        assertThat(ExtensionHandshake.decode(sent.encode())).isEqualTo(sent);
    }

    @Test
    void readsOneWhoseKeysAreNotSorted() {
        assertThat(ExtensionHandshake.decode(ByteString.utf8("d1:v5:Other4:reqqi99e1:md5:st_zzi2e5:st_aai1eee"))
                        .reqq())
                .isEqualTo(99);
    }

    @Test
    void aNameAloneMakesNoStarlingAndNeitherDoesTheExtensionAlone() {
        assertThat(decode("d1:v14:Starling 0.1.0e").isStarling()).isFalse();
        assertThat(decode("d1:md8:st_swarmi1eee").isStarling()).isFalse();
        assertThat(decode("d1:md8:st_swarmi0ee1:v14:Starling 9.9.9e").isStarling())
                .isFalse();
        assertThat(decode("d1:md8:st_swarmi9ee1:v14:Starling 9.9.9e").isStarling())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "i0e, 1",
        "i1e, 1",
        "i-1e, 1",
        "i-9223372036854775808e, 1",
        "i500e, 500",
        "i2000e, 2000",
        "i2001e, 2000",
        "i2147483648e, 2000",
        "i9223372036854775807e, 2000",
        "3:500, 250",
        "le, 250"
    })
    void believesOfTheRequestQueueOnlyWhatIsReasonable(String value, int reqq) {
        assertThat(decode("d4:reqq" + value + "e").reqq()).isEqualTo(reqq);
    }

    @ParameterizedTest
    @CsvSource({"i1e, 1", "i65535e, 65535", "i0e, 0", "i65536e, 0", "i-1e, 0", "i4294967297e, 0", "4:6881, 0"})
    void takesAPortThatIsNoneAsNotTold(String value, int port) {
        assertThat(decode("d1:p" + value + "e").p()).isEqualTo(port);
    }

    @Test
    void takesOnlyIdsThatFitTheirByte() {
        ExtensionHandshake handshake = decode("d1:md1:ai-1e1:bi0e1:ci255e1:di256e1:ei4294967297e1:f1:71:gi255eee");

        assertThat(handshake.m()).isEqualTo(Map.of("c", 255, "g", 255));
    }

    @Test
    void aLaterHandshakeChangesOnlyWhatItMentions() {
        ExtensionHandshake first = decode("d1:md1:ai1e1:bi2ee1:pi6881e4:reqqi100e1:v1:xe");

        ExtensionHandshake later = first.updatedBy(ByteString.utf8("d1:md1:ai0e1:ci3eee"));

        assertThat(later).isEqualTo(new ExtensionHandshake("x", 100, 6881, 0, Map.of("b", 2, "c", 3)));
    }

    @Test
    void ignoresWhatItDoesNotKnowAndValuesOfTheWrongKind() {
        assertThat(decode("d1:ei0e1:mle8:msg_typeli1ee12:ut_holepunchde1:vi7e6:yourip4:abcde"))
                .isEqualTo(ExtensionHandshake.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 5_000, 60_000})
    void cutsALongName(int length) {
        String name = "n".repeat(length);

        assertThat(decode("d1:v" + length + ":" + name + "e").v()).isEqualTo(name.substring(0, 100));
    }

    @Test
    void neverCutsACharacterInTwo() {
        String name = "n" + "\uD83D\uDC26".repeat(60);

        assertThat(decode("d1:v241:" + name + "e").v()).isEqualTo(name.substring(0, 99));
    }

    @Test
    void replacesWhatWouldDisturbALogOrAPage() {
        String hostile = "a\u001B[31m\r\n\u202Eb\u2028\u0000\u0085";
        int bytes = hostile.getBytes(StandardCharsets.UTF_8).length;

        assertThat(decode("d1:v" + bytes + ":" + hostile + "e").v())
                .isEqualTo("a\uFFFD[31m\uFFFD\uFFFD\uFFFDb\uFFFD\uFFFD\uFFFD");
    }

    @Test
    void replacesWhatIsNotUtf8() {
        byte[] bytes = "d1:v3:a?be".getBytes(StandardCharsets.US_ASCII);
        bytes[7] = (byte) 0xFF;

        assertThat(ExtensionHandshake.decode(ByteString.wrap(bytes)).v()).isEqualTo("a\uFFFDb");
    }

    @Test
    void remembersABoundedNumberOfExtensions() {
        StringBuilder many = new StringBuilder("d1:md");
        for (int i = 1000; i < 5000; i++) {
            many.append("4:").append(i).append("i1e");
        }

        assertThat(decode(many + "ee").m()).hasSize(ExtensionHandshake.MAX_EXTENSIONS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "le", "i1e", "4:spam", "d", "d1:v", "d1:v3:abcee", "d1:v99999999:xe", "\u0000"})
    void refusesWhatIsNotADictionary(String payload) {
        assertThatThrownBy(() -> decode(payload))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("extension handshake: ");
    }

    @Test
    void refusesToReadAnUnreasonablyLongOne() {
        assertThatThrownBy(() -> decode("d1:v70000:" + "x".repeat(70_000) + "e"))
                .isInstanceOf(WireException.class)
                .hasMessage("extension handshake: 70011 bytes (expected: at most 65536)");
    }

    @Test
    void damagedHandshakesAreRefusedOrReadWithinBounds() {
        Random random = new Random(7);
        byte[] sound = ExtensionHandshake.ours(6881, 0, false).encode().toByteArray();
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                ExtensionHandshake read = ExtensionHandshake.decode(ByteString.wrap(damaged));
                assertThat(ExtensionHandshake.decode(read.encode())).isEqualTo(read);
            } catch (WireException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1_000, 9_999);
    }

    @Test
    void saysTheVersionThatIsBuilt() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(pom)
                .contains("<artifactId>starling</artifactId>\n  <version>"
                        + ExtensionHandshake.CLIENT.substring("Starling ".length()) + "</version>");
    }

    private static ExtensionHandshake decode(String payload) {
        return ExtensionHandshake.decode(ByteString.utf8(payload));
    }
}
