package io.starling.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both roles, against each other and against what must not be. */
class MseHandshakeTest {
    private static final InfoHash TORRENT = new InfoHash(ByteString.utf8("t".repeat(20)));
    private static final InfoHash OTHER = new InfoHash(ByteString.utf8("o".repeat(20)));
    private static final SharedSecret SECRET = MseBytes.secret(1);
    private static final List<CryptoMethod> ANY = List.of(CryptoMethod.PLAINTEXT, CryptoMethod.RC4);
    private static final List<CryptoMethod> ONLY_RC4 = List.of(CryptoMethod.RC4);

    private final List<ByteBuf> replies = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(CryptoMethod.class)
    void bothSidesUnderstandEachOtherWhereverTheStreamIsCut(CryptoMethod method) {
        for (int cut = 1; cut < 1_400; cut = cut < 200 ? cut + 1 : cut + 97) {
            Random random = new Random(cut);
            MseInitiator a = new MseInitiator(SECRET, TORRENT, EnumSet.of(method));
            MseResponder b = responder(ANY, random);
            Feed toB = new Feed(b, cut);
            Feed toA = new Feed(a, cut);

            toB.feed(noise(random.nextInt(513), random), a.open(text("hello"), random));
            assertThat(toB.agreed().torrent()).isEqualTo(TORRENT);
            assertThat(toB.agreed().method()).isEqualTo(method);
            assertThat(toB.clear()).isEqualTo("hello");
            toA.feed(noise(random.nextInt(513), random), replies.remove(0), sent(toB.agreed(), "welcome"));
            assertThat(toA.agreed().method()).isEqualTo(method);
            assertThat(toA.clear()).isEqualTo("welcome");
            toB.feed(sent(toA.agreed(), " and more"));
            assertThat(toB.clear()).isEqualTo("hello and more");
        }
    }

    @Test
    void selectsWhatItLikesBestOfWhatIsProvided() {
        assertThat(selected(ANY, Set.of(CryptoMethod.RC4, CryptoMethod.PLAINTEXT)))
                .isEqualTo(CryptoMethod.PLAINTEXT);
        assertThat(selected(ANY, Set.of(CryptoMethod.RC4))).isEqualTo(CryptoMethod.RC4);
        assertThat(selected(ONLY_RC4, Set.of(CryptoMethod.RC4, CryptoMethod.PLAINTEXT)))
                .isEqualTo(CryptoMethod.RC4);
    }

    @Test
    void findsTheTorrentThatIsMeant() {
        Feed toB = new Feed(responder(ANY, new Random(1)), 10_000);
        toB.feed(new MseInitiator(SECRET, OTHER, EnumSet.of(CryptoMethod.RC4)).open(text(""), new Random(1)));

        assertThat(toB.agreed().torrent()).isEqualTo(OTHER);
    }

    @Test
    void answersNothingBeforeItKnowsThatTheOtherSideKnowsTheTorrent() {
        MseInitiator stranger =
                new MseInitiator(SECRET, new InfoHash(ByteString.utf8("s".repeat(20))), EnumSet.of(CryptoMethod.RC4));
        refuses("for a torrent that is not here", stranger.open(text("hello"), new Random(1)));
        assertThat(replies).isEmpty();
    }

    @Test
    void findsTheSyncBehind512BytesOfPaddingAndNotBehindMore() {
        ByteBuf open = MseBytes.initiator(SECRET, TORRENT, 0, 2, 0, new byte[0]);
        Feed toB = new Feed(responder(ANY, new Random(1)), 100);
        toB.feed(noise(512, new Random(1)), open.copy());
        assertThat(toB.agreed().torrent()).isEqualTo(TORRENT);

        refuses("no sync within 512 bytes of padding", noise(513, new Random(1)), open);
    }

    /** Of the mark only the last byte is missing, or only the last byte is wrong. */
    @Test
    void isNotSureOfTheSyncBeforeItsLastByte() {
        ByteBuf sync = Unpooled.copiedBuffer(SECRET.sync().asByteBuffer());
        Feed toB = new Feed(responder(ANY, new Random(1)), 1);
        toB.feed(noise(512, new Random(1)), sync.slice(0, 19));
        assertThat(toB.in.readableBytes()).isEqualTo(531);

        assertThatThrownBy(() -> toB.feed(Unpooled.buffer().writeByte(sync.getByte(19) ^ 1)))
                .hasMessageContaining("no sync");
    }

