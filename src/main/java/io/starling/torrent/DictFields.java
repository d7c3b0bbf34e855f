package io.starling.torrent;

import io.starling.bencode.BValue;
import io.starling.bencode.BValue.BBytes;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BValue.BInteger;
import io.starling.bencode.BValue.BList;
import io.starling.bencode.ByteString;
import java.util.List;
import java.util.Optional;

/**
 * A dictionary of a .torrent file whose fields must be of their kind: the errors say where in the file it is.
 *
 * @param where path of the dictionary, such as {@code info.files[3]}
 */
record DictFields(String where, BDict dict) {
    boolean has(String key) {
        return dict.get(key).isPresent();
    }

    long integer(String key) {
        return optionalInteger(key).orElseThrow(() -> missing(key, "an integer"));
    }

    Optional<Long> optionalInteger(String key) {
        return dict.get(key)
                .map(value -> as(BInteger.class, value, key, "an integer").value());
    }

    ByteString bytes(String key) {
        BValue value = dict.get(key).orElseThrow(() -> missing(key, "a string"));
        return as(BBytes.class, value, key, "a string").bytes();
    }

    String text(String key) {
        return utf8(bytes(key), key);
    }

    List<BValue> list(String key) {
        BValue value = dict.get(key).orElseThrow(() -> missing(key, "a list"));
        return as(BList.class, value, key, "a list").values();
    }

    /** The strings of a list, each of them UTF-8. */
    List<String> texts(String key) {
        return list(key).stream()
                .map(value ->
                        utf8(as(BBytes.class, value, key, "a list of strings").bytes(), key))
                .toList();
    }

    DictFields dict(String key) {
        BValue value = dict.get(key).orElseThrow(() -> missing(key, "a dictionary"));
        return new DictFields(at(key), as(BDict.class, value, key, "a dictionary"));
    }

    /** The {@code index}-th value of the list under this key, which must be a dictionary. */
    DictFields element(String key, int index, BValue value) {
        String element = key + "[" + index + "]";
        return new DictFields(at(element), as(BDict.class, value, element, "a dictionary"));
    }

    MetainfoException error(String key, String found, String expected) {
        return new MetainfoException(at(key) + ": " + found + " (expected: " + expected + ")");
    }

    private String at(String key) {
        return where.isEmpty() ? key : where + "." + key;
    }

    private MetainfoException missing(String key, String expected) {
        return error(key, "missing", expected);
    }

    private String utf8(ByteString bytes, String key) {
        return bytes.utf8().orElseThrow(() -> error(key, "bytes that are no text", "UTF-8"));
    }

    private <T extends BValue> T as(Class<T> kind, BValue value, String key, String expected) {
        if (!kind.isInstance(value)) {
            throw error(key, value.kind(), expected);
        }
        return kind.cast(value);
    }
}
