package io.starling.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.starling.bencode.ByteString;
import io.starling.policy.Patience;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import io.starling.wire.ExtensionHandshake;
import io.starling.wire.FrameDecoder;
import io.starling.wire.Handshake;
import io.starling.wire.Message;
import io.starling.wire.MessageEncoder;
import io.starling.wire.MetadataMessage;
import io.starling.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * Gets the info dictionary of a torrent from one peer that has it (BEP 9, 10), over a connection that serves nothing else:
 *
 * <pre>
 *   we   handshake, extension handshake          request 0         request 1     …
 *   it   handshake, extension handshake: size               piece 0          piece 1   …  and the connection ends
 * </pre>
 *
 * <p>What the peer says besides is not looked at, and not borne without end. Owned by the peer's context; hashes on a worker.
 */
final class InfoFetch {
    /** The largest dictionary by a slow line takes less; a peer that sends a piece now and then has others wait. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    /** So many bytes that we have gathered for nothing weigh as much as a message. */
    private static final int BYTES_OF_WEIGHT = 4096;

    private final Vertx vertx;
    private final RawSocket socket;
    private final Handshake remote;
    private final Duration answerTimeout;
    private final BooleanSupplier isWanted;
    private final FrameDecoder decoder =
            new FrameDecoder(PieceSet.bitfieldLength(PieceGrid.MAX_PIECES), this::onMessage);
    private final Patience patience = new Patience(System.nanoTime());
    private final Promise<ByteString> gathered = Promise.promise();
    private final ByteArrayOutputStream info = new ByteArrayOutputStream();
    private ExtensionHandshake theirs = ExtensionHandshake.NONE;
    private long answerTimer;

    /** How many bytes it says there are; 0 until it has. */
    private int size;

    /** The piece that it has been asked for. */
    private int asked;

    /**
     * @param remote its handshake; ours has been sent
     * @param answerTimeout how long each of its answers may take
     * @param isWanted is asked before each request
     */
    InfoFetch(Vertx vertx, RawSocket socket, Handshake remote, Duration answerTimeout, BooleanSupplier isWanted) {
        this.vertx = vertx;
        this.socket = socket;
        this.remote = remote;
        this.answerTimeout = answerTimeout;
        this.isWanted = isWanted;
    }

    /**
     * Begins. Fails with a {@link WireException} when the peer has broken the protocol, or has given what the info-hash is
     * not of; in another way when it gives nothing.
     */
    Future<ByteString> begin(Greeting greeting) {
        long timer = vertx.setTimer(LONGEST.toMillis(), id -> fail("not done within " + LONGEST.toSeconds() + " s"));
        gathered.future().onComplete(ended -> {
            vertx.cancelTimer(timer);
            vertx.cancelTimer(answerTimer);
            decoder.close();
            socket.close();
        });
        socket.onClose(closed -> fail("hangs up"));
        if (remote.extended()) {
            send(new Message.Extended(
                    ExtensionHandshake.ID, ExtensionHandshake.asking().encode()));
            awaitAnswer("extension handshake");
        } else {
            fail("speaks no extensions (expected: BEP 10)");
        }
        greeting.handOver(this::onBytes);
        return gathered.future().compose(this::checked);
    }

    private Future<ByteString> checked(ByteString bytes) {
        return vertx.executeBlocking(() -> InfoHash.ofInfo(bytes), false).map(hash -> {
            if (!hash.equals(remote.infoHash())) {
                throw new WireException("metadata: its SHA-1 is " + hash + " (expected: " + remote.infoHash() + ")");
            }
            return bytes;
        });
    }

    private void onBytes(ByteBuf bytes) {
        if (gathered.future().isComplete()) {
            return;
        }
        try {
            decoder.feed(bytes);
        } catch (RuntimeException e) {
            gathered.tryFail(e);
        }
    }

    private void onMessage(Message message) {
        if (!(message instanceof Message.Extended extended)) {
            bear(1);
        } else if (extended.id() == ExtensionHandshake.ID) {
            onHandshake(extended.payload());
        } else if (extended.id() == MetadataMessage.EXTENSION_ID) {
            MetadataMessage.decode(extended.payload()).ifPresentOrElse(this::onMetadata, () -> bear(1));
        } else {
            bear(1 + extended.payload().size() / BYTES_OF_WEIGHT);
        }
    }

    private void bear(int weight) {
        if (!patience.bears(weight, System.nanoTime())) {
            throw new WireException("metadata: thousands of messages that bring none (expected: now and then)");
        }
    }

    private void onHandshake(ByteString payload) {
        bear(1 + payload.size() / BYTES_OF_WEIGHT);
        theirs = theirs.updatedBy(payload);
        if (theirs.metadataSize() == 0 || theirs.idOf(MetadataMessage.EXTENSION).isEmpty()) {
            fail("has no metadata to give");
        } else if (size == 0) {
            size = theirs.metadataSize();
            ask(0);
        } else if (size != theirs.metadataSize()) {
            throw new WireException(
                    "metadata_size: " + theirs.metadataSize() + " (expected: " + size + ", as it said before)");
        }
    }

    private void onMetadata(MetadataMessage message) {
        if (message instanceof MetadataMessage.Data data) {
            onData(data);
        } else if (message instanceof MetadataMessage.Reject reject && isAsked(reject.piece())) {
            fail("rejects piece " + reject.piece() + " of the metadata");
        } else {
            bear(1);
        }
    }

    private boolean isAsked(int piece) {
        return size > 0 && piece == asked;
    }

    private void onData(MetadataMessage.Data data) {
        if (!isAsked(data.piece())) {
            throw new WireException("ut_metadata: piece " + data.piece() + " (expected: one that was asked for)");
        }
        int expected = Math.min(MetadataMessage.PIECE_BYTES, size - asked * MetadataMessage.PIECE_BYTES);
        if (data.totalSize() != size || data.bytes().size() != expected) {
            throw new WireException(
                    "ut_metadata: piece " + asked + " of " + data.bytes().size() + " bytes, of " + data.totalSize()
                            + " in all (expected: " + expected + ", of " + size + ")");
        }
        info.writeBytes(data.bytes().toByteArray());
        if (info.size() == size) {
            gathered.tryComplete(ByteString.wrap(info.toByteArray()));
        } else {
            ask(asked + 1);
        }
    }

    private void ask(int piece) {
        if (!isWanted.getAsBoolean()) {
            fail("is not needed any more");
            return;
        }
        asked = piece;
        OptionalInt id = theirs.idOf(MetadataMessage.EXTENSION);
        send(new Message.Extended(id.orElseThrow(), new MetadataMessage.Request(piece).encode()));
        awaitAnswer("piece " + piece + " of the metadata");
    }

    private void awaitAnswer(String what) {
        vertx.cancelTimer(answerTimer);
        answerTimer = vertx.setTimer(
                answerTimeout.toMillis(), id -> fail("no " + what + " within " + answerTimeout.toMillis() + " ms"));
    }

    private void send(Message message) {
        socket.write(MessageEncoder.encode(message, ByteBufAllocator.DEFAULT));
    }

    private void fail(String why) {
        gathered.tryFail(why);
    }
}
