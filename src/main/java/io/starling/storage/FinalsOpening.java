package io.starling.storage;

import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens a torrent whose final files are there already: some of their pieces, or none, have to be hashed for that. */
final class FinalsOpening implements Opening {
    /** What is made of the files once it is known which of their pieces are sound. */
    interface Outcome {
        Opened of(PieceSet sound) throws IOException;
    }

    private final TorrentFolder folder;
    private final Metainfo metainfo;
    private final FinalSource source;
    private final PieceSet wanted;
    private final PieceSet sound;
    private final Outcome outcome;

    /**
     * {@code known} are the pieces that need not be hashed; {@code places} where the files are looked for, the first of
     * which says which are wanted.
     */
    FinalsOpening(TorrentFolder folder, Metainfo metainfo, List<FileLayout> places, PieceSet known, Outcome outcome) {
        this.folder = folder;
        this.metainfo = metainfo;
        this.source = new FinalSource(metainfo, places);
        this.wanted = places.get(0).selection().pieces();
        this.sound = known.copy();
        this.outcome = outcome;
    }

    @Override
    public int[] units() {
        PieceSet unknown = wanted.copy();
        unknown.removeAll(sound);
        return unknown.stream().toArray();
    }

    @Override
    public void inspect(int piece) {
        if (PieceHash.isSound(metainfo, piece, source)) {
            synchronized (sound) {
                sound.add(piece);
            }
        }
    }

    @Override
    public Opened finish() throws IOException {
        source.close();
        return outcome.of(sound);
    }

    @Override
    public void abandon() throws IOException {
        try {
            source.close();
        } finally {
            folder.abandon();
        }
    }

    /** The first of the wanted files that is there but is not of the length that the metainfo says; or nothing. */
    static List<Path> ofOtherLength(Metainfo metainfo, FileLayout layout, List<DataStamp> stamps) {
        for (int i : layout.selection().files().toArray()) {
            Path path = layout.paths().get(i);
            boolean isOther = stamps.get(i).isPresent()
                    ? stamps.get(i).sizeBytes() != metainfo.files().get(i).length()
                    : Files.exists(path);
            if (isOther) {
                return List.of(path);
            }
        }
        return List.of();
    }
}
