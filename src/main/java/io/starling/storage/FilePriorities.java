package io.starling.storage;

import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import io.starling.torrent.Priority;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

/** What is said of the priorities of a torrent's files. One of which nothing is said is {@link Priority#NORMAL}. */
public final class FilePriorities {
    /** Says nothing of any file. */
    public static final FilePriorities NONE = of(Priority.NORMAL, IntStream.empty());

    /** The indices of files, in the order of the metainfo, under each priority; none stands under two. */
    private final Map<Priority, BitSet> files;

    private FilePriorities(Map<Priority, BitSet> files) {
        this.files = files;
    }

    /** Says this of these files, and nothing of the others. */
    public static FilePriorities of(Priority priority, IntStream files) {
        BitSet set = new BitSet();
        files.forEach(set::set);
        Map<Priority, BitSet> said = new EnumMap<>(Priority.class);
        for (Priority each : Priority.values()) {
            said.put(each, each == priority ? set : new BitSet());
        }
        return new FilePriorities(said);
    }

    /** What holds when this is said later: of the files of which it says nothing, what was said before. */
    public FilePriorities then(FilePriorities later) {
        Map<Priority, BitSet> both = new EnumMap<>(Priority.class);
        files.forEach((priority, set) -> {
            BitSet left = (BitSet) set.clone();
            later.files.values().forEach(left::andNot);
            later.files(priority).forEach(left::set);
            both.put(priority, left);
        });
        return new FilePriorities(both);
    }

    public Priority of(int file) {
        for (Map.Entry<Priority, BitSet> said : files.entrySet()) {
            if (said.getValue().get(file)) {
                return said.getKey();
            }
        }
        return Priority.NORMAL;
    }

    /** The files of which this is said, in the order of the metainfo. */
    public IntStream files(Priority priority) {
        return files.getOrDefault(priority, new BitSet()).stream();
    }

    /** The pieces of each priority: a piece has the highest one of the wanted files that have bytes of it. */
    public Map<Priority, PieceSet> pieces(Metainfo metainfo, FileSelection selection) {
        Map<Priority, PieceSet> pieces = new EnumMap<>(Priority.class);
        PieceSet higher = PieceSet.none(metainfo.grid().pieces());
        for (Priority priority : Priority.values()) {
            PieceSet set = FilePieces.of(metainfo, selection.files().filter(file -> of(file) == priority));
            set.removeAll(higher);
            higher.addAll(set);
            pieces.put(priority, set);
        }
        return pieces;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilePriorities that && that.files.equals(files);
    }

    @Override
    public int hashCode() {
        return files.hashCode();
    }

    @Override
    public String toString() {
        return files.toString();
    }
}
