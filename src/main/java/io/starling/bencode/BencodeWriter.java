package io.starling.bencode;

import io.starling.bencode.BValue.BBytes;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BValue.BInteger;
import io.starling.bencode.BValue.BList;
import io.starling.bencode.BValue.Entry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes bencoded values (BEP 3): whole ones by {@link #write(BValue)}, or piece by piece, which also takes bytes that
 * are bencoded already ({@link #raw(ByteString)}) and must stay as they are.
 *
 * <pre>{@code
 * new BencodeWriter().beginDict().key("announce").text(url).key("info").raw(info).end().toByteString();
 * }</pre>
 *
 * <p>What would not be bencoding, such as keys out of order, is the caller's mistake: {@link IllegalStateException}.
 */
public final class BencodeWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Deque<Container> open = new ArrayDeque<>();
    private boolean isWhole;

    /** The value in its one bencoded form. */
    public static ByteString write(BValue value) {
        return new BencodeWriter().value(value).toByteString();
    }

    public BencodeWriter beginDict() {
        return begin('d');
    }

    public BencodeWriter beginList() {
        return begin('l');
    }

    /** Ends the innermost list or dictionary. */
    public BencodeWriter end() {
        if (open.isEmpty() || open.pop().awaitsValue) {
            throw new IllegalStateException("end (expected: an open list, or a dictionary with a value for each key)");
        }
        out.write('e');
        return written();
    }

    /** The key of the next value; in a dictionary, keys come in strictly ascending order of their bytes. */
    public BencodeWriter key(String key) {
        return key(ByteString.utf8(key));
    }

    public BencodeWriter key(ByteString key) {
        Container dict = open.peek();
        if (dict == null || !dict.isDict || dict.awaitsValue) {
            throw new IllegalStateException("key " + key + " (expected: a value)");
        }
        ByteString last = dict.lastKey;
        if (last != null && last.compareTo(key) >= 0) {
            throw new IllegalStateException("key " + key + " after " + last + " (expected: keys in ascending order)");
        }
        dict.lastKey = key;
        dict.awaitsValue = true;
        string(key);
        return this;
    }

    public BencodeWriter integer(long value) {
        beforeValue();
        ascii("i" + value + "e");
        return written();
    }

    public BencodeWriter bytes(ByteString bytes) {
        beforeValue();
        string(bytes);
        return written();
    }

    /** The text as a string in UTF-8. */
    public BencodeWriter text(String text) {
        return bytes(ByteString.utf8(text));
    }

    /** One value that is bencoded already; written as it is, and believed. */
    public BencodeWriter raw(ByteString bencoded) {
        beforeValue();
        out.writeBytes(bencoded.toByteArray());
        return written();
    }

    /** Goes as deep as the value does; what a {@link BencodeReader} made is never too deep. */
    public BencodeWriter value(BValue value) {
        if (value instanceof BInteger integer) {
            return integer(integer.value());
        }
        if (value instanceof BBytes bytes) {
            return bytes(bytes.bytes());
        }
        if (value instanceof BList list) {
            beginList();
            list.values().forEach(this::value);
            return end();
        }
        beginDict();
        for (Entry entry : ((BDict) value).entries()) {
            key(entry.key()).value(entry.value());
        }
        return end();
    }

    /** What was written, which must be one whole value. */
    public ByteString toByteString() {
        if (!isWhole) {
            throw new IllegalStateException("nothing, or " + open.size() + " open values (expected: one whole value)");
        }
        return ByteString.wrap(out.toByteArray());
    }

    private BencodeWriter begin(char type) {
        beforeValue();
        open.push(new Container(type == 'd'));
        out.write(type);
        return this;
    }

    private void beforeValue() {
        Container container = open.peek();
        boolean isExpected = container == null ? !isWhole : !container.isDict || container.awaitsValue;
        if (!isExpected) {
            throw new IllegalStateException("a value (expected: " + (isWhole ? "no more" : "a key") + ")");
        }
        if (container != null) {
            container.awaitsValue = false;
        }
    }

    private BencodeWriter written() {
        isWhole = open.isEmpty();
        return this;
    }

    private void string(ByteString bytes) {
        ascii(bytes.size() + ":");
        out.writeBytes(bytes.toByteArray());
    }

    private void ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static final class Container {
        final boolean isDict;
        boolean awaitsValue;

        @Nullable
        ByteString lastKey;

        Container(boolean isDict) {
            this.isDict = isDict;
        }
    }
}
