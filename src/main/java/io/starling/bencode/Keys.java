package io.starling.bencode;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** The keys of a dictionary's entries, without a list of their own: a hostile file has millions of dictionaries. */
final class Keys extends AbstractList<ByteString> implements RandomAccess {
    private final List<BValue.Entry> entries;

    Keys(List<BValue.Entry> entries) {
        this.entries = entries;
    }

    @Override
    public ByteString get(int index) {
        return entries.get(index).key();
    }

    @Override
    public int size() {
        return entries.size();
    }
}
