package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.starling.testing.WirePeer;
import io.starling.wire.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages that must not be, each sent to the same running peer by a stranger from an address of its own: the stranger is
 * disconnected, the reason is said once, and in the end the peer has its file.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MalformedMessagesTest {
    private static final int CHOKE = 0;
    private static final int HAVE = 4;
    private static final int BITFIELD = 5;
    private static final int REQUEST = 6;
    private static final int PIECE = 7;
    private static final int CANCEL = 8;
    private static final int PORT = 9;
    private static final int SUGGEST = 13;
    private static final int HAVE_ALL = 14;
    private static final int HAVE_NONE = 15;
    private static final int REJECT = 16;
    private static final int ALLOWED_FAST = 17;
    private static final int EXTENDED = 20;
    private static final int BITFIELD_BYTES = Victim.PIECES / 8;

    private final AtomicInteger strangers = new AtomicInteger();
    private Victim victim;

    @BeforeAll
    void open(@TempDir Path directory) throws Exception {
        victim = new Victim(directory);
    }

    @AfterAll
    void close() {
        victim.close();
    }

    static Stream<Arguments> offences() {
        return Stream.of(
                arguments("a length of 2^31", Unpooled.buffer().writeInt(Integer.MIN_VALUE), "frame: 2147483648"),
                arguments("a length of 2 MB", Unpooled.buffer().writeInt(2_000_000), "frame: 2000000"),
                arguments("a choke with a body", frame(CHOKE, 1), "choke: length 2"),
                arguments("half a have", frame(HAVE, 0, 0), "have: length 3"),
                arguments("a piece of 500,000 bytes", frame(PIECE, new byte[500_000]), "piece: length 500001"),
                arguments("a piece without its numbers", frame(PIECE, 1, 2, 3), "piece: length 4"),
                arguments("a piece beyond the torrent", frame(PIECE, ints(40, 0, 7)), "piece: block 40:0"),
                arguments("a piece at a negative offset", frame(PIECE, ints(0, -4, 7)), "piece: block 0:-4"),
                arguments("an empty piece", frame(PIECE, ints(0, 0)), "piece: block 0:0+0"),
                arguments("have of a piece beyond", frame(HAVE, ints(40)), "have: piece 40"),
                arguments("have of a negative piece", frame(HAVE, ints(-1)), "have: piece 4294967295"),
                arguments("a bitfield too short", frame(BITFIELD, new byte[4]), "bitfield: 4 bytes"),
                arguments("a bitfield too long", frame(BITFIELD, new byte[6]), "bitfield: length 7"),
                arguments(
                        "have all and none",
                        Unpooled.wrappedBuffer(frame(HAVE_ALL), frame(HAVE_NONE), frame(HAVE_ALL)),
                        "have none: after the start"),
                arguments("a request of nothing", frame(REQUEST, ints(0, 0, 0)), "request: block 0:0+0"),
                arguments("a request beyond the torrent", frame(REQUEST, ints(40, 0, 16_384)), "request: block 40"),
                arguments("a request of a negative piece", frame(REQUEST, ints(-1, 0, 16_384)), "request: block -1"),
                arguments("a request over the end", frame(REQUEST, ints(0, 65_000, 16_384)), "request: block 0:65000"),
                arguments(
                        "a request whose end overflows",
                        frame(REQUEST, ints(0, Integer.MAX_VALUE - 10, 16_384)),
                        "request: block 0:2147483637"),
                arguments(
                        "a request of 2^31 - 1", frame(REQUEST, ints(0, 1, Integer.MAX_VALUE)), "request: block 0:1+2"),
                arguments(
                        "a request of 128 KiB and one", frame(REQUEST, ints(0, 0, 131_073)), "request: block 0:0+131"),
                arguments("a cancel beyond the torrent", frame(CANCEL, ints(99, 0, 16_384)), "cancel: block 99"),
                arguments(
                        "a reject beyond the torrent", frame(REJECT, ints(99, 0, 16_384)), "reject request: block 99"),
                arguments("a suggestion beyond the torrent", frame(SUGGEST, ints(41)), "suggest piece: piece 41"),
                arguments("allowed fast beyond the torrent", frame(ALLOWED_FAST, ints(41)), "allowed fast: piece 41"),
                arguments("a port of one byte", frame(PORT, 1), "port: length 2"),
                arguments("an unknown message of 200 KB", frame(77, new byte[200_000]), "message 77: length"),
                arguments("an extension message of nothing", frame(EXTENDED), "extended: length 1"),
                arguments("an extension handshake that is none", extended("hello"), "extension handshake: byte 0"),
                arguments("one that is a list", extended("le"), "extension handshake: byte 0"),
                arguments("one that is cut", extended("d1:v5:ab"), "extension handshake: byte"),
                arguments("one nested 20,000 deep", extended("d1:m" + "l".repeat(20_000)), "nested 101 deep"),
                arguments(
                        "one with a name of 1 MB",
                        extended("d1:v1000000:" + "x".repeat(1_000_000) + "e"),
                        "extension handshake: 1000013 bytes"),
                arguments("one with a string of 2^31", extended("d1:v2147483648:xe"), "a string of 2147483648 bytes"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("offences")
    @Order(1)
    void disconnectsWhoSendsWhatMustNotBeAndSaysSo(String description, ByteBuf offence, String reason)
            throws Exception {
        String address = "127.0.2." + strangers.incrementAndGet();
        try (WirePeer stranger = victim.meet(address)) {
            stranger.sendRaw(offence);
            stranger.awaitClosed();
        }

        assertThat(victim.awaitEvent(address, reason).text()).contains("disconnected");
        assertThat(victim.events(address)).isEmpty();
    }

    static Stream<Arguments> oddities() {
        return Stream.of(
                arguments("a message that nobody knows", frame(77, 1, 2, 3)),
                arguments("a second bitfield, as aria2 sends it", twice(frame(BITFIELD, new byte[BITFIELD_BYTES]))),
                arguments("an extension message that we did not name", frame(EXTENDED, 9, 1, 2)),
                arguments("a negative reqq", extended("d4:reqqi-5ee")),
                arguments("a reqq of 2^31", extended("d4:reqqi2147483648ee")),
                arguments("a forged yourip", extended("d6:yourip4:abcde")),
                arguments("colliding ids", extended("d1:md6:ut_pexi1e11:ut_metadatai1eee")),
                arguments("an id of 70,000", extended("d1:md6:ut_pexi70000eee")),
                arguments("keys that are not sorted", extended("d1:v1:a1:pi7e1:mdee")),
                arguments("a name that steers a terminal", extended("d1:v5:\u001b[2Jxe")),
                arguments("values of the wrong kind", extended("d1:mi1e1:ple4:reqq1:x1:vdee")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddities")
    @Order(2)
    void livesWithWhatIsOddAndHarmless(String description, ByteBuf oddity) throws Exception {
        try (WirePeer stranger = victim.meet("127.0.0.1")) {
            stranger.sendRaw(oddity).send(new Message.HaveAll(), new Message.Unchoke());

            stranger.await(Message.Request.class);
            assertThat(stranger.isClosed()).isFalse();
        }
    }

    @Test
    @Order(3)
    void andThenGetsItsFile() throws Exception {
        victim.finishes();
    }

    private static ByteBuf frame(int id, int... bytes) {
        byte[] body = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            body[i] = (byte) bytes[i];
        }
        return frame(id, body);
    }

    private static ByteBuf frame(int id, byte[] body) {
        return Unpooled.buffer().writeInt(1 + body.length).writeByte(id).writeBytes(body);
    }

    private static ByteBuf extended(String payload) {
        return frame(EXTENDED, ("\0" + payload).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static ByteBuf twice(ByteBuf frame) {
        return Unpooled.copiedBuffer(frame, frame);
    }

    private static byte[] ints(int... numbers) {
        ByteBuf buffer = Unpooled.buffer();
        for (int number : numbers) {
            buffer.writeInt(number);
        }
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }
}
