package io.starling.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The open channels of a torrent's files, opened when first used and kept for the next use. A torrent may have more
 * files than a process may open; those used longest ago are closed first.
 *
 * <p>Used by several workers at once: the monitor guards the table, and is held while a file is opened so that no file
 * is opened twice.
 */
final class OpenFiles implements Closeable {
    /** Far below the usual limit of 1,024 open files a process, with room for several torrents and for connections. */
    static final int MAX_OPEN = 64;

    /** Opens one file. */
    interface Opener {
        FileChannel open(int file) throws IOException;
    }

    /** Does something with an open file. */
    interface Use {
        void with(FileChannel channel) throws IOException;
    }

    private static final class Entry {
        private final FileChannel channel;
        private int users;
        private boolean isStale;

        private Entry(FileChannel channel) {
            this.channel = channel;
        }
    }

    private final Opener opener;
    private final Map<Integer, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private boolean isClosed;

    OpenFiles(Opener opener) {
        this.opener = opener;
    }

    /** Lends the file's channel to {@code use}, which does not close it. */
    void use(int file, Use use) throws IOException {
        Entry entry = borrow(file);
        try {
            use.with(entry.channel);
        } finally {
            giveBack(entry);
        }
    }

    private synchronized Entry borrow(int file) throws IOException {
        if (isClosed) {
            throw new IOException("closed");
        }
        Entry entry = entries.get(file);
        if (entry == null) {
            entry = new Entry(opener.open(file));
            entries.put(file, entry);
        }
        entry.users++;
        return entry;
    }

    private synchronized void giveBack(Entry entry) throws IOException {
        entry.users--;
        if (entry.isStale && entry.users == 0) {
            entry.channel.close();
        }
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() > MAX_OPEN && oldest.hasNext()) {
            Entry candidate = oldest.next();
            if (candidate.users == 0) {
                oldest.remove();
                candidate.channel.close();
            }
        }
    }

    /** Opens each file anew at its next use: the one that is open may have been deleted. */
    synchronized void reopen() throws IOException {
        for (Entry entry : entries.values()) {
            entry.isStale = true;
            if (entry.users == 0) {
                entry.channel.close();
            }
        }
        entries.clear();
    }

    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        List<Entry> all = new ArrayList<>(entries.values());
        entries.clear();
        for (Entry entry : all) {
            entry.channel.close();
        }
    }
}
