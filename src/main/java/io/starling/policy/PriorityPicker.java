package io.starling.policy;

import io.starling.torrent.PieceSet;
import io.starling.torrent.Priority;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Pieces of a higher priority first; among those of one, a picker of its own decides. */
public final class PriorityPicker implements PiecePicker {
    private final Supplier<PiecePicker> maker;

    /** Made when there is something for them, as each may hold some bytes for every piece of the torrent. */
    private final Map<Priority, PiecePicker> pickers = new EnumMap<>(Priority.class);

    private final PieceSet candidates;
    private Map<Priority, PieceSet> pieces = Map.of();

    /** @param maker makes pickers without candidates, for a torrent of so many pieces */
    public PriorityPicker(Supplier<PiecePicker> maker, int pieces) {
        this.maker = maker;
        this.candidates = PieceSet.none(pieces);
    }

    /** From now on these are the pieces of each priority; a piece that is in none of the sets is {@link Priority#NORMAL}. */
    public void prioritise(Map<Priority, PieceSet> sets) {
        PieceSet all = candidates.copy();
        all.stream().forEach(this::remove);
        pieces = Map.copyOf(sets);
        all.stream().forEach(this::add);
    }

    private Priority priority(int piece) {
        for (Map.Entry<Priority, PieceSet> set : pieces.entrySet()) {
            if (set.getValue().contains(piece)) {
                return set.getKey();
            }
        }
        return Priority.NORMAL;
    }

    private PiecePicker picker(int piece) {
        return pickers.computeIfAbsent(priority(piece), unused -> maker.get());
    }

    @Override
    public void add(int piece) {
        candidates.add(piece);
        picker(piece).add(piece);
    }

    @Override
    public void remove(int piece) {
        if (candidates.remove(piece)) {
            picker(piece).remove(piece);
        }
    }

    @Override
    public OptionalInt pick(PieceSet offered) {
        for (PiecePicker picker : pickers.values()) {
            OptionalInt piece = picker.pick(offered);
            if (piece.isPresent()) {
                return piece;
            }
        }
        return OptionalInt.empty();
    }

    @Override
    public boolean isAsEarly(int piece, int other) {
        return priority(piece).compareTo(priority(other)) <= 0;
    }
}
