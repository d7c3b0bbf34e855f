package io.starling.storage;

import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import io.vertx.core.Future;
import java.util.List;

/** Hashes pieces that are, or may be, here. Owned by the context of the store; its steps run on the workers. */
final class Recheck {
    private final Metainfo metainfo;
    private final Workers workers;
    private final PieceSet asked;
    private final PieceSet sound;

    Recheck(Metainfo metainfo, Workers workers, PieceSet asked) {
        this.metainfo = metainfo;
        this.workers = workers;
        this.asked = asked.copy();
        this.sound = PieceSet.none(asked.pieces());
    }

    Future<Void> run(PieceSource source, Sweep.Control control) {
        int[] pieces = asked.stream().toArray();
        return new Sweep(workers, pieces, metainfo.grid().pieceLength(), piece -> check(piece, source), control).run();
    }

    private void check(int piece, PieceSource source) {
        if (PieceHash.isSound(metainfo, piece, source)) {
            synchronized (sound) {
                sound.add(piece);
            }
        }
    }

    PieceSet sound() {
        return sound;
    }

    List<Integer> damaged() {
        PieceSet damaged = asked.copy();
        damaged.removeAll(sound);
        return damaged.stream().boxed().toList();
    }
}
