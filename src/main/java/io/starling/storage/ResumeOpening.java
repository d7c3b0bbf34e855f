package io.starling.storage;

import io.netty.buffer.ByteBuf;
import io.starling.bencode.ByteString;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Opens a download that is under way, or begins it. What the index says is believed as far as {@link Trust} goes; the
 * slots beyond that are hashed, and the hash tells which piece each holds, whatever the index says or has lost.
 */
final class ResumeOpening implements Opening {
    /** What is known before anything is hashed: the index as it was read, and the data it speaks of. */
    record Found(IndexReplay replay, boolean hasHeader, SlotData data, Trust trust, BootId boot) {}

    private final TorrentFolder folder;
    private final Metainfo metainfo;
    private final FileLayout finals;
    private final Found found;
    private final int[] believed;
    private final int[] units;
    private final Map<ByteString, List<Integer>> wanted;
    private final Map<Integer, List<Integer>> candidates = new HashMap<>();

    ResumeOpening(TorrentFolder folder, Metainfo metainfo, FileLayout finals, Found found) throws IOException {
        this.folder = folder;
        this.metainfo = metainfo;
        this.finals = finals;
        this.found = found;
        this.believed = believed(found, metainfo);
        this.units = unitsOf(found, believed);
        this.wanted = units.length == 0 ? Map.of() : wanted();
    }

    private static int[] believed(Found found, Metainfo metainfo) {
        int[] slots = found.replay().slots();
        PieceSet doubted = switch (found.trust()) {
            case ALL -> PieceSet.none(metainfo.grid().pieces());
            case UP_TO_CHECKPOINT -> found.replay().recent();
            case NOTHING -> PieceSet.all(metainfo.grid().pieces());
        };
        doubted.stream().forEach(piece -> slots[piece] = SlotIndex.NO_SLOT);
        return slots;
    }

    private static int[] unitsOf(Found found, int[] believed) throws IOException {
        boolean isTailTorn = found.hasHeader() && !found.replay().isDamaged();
        boolean hasData = found.data().stamp().sizeBytes() > 0;
        if (!hasData || (found.trust() == Trust.ALL && isTailTorn)) {
            return new int[0];
        }
        boolean isPlaced = found.data().mode() == StorageMode.DIRECT;
        if (found.trust() == Trust.UP_TO_CHECKPOINT && isTailTorn && isPlaced) {
            // Every piece has its slot: hashing the others would only read holes.
            return found.replay().recent().stream().toArray();
        }
        int[] taken = Arrays.stream(believed).filter(slot -> slot >= 0).sorted().toArray();
        return IntStream.range(0, found.data().slots())
                .filter(slot -> Arrays.binarySearch(taken, slot) < 0)
                .toArray();
    }

    private Map<ByteString, List<Integer>> wanted() {
        Map<ByteString, List<Integer>> pieces = new HashMap<>();
        for (int piece = 0; piece < believed.length; piece++) {
            if (believed[piece] == SlotIndex.NO_SLOT) {
                pieces.computeIfAbsent(metainfo.pieceHash(piece), hash -> new ArrayList<>(1))
                        .add(piece);
            }
        }
        return pieces;
    }

    @Override
    public int[] units() {
        return units.clone();
    }

    @Override
    public void inspect(int slot) {
        List<Integer> pieces = identify(slot);
        if (!pieces.isEmpty()) {
            synchronized (candidates) {
                candidates.put(slot, pieces);
            }
        }
    }

    /** The pieces, one as a rule, whose bytes stand in the slot. */
    private List<Integer> identify(int slot) {
        PieceGrid grid = metainfo.grid();
        if (found.data().mode() == StorageMode.DIRECT) {
            return hashes(slot, grid.length(slot)).stream()
                    .filter(piece -> piece == slot)
                    .toList();
        }
        List<Integer> whole = hashes(slot, grid.length(0));
        int lastLength = grid.length(grid.pieces() - 1);
        return whole.isEmpty() && lastLength != grid.length(0) ? hashes(slot, lastLength) : whole;
    }

    private List<Integer> hashes(int slot, int length) {
        try {
            if (found.data().available(slot) < length) {
                return List.of();
            }
            ByteString hash = PieceHash.of(
                    length,
                    (int begin, int count, ByteBuf into) -> found.data().read(slot, begin, count, into),
                    (begin, part) -> {});
            return wanted.getOrDefault(hash, List.of());
        } catch (IOException e) {
            // What cannot be read is not here, and will be fetched again.
            return List.of();
        }
    }

    @Override
    public Opened finish() throws IOException {
        int[] slots = believed.clone();
        candidates.forEach((slot, pieces) -> pieces.stream()
                .filter(piece -> slots[piece] == SlotIndex.NO_SLOT)
                .findFirst()
                .ifPresent(piece -> slots[piece] = slot));
        TemporaryPieces temporary = new TemporaryPieces(metainfo, found.data(), index(slots));
        PieceSet pieces = PieceSet.none(slots.length);
        IntStream.range(0, slots.length)
                .filter(piece -> slots[piece] != SlotIndex.NO_SLOT)
                .forEach(pieces::add);
        return Opened.download(folder, metainfo, finals, pieces, temporary);
    }

    private SlotIndex index(int[] slots) throws IOException {
        if (found.hasHeader() && found.trust() == Trust.ALL && units.length == 0) {
            SlotIndex index = SlotIndex.resume(folder.index(), found.boot(), found.replay());
            index.resumed(found.data().stamp());
            return index;
        }
        found.data().force();
        int nextSlot = Math.max(
                found.replay().nextSlot(), 1 + Arrays.stream(slots).max().orElse(-1));
        IndexHeader header = IndexHeader.of(found.data().mode(), metainfo);
        SlotIndex index = SlotIndex.rewrite(folder.index(), found.boot(), header, slots, nextSlot);
        if (found.replay().isRenaming()) {
            index.markRenaming();
        }
        index.checkpoint(index.end(), found.data().stamp(), false);
        return index;
    }

    @Override
    public void abandon() throws IOException {
        try {
            found.data().close();
        } finally {
            folder.abandon();
        }
    }
}
