package io.starling.bencode;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A bencoded value (BEP 3): an integer, a string of bytes, a list or a dictionary. Immutable. */
public sealed interface BValue {
    /** Names the kind in error messages, such as "a list". */
    String kind();

    record BInteger(long value) implements BValue {
        @Override
        public String kind() {
            return "an integer";
        }
    }

    record BBytes(ByteString bytes) implements BValue {
        @Override
        public String kind() {
            return "a string";
        }
    }

    record BList(List<BValue> values) implements BValue {
        public BList {
            values = List.copyOf(values);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * A dictionary. Its getters answer with nothing when the key is absent and when it holds another kind of value; who
     * must tell the two apart uses {@link #get(String)}.
     *
     * @param entries in strictly ascending order of their keys, as bencoding wants them
     */
    record BDict(List<Entry> entries) implements BValue {
        public BDict {
            entries = List.copyOf(entries);
            for (int i = 1; i < entries.size(); i++) {
                if (entries.get(i - 1).key().compareTo(entries.get(i).key()) >= 0) {
                    throw new IllegalArgumentException(
                            "dictionary: key " + entries.get(i).key() + " (expected: keys in ascending order)");
                }
            }
        }

        /** The dictionary of these entries, whatever their order. */
        public static BDict of(Map<String, ? extends BValue> values) {
            TreeMap<ByteString, BValue> sorted = new TreeMap<>();
            values.forEach((key, value) -> sorted.put(ByteString.utf8(key), value));
            return new BDict(sorted.entrySet().stream()
                    .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                    .toList());
        }

        public Optional<BValue> get(String key) {
            int index = Collections.binarySearch(keys(), ByteString.utf8(key));
            return index < 0 ? Optional.empty() : Optional.of(entries.get(index).value());
        }

        public OptionalLong integer(String key) {
            return get(key).orElse(null) instanceof BInteger integer
                    ? OptionalLong.of(integer.value())
                    : OptionalLong.empty();
        }

        public Optional<ByteString> bytes(String key) {
            return get(key).filter(BBytes.class::isInstance).map(value -> ((BBytes) value).bytes());
        }

        /** The string under this key when it is well-formed UTF-8. */
        public Optional<String> text(String key) {
            return bytes(key).flatMap(ByteString::utf8);
        }

        public Optional<List<BValue>> list(String key) {
            return get(key).filter(BList.class::isInstance).map(value -> ((BList) value).values());
        }

        public Optional<BDict> dict(String key) {
            return get(key).filter(BDict.class::isInstance).map(BDict.class::cast);
        }

        /** The keys as a view, in ascending order. */
        public List<ByteString> keys() {
            return new Keys(entries);
        }

        @Override
        public String kind() {
            return "a dictionary";
        }
    }

    /** One key of a dictionary and its value. */
    record Entry(ByteString key, BValue value) {}

    static BInteger of(long value) {
        return new BInteger(value);
    }

    static BBytes of(ByteString bytes) {
        return new BBytes(bytes);
    }

    /** The text as a string in UTF-8. */
    static BBytes of(String text) {
        return new BBytes(ByteString.utf8(text));
    }
}
