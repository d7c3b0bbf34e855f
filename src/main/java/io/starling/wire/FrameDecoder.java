package io.starling.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what arrives on one connection after the handshake into {@linkplain Message messages}, wherever the network cut
 * it (BEP 3, "peer messages"):
 *
 * <pre>
 *   0        4    5                4 + length
 *   +--------+----+------ - - - ------+
 *   | length | id | body              |    integers are big-endian
 *   +--------+----+------ - - - ------+
 *   |    0   |                             keep-alive: neither id nor body
 *   +--------+
 * </pre>
 *
 * <p>A length is checked against what its id allows before the body is waited for, and memory grows only with bytes that
 * have arrived. A frame that lies whole in the buffer is read where it lies; one that is cut is gathered.
 *
 * <p>Owned by one connection and used on its context only. The buffer of {@link #feed} is borrowed and not released.
 * After a {@link WireException}, or anything else that the consumer throws, the decoder is closed.
 */
public final class FrameDecoder implements AutoCloseable {
    /** One small step for each. */
    private enum State {
        /** The four bytes that say how long the frame is. */
        LENGTH,
        ID,
        BODY,
        /** The body of a message that we do not know. */
        SKIP,
        CLOSED
    }

    /** Enough for any block: what a bitfield or an extension message has grown beyond it is given back. */
    private static final int KEPT_BYTES = MessageType.PIECE.maxBody;

    private static final int FIRST_BYTES = 256;

    private final int maxBitfieldBytes;
    private final Consumer<Message> consumer;
    private final ByteBufAllocator allocator;

    private State state = State.LENGTH;
    private int id;
    private MessageType type = MessageType.UNKNOWN;
    /** Bytes of the body in all while in BODY, still to be read over while in SKIP; the whole frame before. */
    private int length;
    /** What has arrived of something that was cut; empty or absent between frames. */
    private @Nullable ByteBuf gathered;

    private boolean isFeeding;
    private boolean isStopping;

    /**
     * @param maxBitfieldBytes the size of the torrent's bitfield, or of the largest there may be when it is not known
     * @param consumer is given each message as soon as it is whole; may call {@link #stop} and {@link #close}
     */
    public FrameDecoder(int maxBitfieldBytes, Consumer<Message> consumer) {
        this(maxBitfieldBytes, consumer, ByteBufAllocator.DEFAULT);
    }

    FrameDecoder(int maxBitfieldBytes, Consumer<Message> consumer, ByteBufAllocator allocator) {
        this.maxBitfieldBytes = maxBitfieldBytes;
        this.consumer = consumer;
        this.allocator = allocator;
    }

    /**
     * Reads all of {@code in}, unless {@link #stop} or {@link #close} is called meanwhile. The data of a
     * {@link Message.Piece} is a view that ends when the consumer returns. Once closed, nothing is read.
     *
     * @throws WireException when the remote broke the protocol; the messages before the fault have been delivered
     */
    public void feed(ByteBuf in) {
        if (isFeeding) {
            throw new IllegalStateException("fed from within its own consumer");
        }
        isFeeding = true;
        isStopping = false;
        boolean isSound = false;
        try {
            while (!isStopping && step(in)) {}
            isSound = true;
        } finally {
            isFeeding = false;
            if (!isSound || state == State.CLOSED) {
                close();
            }
        }
    }

    /** Lets the feed that is going on end after the present message; what is unread stays in its buffer. */
    public void stop() {
        isStopping = true;
    }

    /** Gives the memory back and ends a feed that is going on; the present message's data stays readable. */
    @Override
    public void close() {
        state = State.CLOSED;
        if (!isFeeding && gathered != null) {
            gathered.release();
            gathered = null;
        }
    }

    public boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Returns false when it can go no further without more bytes. */
    private boolean step(ByteBuf in) {
        return switch (state) {
            case LENGTH -> readLength(in);
            case ID -> readId(in);
            case BODY -> readBody(in);
            case SKIP -> skipBody(in);
            case CLOSED -> false;
        };
    }

    private boolean readLength(ByteBuf in) {
        ByteBuf source = take(in, Integer.BYTES);
        if (source == null) {
            return false;
        }
        length = source.readInt();
        recycle();
        int longest = 1 + Math.max(MessageType.EXTENDED.maxBody, maxBitfieldBytes);
        if (length < 0 || length > longest) {
            throw new WireException(
                    "frame: " + Integer.toUnsignedLong(length) + " bytes (expected: at most " + longest + ")");
        }
        if (length == 0) {
            consumer.accept(MessageReader.KEEP_ALIVE);
        } else {
            state = State.ID;
        }
        return true;
    }

    private boolean readId(ByteBuf in) {
        if (!in.isReadable()) {
            return false;
        }
        id = in.readUnsignedByte();
        type = MessageType.of(id);
        length--;
        checkLength();
        state = type == MessageType.UNKNOWN ? State.SKIP : State.BODY;
        return true;
    }

    private void checkLength() {
        int most = type == MessageType.BITFIELD ? maxBitfieldBytes : type.maxBody;
        if (length < type.minBody || length > most) {
            String name = type == MessageType.UNKNOWN ? "message " + id : type.text();
            String expected = type.minBody == most ? "" + (1 + most) : (1 + type.minBody) + ".." + (1 + most);
            throw new WireException(name + ": length " + (1 + length) + " (expected: " + expected + ")");
        }
    }

    private boolean readBody(ByteBuf in) {
        ByteBuf body = take(in, length);
        if (body == null) {
            return false;
        }
        state = State.LENGTH;
        consumer.accept(MessageReader.read(type, body, length));
        recycle();
        return true;
    }

    private boolean skipBody(ByteBuf in) {
        int skipped = Math.min(length, in.readableBytes());
        in.skipBytes(skipped);
        length -= skipped;
        if (length > 0) {
            return false;
        }
        state = State.LENGTH;
        consumer.accept(new Message.Unknown(id));
        return true;
    }

    /** What to read the next {@code wanted} bytes from, or null while some of them have not arrived. */
    private @Nullable ByteBuf take(ByteBuf in, int wanted) {
        int present = gathered == null ? 0 : gathered.readableBytes();
        if (present == 0 && in.readableBytes() >= wanted) {
            return in;
        }
        int arrived = Math.min(in.readableBytes(), wanted - present);
        if (arrived == 0) {
            return null;
        }
        ByteBuf whole = withRoom(arrived, wanted);
        whole.writeBytes(in, arrived);
        return present + arrived == wanted ? whole : null;
    }

    /** At most doubles what is there, and never exceeds the frame: a length alone costs no memory. */
    private ByteBuf withRoom(int arrived, int wanted) {
        if (gathered == null) {
            gathered = allocator.directBuffer(FIRST_BYTES);
        }
        if (gathered.writableBytes() < arrived) {
            int needed = gathered.readableBytes() + arrived;
            gathered.capacity(Math.max(needed, Math.min(wanted, 2 * gathered.capacity())));
        }
        return gathered;
    }

    /** Forgets what has been read; a buffer that one large frame has grown is not kept. */
    private void recycle() {
        if (gathered == null) {
            return;
        }
        gathered.clear();
        if (gathered.capacity() > KEPT_BYTES) {
            gathered.release();
            gathered = null;
        }
    }
}
