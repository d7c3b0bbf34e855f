package io.starling.bencode;

import io.starling.bencode.BValue.BBytes;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BValue.BInteger;
import io.starling.bencode.BValue.BList;
import io.starling.bencode.BValue.Entry;
import io.starling.bencode.BencodeScanner.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads bencoded values (BEP 3), strictly: one way to write each value, no other is accepted, so that what was read is
 * what would be written. Bounded whatever the bytes say: {@link #MAX_DEPTH} deep, {@link #MAX_TOKENS} values, no memory
 * for a length that is only declared. Strings are slices of the input. Failures are {@link BencodeException}s.
 */
public final class BencodeReader {
    /** Lists and dictionaries within each other. */
    public static final int MAX_DEPTH = BencodeScanner.MAX_DEPTH;

    /** Values and keys together. */
    public static final int MAX_TOKENS = BencodeScanner.MAX_TOKENS;

    private static final BInteger ZERO = new BInteger(0);
    private static final BBytes NO_BYTES = new BBytes(ByteString.EMPTY);
    private static final BList NO_VALUES = new BList(List.of());
    private static final BDict NO_ENTRIES = new BDict(List.of());

    private BencodeReader() {}

    /** Reads the value that these bytes are, all of them. */
    public static BValue read(ByteString bytes) {
        BencodeScanner scanner = new BencodeScanner(bytes);
        BValue value = readValue(scanner);
        scanner.expectEnd();
        return value;
    }

    /** Reads the value that these bytes begin with; whatever follows is not looked at (BEP 9 puts a payload there). */
    public static Prefix readPrefix(ByteString bytes) {
        BencodeScanner scanner = new BencodeScanner(bytes);
        BValue value = readValue(scanner);
        return new Prefix(value, scanner.position());
    }

    /** Reads the dictionary that these bytes are, all of them. */
    public static BDict readDict(ByteString bytes) {
        return readDict(new BencodeScanner(bytes));
    }

    /**
     * Likewise, but takes keys in any order, and of two that are the same the first: for what is only looked into and never
     * hashed or passed on. Some clients do not sort.
     */
    public static BDict readDictInAnyOrder(ByteString bytes) {
        return readDict(new BencodeScanner(bytes, false));
    }

    private static BDict readDict(BencodeScanner scanner) {
        BValue value = readValue(scanner);
        scanner.expectEnd();
        if (value instanceof BDict dict) {
            return dict;
        }
        throw new BencodeException(0, value.kind(), "a dictionary");
    }

    /**
     * The value under {@code key} of the dictionary that these bytes are, as the very bytes that stand there: a slice,
     * not a copy. Reads all the bytes by the same rules as {@link #read(ByteString)}, but makes no values.
     */
    public static Optional<ByteString> rawValue(ByteString dictionary, String key) {
        BencodeScanner scanner = new BencodeScanner(dictionary);
        if (scanner.next() != Token.DICT) {
            throw new BencodeException(0, "another value", "a dictionary");
        }
        ByteString wanted = ByteString.utf8(key);
        Optional<ByteString> raw = Optional.empty();
        while (scanner.next() == Token.KEY) {
            boolean isWanted = scanner.bytes().equals(wanted);
            int begin = scanner.position();
            scanner.skipValue();
            if (isWanted) {
                raw = Optional.of(dictionary.slice(begin, scanner.position()));
            }
        }
        scanner.expectEnd();
        return raw;
    }

    /**
     * A value at the beginning of some bytes.
     *
     * @param length how many bytes it takes
     */
    public record Prefix(BValue value, int length) {}

    private static BValue readValue(BencodeScanner scanner) {
        Deque<Container> open = new ArrayDeque<>();
        while (true) {
            Token token = scanner.next();
            if (token == Token.LIST || token == Token.DICT) {
                open.push(new Container(token == Token.DICT));
            } else if (token == Token.KEY) {
                open.element().key = scanner.bytes();
            } else {
                BValue value = token == Token.END ? open.pop().value() : scalar(token, scanner);
                if (open.isEmpty()) {
                    return value;
                }
                open.element().add(value);
            }
        }
    }

    private static BValue scalar(Token token, BencodeScanner scanner) {
        if (token == Token.INTEGER) {
            return scanner.integer() == 0 ? ZERO : new BInteger(scanner.integer());
        }
        return scanner.bytes().isEmpty() ? NO_BYTES : new BBytes(scanner.bytes());
    }

    /** A list or dictionary that is being filled. Millions of empty ones must cost little, hence the shared constants. */
    private static final class Container {
        private final boolean isDict;
        private final List<BValue> values = new ArrayList<>(0);
        private final List<Entry> entries = new ArrayList<>(0);
        private ByteString key = ByteString.EMPTY;

        Container(boolean isDict) {
            this.isDict = isDict;
        }

        void add(BValue value) {
            if (isDict) {
                entries.add(new Entry(key, value));
            } else {
                values.add(value);
            }
        }

        BValue value() {
            if (isDict) {
                return entries.isEmpty() ? NO_ENTRIES : new BDict(inOrder(entries));
            }
            return values.isEmpty() ? NO_VALUES : new BList(values);
        }

        /** Costs a look at each pair of neighbours when they are in order, as they are but for a lenient scanner. */
        private static List<Entry> inOrder(List<Entry> entries) {
            for (int i = 1; i < entries.size(); i++) {
                if (entries.get(i - 1).key().compareTo(entries.get(i).key()) >= 0) {
                    TreeMap<ByteString, Entry> sorted = new TreeMap<>();
                    entries.forEach(entry -> sorted.putIfAbsent(entry.key(), entry));
                    return List.copyOf(sorted.values());
                }
            }
            return entries;
        }
    }
}
