package io.starling.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.starling.bencode.ByteString;
import io.starling.testing.MetadataSupplier;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.PieceGrid;
import io.starling.wire.Message;
import io.starling.wire.MetadataMessage;
import io.starling.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Info dictionaries from peers that give them (BEP 9), and from those that do every wrong thing instead. */
class InfoFetchTest {
    /** Two pieces and a bit: what they are bytes of, nobody looks at here. */
    private static final ByteString INFO = bytes(2 * MetadataMessage.PIECE_BYTES + 100);

    private static final int SIZE = INFO.size();

    /** As long, and not the same. */
    private static final ByteString OTHER = bytes(SIZE + 1).slice(0, SIZE);

    private static final InfoHash HASH = InfoHash.ofInfo(INFO);

    private static final PeerTimeouts PATIENT = PeerTimeouts.DEFAULT;

    /** For a peer that is not going to say anything. */
    private static final PeerTimeouts SHORT = new PeerTimeouts(
            Duration.ofSeconds(3), PATIENT.keepAlive(), PATIENT.silence(), PATIENT.unread(), PATIENT.webSeed());

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static ByteString bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return ByteString.wrap(bytes);
    }

    private Future<ByteString> fetch(MetadataSupplier supplier, PeerTimeouts timeouts, BooleanSupplier isWanted)
            throws Exception {
        return fetch(supplier, HASH, timeouts, isWanted);
    }

    private Future<ByteString> fetch(
            MetadataSupplier supplier, InfoHash hash, PeerTimeouts timeouts, BooleanSupplier isWanted)
            throws Exception {
        MetadataSupplier listening = supplier.listen(vertx);
        Promise<ByteString> fetched = Promise.promise();
        vertx.getOrCreateContext().runOnContext(now -> {
            OpenDoor door = new OpenDoor(PeerId.random(), hash, new RecordingSwarm(new PieceGrid(1, 1)));
            new PeerSockets(vertx, door, timeouts, Encryption.ALLOW)
                    .fetchInfo(listening.address(), hash, isWanted)
                    .onComplete(fetched);
        });
        return fetched.future();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static Throwable failure(Future<?> future) throws Exception {
        try {
            throw new AssertionError("it gave " + await(future));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1,
                MetadataMessage.PIECE_BYTES - 1,
                MetadataMessage.PIECE_BYTES,
                MetadataMessage.PIECE_BYTES + 1,
                300_000
            })
    void getsWhatTheInfoHashIsOf(int length) throws Exception {
        ByteString info = bytes(length);
        InfoHash hash = InfoHash.ofInfo(info);

        assertThat(await(fetch(MetadataSupplier.of(hash, info), hash, PATIENT, () -> true)))
                .isEqualTo(info);
    }

    static Stream<Arguments> liars() {
        return Stream.of(
                liar("another dictionary", "SHA-1", answering(piece -> List.of(MetadataSupplier.data(OTHER, piece)))),
                liar("a piece that was not asked for", "piece 1", answering(piece -> List.of(data(piece + 1)))),
                liar("a piece twice", "piece 0", answering(piece -> List.of(data(piece), data(piece)))),
                liar("a piece beyond the end", "piece 7", answering(piece -> List.of(raw(7, SIZE, 10)))),
                liar(
                        "a piece of a number that there is not",
                        "piece -1",
                        answering(piece -> List.of(text("d8:msg_typei1e5:piecei-1ee")))),
                liar("too short a piece", "100 bytes", answering(piece -> List.of(raw(piece, SIZE, 100)))),
                liar("too long a piece", "16484 bytes", answering(piece -> List.of(raw(piece, SIZE, 16_484)))),
                liar("a piece of no length", "0 bytes", answering(piece -> List.of(raw(piece, SIZE, 0)))),
                liar("a message longer than any", "100", answering(piece -> List.of(bytes(100_000)))),
                liar(
                        "another size in a piece",
                        "of 5 in all",
                        answering(piece -> List.of(raw(piece, 5, MetadataMessage.PIECE_BYTES)))),
                liar("no dictionary", "ut_metadata", answering(piece -> List.of(text("what?")))),
                liar(
                        "dictionaries in dictionaries",
                        "ut_metadata",
                        answering(piece -> List.of(text("d1:a".repeat(3_000))))),
                liar(
                        "a size that changes",
                        "metadata_size",
                        saying(MetadataSupplier.says(SIZE), MetadataSupplier.says(SIZE + 1))),
                liar(
                        "a piece before anything was asked",
                        "piece 0",
                        saying(new Message.Extended(MetadataMessage.EXTENSION_ID, data(0)))),
                liar(
                        "an extension handshake that is none",
                        "extension handshake",
                        saying(new Message.Extended(0, text("d1:m")))),
                liar(
                        "thousands of messages",
                        "thousands",
                        saying(Stream.generate(Message.KeepAlive::new)
                                .limit(6_000)
                                .toArray(Message[]::new))),
                liar(
                        "thousands of handshakes",
                        "thousands",
                        saying(Stream.generate(() -> MetadataSupplier.says(SIZE))
                                .limit(6_000)
                                .toArray(Message[]::new))));
    }

    private static Arguments liar(String what, String said, MetadataSupplier supplier) {
        return arguments(what, said, supplier);
    }

    private static MetadataSupplier answering(IntFunction<List<ByteString>> answers) {
        return MetadataSupplier.answering(HASH, SIZE, answers);
    }

    private static MetadataSupplier saying(Message... messages) {
        return MetadataSupplier.saying(HASH, messages);
    }

    private static ByteString data(int piece) {
        return MetadataSupplier.data(INFO, piece);
    }

    private static ByteString raw(int piece, int totalSize, int length) {
        return new MetadataMessage.Data(piece, totalSize, bytes(length)).encode();
    }

    private static ByteString text(String text) {
        return ByteString.utf8(text);
    }

    /** Not to be asked again: that is what a WireException says. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("liars")
    void endsTheConnectionWithWhoBreaksTheProtocol(String what, String said, MetadataSupplier supplier)
            throws Exception {
        assertThat(failure(fetch(supplier, PATIENT, () -> true)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining(said);
    }

    static Stream<Arguments> poor() {
        return Stream.of(
                arguments(
                        "rejects piece 0 of the metadata",
                        answering(piece -> List.of(new MetadataMessage.Reject(piece).encode()))),
                arguments("has no metadata to give", saying(MetadataSupplier.says(0))),
                arguments("has no metadata to give", saying(sized("2147483648"))),
                arguments("has no metadata to give", saying(sized("-1"))),
                arguments("has no metadata to give", saying(sized("10000001"))),
                arguments("speaks no extensions (expected: BEP 10)", MetadataSupplier.old(HASH)));
    }

    private static Message sized(String size) {
        return new Message.Extended(0, text("d1:md11:ut_metadatai2ee13:metadata_sizei" + size + "ee"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("poor")
    void mayAskLaterWhoHasNothingToGive(String said, MetadataSupplier supplier) throws Exception {
        assertThat(failure(fetch(supplier, PATIENT, () -> true)))
                .isNotInstanceOf(WireException.class)
                .hasMessage(said);
    }

    static Stream<Arguments> silent() {
        return Stream.of(
                arguments("no extension handshake within 3000 ms", saying(new Message.HaveNone())),
                arguments("no piece 0 of the metadata within 3000 ms", answering(piece -> List.of())),
                arguments(
                        "no piece 2 of the metadata within 3000 ms",
                        answering(piece -> piece < 2 ? List.of(data(piece)) : List.of())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("silent")
    void waitsForNobodyWithoutEnd(String said, MetadataSupplier supplier) throws Exception {
        assertThat(failure(fetch(supplier, SHORT, () -> true)))
                .isNotInstanceOf(WireException.class)
                .hasMessage(said);
    }

    @Test
    void asksNobodyForWhatIsNotNeededAnyMore() throws Exception {
        int[] asked = new int[1];
        MetadataSupplier supplier = MetadataSupplier.answering(HASH, SIZE, piece -> {
            asked[0]++;
            return List.of(data(piece));
        });
        int[] looks = new int[1];

        assertThat(failure(fetch(supplier, PATIENT, () -> looks[0]++ == 0))).hasMessage("is not needed any more");
        assertThat(asked[0]).isEqualTo(1);
    }

    @Test
    void bearsWhatAPeerUsuallySaysBesides() throws Exception {
        Message[] usual = Stream.concat(
                        Stream.of(
                                new Message.Bitfield(ByteString.wrap(new byte[PieceGrid.MAX_PIECES / 8])),
                                MetadataSupplier.says(SIZE),
                                new Message.Unchoke(),
                                new Message.Port(6881),
                                new Message.Extended(99, bytes(500))),
                        IntStream.range(0, 2_000).mapToObj(Message.Have::new))
                .toArray(Message[]::new);
        MetadataSupplier supplier = MetadataSupplier.saying(HASH, usual).thenAnswering(piece -> List.of(data(piece)));

        assertThat(await(fetch(supplier, PATIENT, () -> true))).isEqualTo(INFO);
    }
}
