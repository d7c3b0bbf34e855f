package io.starling.bus;

import io.starling.torrent.InfoHash;
import io.starling.torrent.PriorityGlobs;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one asks a peer at {@link Addresses#peer}; the field {@code op} of the body names which. The reply is a
 * {@link TransferSnapshot}, except where it is said otherwise.
 */
public sealed interface PeerCommand {
    /**
     * Starts a transfer, or returns the one that exists.
     *
     * @param source a name in the catalogue, an info-hash, a magnet link, the path or the URL of a .torrent file
     * @param files globs of wanted files; all when absent
     * @param priorities which files come first, and which last; as they are when absent
     * @param peers {@code host:port} of peers to connect to besides those that the tracker names
     */
    record Add(
            String source,
            @Nullable List<String> files,
            @Nullable PriorityGlobs priorities,
            @Nullable Limits limits,
            @Nullable List<String> peers)
            implements PeerCommand {
        /** All files, in no order, of the peers that the tracker names. */
        public static Add of(String source) {
            return new Add(source, null, null, null, null);
        }

        public Add {
            Require.text("source", source);
            files = files == null ? null : List.copyOf(files);
            peers = Require.listOrEmpty(peers);
        }
    }

    /**
     * Makes a torrent of a file or directory of this machine, publishes it and seeds it from where it is.
     *
     * @param pieceLength bytes, a power of two; chosen by size when absent
     */
    record Share(String path, @Nullable Integer pieceLength) implements PeerCommand {
        public Share {
            Require.text("path", path);
        }
    }

    record Pause(InfoHash infoHash) implements PeerCommand {
        public Pause {
            Require.present("infoHash", infoHash);
        }
    }

    record Resume(InfoHash infoHash) implements PeerCommand {
        public Resume {
            Require.present("infoHash", infoHash);
        }
    }

    /** Forgets the transfer, and deletes what it downloaded when {@code deleteData}. The reply is empty. */
    record Remove(InfoHash infoHash, boolean deleteData) implements PeerCommand {
        public Remove {
            Require.present("infoHash", infoHash);
        }
    }

    /** Hashes all data on disk again. */
    record Recheck(InfoHash infoHash) implements PeerCommand {
        public Recheck {
            Require.present("infoHash", infoHash);
        }
    }

    record Limit(InfoHash infoHash, Limits limits) implements PeerCommand {
        public Limit {
            Require.present("infoHash", infoHash);
            Require.present("limits", limits);
        }
    }

    /**
     * Says anew which files are wanted, and which of them come first and last. Files that are wanted already stay so, but
     * for those of a link of which no more is known yet.
     *
     * @param files globs of files that are wanted too; no others when absent
     * @param priorities as they are when absent
     */
    record Choose(
            InfoHash infoHash,
            @Nullable List<String> files,
            @Nullable PriorityGlobs priorities) implements PeerCommand {
        public Choose {
            Require.present("infoHash", infoHash);
            files = files == null ? null : List.copyOf(files);
            if (files == null && priorities == null) {
                throw new IllegalArgumentException("choose: expected files, priorities or both");
            }
        }
    }

    /**
     * Pages through the files of a transfer; the reply is {@link TransferFiles}.
     *
     * @param query part of the path, in either case; all files when absent
     * @param page from 0, which it is when absent
     * @param size files on a page, 1 to {@link Files#MAX_PAGE_SIZE}, which it is when absent
     */
    record Files(
            InfoHash infoHash,
            @Nullable String query,
            @Nullable Integer page,
            @Nullable Integer size) implements PeerCommand {
        /** Keeps a reply under some 500 kB. */
        public static final int MAX_PAGE_SIZE = 1_000;

        public Files {
            Require.present("infoHash", infoHash);
            Require.page(page, size, MAX_PAGE_SIZE);
        }
    }

    /** Asks for all transfers; the reply is {@link PeerStatus}. */
    record Status() implements PeerCommand {}

    /** Rates in KiB per second; 0 is no limit. */
    record Limits(int upKiBps, int downKiBps) {
        public static final Limits NONE = new Limits(0, 0);

        public Limits {
            if (upKiBps < 0 || downKiBps < 0) {
                throw new IllegalArgumentException("limits: expected 0 or more KiB per second");
            }
        }
    }

    /** The names of the commands in the field {@code op}. */
    Map<String, Class<? extends Record>> OPS = Map.of(
            "add", Add.class,
            "share", Share.class,
            "pause", Pause.class,
            "resume", Resume.class,
            "remove", Remove.class,
            "recheck", Recheck.class,
            "limit", Limit.class,
            "choose", Choose.class,
            "files", Files.class,
            "status", Status.class);

    /** Reads a body; throws {@link BusException} 400 naming what was wrong. */
    static PeerCommand read(JsonObject body) {
        return (PeerCommand) Ops.read(body, OPS);
    }

    /** The body for the bus. */
    default JsonObject toJson() {
        return Ops.envelope((Record) this, OPS).toJson();
    }
}
