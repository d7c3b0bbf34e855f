package io.starling.bencode;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An immutable run of bytes: the string of bencoding, and what records hold where a {@code byte[]} could be changed
 * behind their back. Slices share the bytes of the whole and cost nothing. Ordered by unsigned bytes, as the keys of a
 * bencoded dictionary are (BEP 3).
 */
public final class ByteString implements Comparable<ByteString> {
    public static final ByteString EMPTY = new ByteString(new byte[0], 0, 0);

    private final byte[] bytes;
    private final int offset;
    private final int size;

    private ByteString(byte[] bytes, int offset, int size) {
        this.bytes = bytes;
        this.offset = offset;
        this.size = size;
    }

    public static ByteString copyOf(byte[] bytes) {
        return copyOf(bytes, 0, bytes.length);
    }

    public static ByteString copyOf(byte[] bytes, int offset, int size) {
        return new ByteString(Arrays.copyOfRange(bytes, offset, offset + size), 0, size);
    }

    /** Takes the array as it is: for callers that made it and let go of it. */
    public static ByteString wrap(byte[] bytes) {
        return new ByteString(bytes, 0, bytes.length);
    }

    public static ByteString utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Throws {@link IllegalArgumentException} when {@code hex} is not an even number of hexadecimal digits. */
    public static ByteString ofHex(String hex) {
        return wrap(HexFormat.of().parseHex(hex));
    }

    /** Throws {@link IllegalArgumentException} when {@code base64} is not base64 (RFC 4648 section 4). */
    public static ByteString ofBase64(String base64) {
        return wrap(Base64.getDecoder().decode(base64));
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public byte at(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " (expected: 0.." + (size - 1) + ")");
        }
        return bytes[offset + index];
    }

    /** The bytes from {@code from} (inclusive) to {@code to} (exclusive), sharing this one's memory. */
    public ByteString slice(int from, int to) {
        if (from < 0 || to < from || to > size) {
            throw new IndexOutOfBoundsException("slice " + from + ".." + to + " of " + size + " bytes");
        }
        return new ByteString(bytes, offset + from, to - from);
    }

    public byte[] toByteArray() {
        return Arrays.copyOfRange(bytes, offset, offset + size);
    }

    /** A read-only view, position 0, limit {@link #size()}. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(bytes, offset, size).slice().asReadOnlyBuffer();
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes, offset, offset + size);
    }

    public String base64() {
        return StandardCharsets.ISO_8859_1
                .decode(Base64.getEncoder().encode(asByteBuffer()))
                .toString();
    }

    /** The text that these bytes are in UTF-8, or nothing when they are not well-formed UTF-8. */
    public Optional<String> utf8() {
        String lenient = new String(bytes, offset, size, StandardCharsets.UTF_8);
        // Malformed bytes became replacement characters. Without any, which is nearly always, the costly way is saved.
        return lenient.indexOf('\uFFFD') < 0 ? Optional.of(lenient) : strictUtf8();
    }

    private Optional<String> strictUtf8() {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(asByteBuffer());
            return Optional.of(text.toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(ByteString other) {
        return Arrays.compareUnsigned(
                bytes, offset, offset + size, other.bytes, other.offset, other.offset + other.size);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteString that
                && Arrays.equals(bytes, offset, offset + size, that.bytes, that.offset, that.offset + that.size);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + size; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** Short bytes as hexadecimal, long ones as their size: safe in a log whoever sent them. */
    @Override
    public String toString() {
        return size <= 32 ? hex() : size + " bytes";
    }
}
