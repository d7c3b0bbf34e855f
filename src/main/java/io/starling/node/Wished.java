package io.starling.node;

import io.starling.bus.BusException;
import io.starling.bus.PeerCommand;
import io.starling.storage.FilePriorities;
import io.starling.storage.FileSelection;
import io.starling.torrent.FileWishes;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PriorityGlobs;
import org.jspecify.annotations.Nullable;

/**
 * A torrent and what a user wishes of its files. To make one of globs throws {@link BusException} 400, naming the glob that
 * is none, or that no file matches.
 *
 * @param selection the files that are wanted
 * @param priorities what was said of which of them come first, and which last
 */
record Wished(Metainfo metainfo, FileSelection selection, FilePriorities priorities) {
    static Wished all(Metainfo metainfo) {
        return new Wished(metainfo, FileSelection.all(metainfo), FilePriorities.NONE);
    }

    static Wished of(Metainfo metainfo, PeerCommand.Add add) {
        FileSelection files =
                add.files() == null ? FileSelection.all(metainfo) : WantedFiles.matching(metainfo, add.files());
        return new Wished(metainfo, files, priorities(metainfo, add.priorities()));
    }

    /** Of the files that the command does not name, those that the link names. */
    static Wished of(Metainfo metainfo, MagnetLink link, PeerCommand.Add add) {
        return add.files() == null
                ? new Wished(metainfo, WantedFiles.of(metainfo, link), priorities(metainfo, add.priorities()))
                : of(metainfo, add);
    }

    static Wished of(Metainfo metainfo, MagnetLink link, FileWishes wishes) {
        FileSelection files = wishes.files().isEmpty()
                ? WantedFiles.of(metainfo, link)
                : WantedFiles.matching(metainfo, wishes.files());
        return new Wished(metainfo, files, WantedFiles.priorities(metainfo, wishes.priorities()));
    }

    static FilePriorities priorities(Metainfo metainfo, @Nullable PriorityGlobs globs) {
        return globs == null ? FilePriorities.NONE : WantedFiles.priorities(metainfo, globs);
    }
}