    @Test
    void refusesAWrongVerificationConstant() {
        refuses("a wrong verification constant", MseBytes.initiator(SECRET, TORRENT, 1, 2, 0, new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 0xFFFFFFFC})
    void refusesWhoProvidesNothingThatWeKnow(int provide) {
        refuses(
                "provides " + Integer.toUnsignedString(provide),
                MseBytes.initiator(SECRET, TORRENT, 0, provide, 0, new byte[0]));
    }

    @Test
    void refusesWhoProvidesNothingThatWillDo() {
        MseResponder strict = responder(ONLY_RC4, new Random(1));
        assertThatThrownBy(() -> new Feed(strict, 7).feed(MseBytes.initiator(SECRET, TORRENT, 0, 1, 0, new byte[0])))
                .hasMessage("encrypted handshake: provides 1 (expected: one of [RC4])");
    }

    @Test
    void takes512BytesOfPaddingBehindTheMethodsAndNotMore() {
        Feed toB = new Feed(responder(ANY, new Random(1)), 100);
        toB.feed(MseBytes.initiator(SECRET, TORRENT, 0, 2, 512, new byte[] {'x'}));
        assertThat(toB.clear()).isEqualTo("x");

        refuses("padding of 513 bytes", MseBytes.initiator(SECRET, TORRENT, 0, 2, 513, new byte[0]));
        refuses("padding of 65535 bytes", MseBytes.initiator(SECRET, TORRENT, 0, 2, 65_535, new byte[0]));
    }

    @ParameterizedTest
    @EnumSource(CryptoMethod.class)
    void takesThePayloadThatComesWithTheHandshakeEncipheredWhateverTheMethod(CryptoMethod method) {
        byte[] payload = new byte[65_535];
        new Random(1).nextBytes(payload);
        Feed toB = new Feed(responder(ANY, new Random(1)), 1_000);
        toB.feed(MseBytes.initiator(SECRET, TORRENT, 0, method.bit, 3, payload));

        assertThat(toB.in).isEqualTo(Unpooled.wrappedBuffer(payload));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, -1})
    void refusesASelectionThatItDidNotProvide(int select) {
        MseInitiator a = new MseInitiator(SECRET, TORRENT, EnumSet.of(CryptoMethod.RC4));
        assertThatThrownBy(() -> new Feed(a, 5).feed(MseBytes.responder(SECRET, TORRENT, select, 0, new byte[0])))
                .isInstanceOf(WireException.class)
                .hasMessage("encrypted handshake: selected " + Integer.toUnsignedString(select)
                        + " (expected: one of [RC4])");
    }

    @Test
    void refusesAnAnswerWithTooMuchPadding() {
        Feed toA = new Feed(new MseInitiator(SECRET, TORRENT, EnumSet.of(CryptoMethod.RC4)), 50);
        assertThatThrownBy(() -> toA.feed(MseBytes.responder(SECRET, TORRENT, 2, 513, new byte[0])))
                .hasMessageContaining("padding of 513 bytes");
    }

    @Test
    void refusesAnAnswerOfWhoDoesNotKnowTheTorrent() {
        Feed toA = new Feed(new MseInitiator(SECRET, TORRENT, EnumSet.of(CryptoMethod.RC4)), 50);
        ByteBuf wrong = MseBytes.responder(SECRET, OTHER, 2, 0, new byte[600]);
        assertThatThrownBy(() -> toA.feed(wrong)).hasMessageContaining("no sync within 512 bytes");
    }

    private void refuses(String why, ByteBuf... parts) {
        assertThatThrownBy(() -> new Feed(responder(ANY, new Random(1)), 50).feed(parts))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("encrypted handshake: ")
                .hasMessageContaining(why);
    }

    private CryptoMethod selected(List<CryptoMethod> preferred, Set<CryptoMethod> provided) {
        Feed toB = new Feed(responder(preferred, new Random(1)), 10_000);
        toB.feed(new MseInitiator(SECRET, TORRENT, provided).open(text(""), new Random(1)));
        return toB.agreed().method();
    }

    private MseResponder responder(List<CryptoMethod> preferred, Random random) {
        return new MseResponder(
                SECRET,
                mark -> List.of(OTHER, TORRENT).stream()
                        .filter(torrent -> SharedSecret.mark(torrent).equals(mark))
                        .findFirst(),
                preferred,
                random,
                replies::add);
    }

    /** What the side that agreed so sends as the next bytes of its stream. */
    private static ByteBuf sent(MseStream stream, String words) {
        ByteBuf bytes = text(words);
        if (stream.method() == CryptoMethod.RC4) {
            stream.outgoing().applyTo(bytes);
        }
        return bytes;
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static ByteBuf noise(int length, Random random) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return Unpooled.wrappedBuffer(noise);
    }

    /** Gives a side what was sent to it, a few bytes at a time, and what it leaves again and again, as a connection does. */
    private static final class Feed {
        final ByteBuf in = Unpooled.buffer();
        private final MseHandshake side;
        private final int cut;
        private Optional<MseStream> agreed = Optional.empty();

        Feed(MseHandshake side, int cut) {
            this.side = side;
            this.cut = cut;
        }

        void feed(ByteBuf... parts) {
            ByteBuf all = Unpooled.copiedBuffer(parts);
            while (all.isReadable()) {
                ByteBuf next = all.readSlice(Math.min(cut, all.readableBytes()));
                if (agreed.isPresent()) {
                    decipher(agreed.get(), next);
                    in.writeBytes(next);
                } else {
                    in.writeBytes(next);
                    agreed = side.receive(in);
                }
            }
        }

        MseStream agreed() {
            return agreed.orElseThrow();
        }

        String clear() {
            return in.toString(StandardCharsets.UTF_8);
        }

        private static void decipher(MseStream stream, ByteBuf bytes) {
            if (stream.method() == CryptoMethod.RC4) {
                stream.incoming().applyTo(bytes);
            }
        }
    }
}
