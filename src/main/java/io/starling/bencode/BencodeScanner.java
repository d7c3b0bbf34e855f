package io.starling.bencode;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Walks over bencoded bytes token by token and keeps the rules of BEP 3 while doing so. All strictness and all limits
 * are here; who wants values builds them from the tokens.
 *
 * <pre>
 *   integer     i &lt;decimal&gt; e          no leading zero, no -0, fits in 64 bits with its sign
 *   string      &lt;decimal&gt; : &lt;bytes&gt;    no leading zero, and that many bytes are there
 *   list        l &lt;values&gt; e
 *   dictionary  d &lt;string value&gt;... e  keys strictly ascending by unsigned bytes
 * </pre>
 *
 * <p>Nothing is copied and nothing is allocated by a declared length; nesting is on a stack of our own.
 */
final class BencodeScanner {
    /** BEP 3's structures are 5 deep; deeper than this is somebody after our stack. */
    static final int MAX_DEPTH = 100;

    /** As many as a torrent of some hundred thousand files has; each costs tens of bytes when it becomes a value. */
    static final int MAX_TOKENS = 3_000_000;

    enum Token {
        INTEGER,
        BYTES,
        /** The key of a dictionary; its value comes next. */
        KEY,
        LIST,
        DICT,
        /** The end of the innermost list or dictionary. */
        END
    }

    /** A list or dictionary whose end has not come yet. */
    private static final class Container {
        final boolean isDict;
        boolean awaitsValue;

        @Nullable
        ByteString lastKey;

        Container(boolean isDict) {
            this.isDict = isDict;
        }
    }

    private final ByteString data;
    private final boolean isInOrder;
    private final Deque<Container> open = new ArrayDeque<>();
    private int position;
    private int tokens;
    private long integer;
    private ByteString bytes = ByteString.EMPTY;

    BencodeScanner(ByteString data) {
        this(data, true);
    }

    /** @param isInOrder whether keys that are not in ascending order are an error */
    BencodeScanner(ByteString data, boolean isInOrder) {
        this.data = data;
        this.isInOrder = isInOrder;
    }

    /** Where the next token begins. */
    int position() {
        return position;
    }

    /** How many lists and dictionaries are open. */
    int depth() {
        return open.size();
    }

    /** The value of the last {@link Token#INTEGER}. */
    long integer() {
        return integer;
    }

    /** The bytes of the last {@link Token#BYTES} or {@link Token#KEY}: a slice of the data. */
    ByteString bytes() {
        return bytes;
    }

    /** Reads the next token; to be called again after the outermost value only when another one may follow. */
    Token next() {
        Container container = open.peek();
        if (container == null) {
            return value();
        }
        if (peek() == 'e') {
            return end(container);
        }
        if (container.isDict && !container.awaitsValue) {
            return key(container);
        }
        container.awaitsValue = false;
        return value();
    }

    /** Reads one whole value, with all that is in it. */
    void skipValue() {
        int outer = depth();
        do {
            next();
        } while (depth() > outer);
    }

    /** Fails when anything follows. */
    void expectEnd() {
        if (position < data.size()) {
            throw error(data.size() - position + " more bytes", "the end of the data");
        }
    }

    BencodeException error(String found, String expected) {
        return new BencodeException(position, found, expected);
    }

    private Token end(Container container) {
        if (container.awaitsValue) {
            throw error("the end of the dictionary", "a value for its last key");
        }
        position++;
        open.pop();
        return Token.END;
    }

    private Token key(Container dict) {
        int begin = position;
        count();
        if (!isDigit(peek())) {
            throw error(show(peek()), "a string as key of the dictionary");
        }
        readBytes();
        ByteString last = dict.lastKey;
        if (isInOrder && last != null && last.compareTo(bytes) >= 0) {
            position = begin;
            throw error(last.equals(bytes) ? "the same key again" : "a key out of order", "keys in ascending order");
        }
        dict.lastKey = bytes;
        dict.awaitsValue = true;
        return Token.KEY;
    }

    private Token value() {
        count();
        int first = peek();
        if (isDigit(first)) {
            readBytes();
            return Token.BYTES;
        }
        return switch (first) {
            case 'i' -> {
                readInteger();
                yield Token.INTEGER;
            }
            case 'l' -> enter(Token.LIST);
            case 'd' -> enter(Token.DICT);
            default -> throw error(show(first), "a value");
        };
    }

    private Token enter(Token token) {
        if (open.size() == MAX_DEPTH) {
            throw error("nested " + (MAX_DEPTH + 1) + " deep", "at most " + MAX_DEPTH);
        }
        open.push(new Container(token == Token.DICT));
        position++;
        return token;
    }

    private void count() {
        if (++tokens > MAX_TOKENS) {
            throw error("more than " + MAX_TOKENS + " values", "fewer");
        }
    }

    private void readInteger() {
        position++;
        boolean isNegative = peek() == '-';
        if (isNegative) {
            position++;
        }
        integer = readDecimal(isNegative);
        if (isNegative && integer == 0) {
            throw error("-0", "0");
        }
        expect('e', "\"e\" at the end of the integer");
    }

    private void readBytes() {
        int begin = position;
        long length = readDecimal(false);
        expect(':', "\":\" after the length of the string");
        if (length > data.size() - position) {
            int left = data.size() - position;
            position = begin;
            throw error("a string of " + length + " bytes", "no more than the " + left + " that are left");
        }
        bytes = data.slice(position, position + (int) length);
        position += (int) length;
    }

    /** Reads digits, summing them up as negative numbers because there is one more of these. */
    private long readDecimal(boolean isNegative) {
        int begin = position;
        long sum = 0;
        while (position < data.size() && isDigit(data.at(position))) {
            int digit = data.at(position) - '0';
            if (sum < (Long.MIN_VALUE + digit) / 10) {
                throw error("a number out of range", "-2^63..2^63-1");
            }
            sum = sum * 10 - digit;
            position++;
        }
        if (position == begin) {
            throw error(show(peek()), "a digit");
        }
        if (data.at(begin) == '0' && position > begin + 1) {
            position = begin;
            throw error("a leading zero", "none");
        }
        if (!isNegative && sum == Long.MIN_VALUE) {
            throw error("a number out of range", "-2^63..2^63-1");
        }
        return isNegative ? sum : -sum;
    }

    private void expect(char wanted, String expected) {
        if (peek() != wanted) {
            throw error(show(peek()), expected);
        }
        position++;
    }

    /** The byte at the position, 0..255; its absence is an error, since only a whole value ends the data. */
    private int peek() {
        if (position >= data.size()) {
            throw error(
                    "the end of the data", depth() == 0 ? "a whole value" : "the end of " + depth() + " open values");
        }
        return data.at(position) & 0xFF;
    }

    private static boolean isDigit(int octet) {
        return octet >= '0' && octet <= '9';
    }

    private static String show(int octet) {
        return octet > ' ' && octet < 0x7F ? "\"" + (char) octet + "\"" : String.format("0x%02x", octet);
    }
}
