package io.starling.bus;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one asks the tracker at {@link Addresses#TRACKER}; the field {@code op} of the body names which. Each says here
 * what the reply is. A null component is a field that the message leaves out.
 */
public sealed interface TrackerRequest {
    /**
     * A peer says who it is and which torrents it holds something of; the reply is {@link TrackerReply.Registered}.
     *
     * @param host where others dial it, with {@code port}; empty or a wildcard such as 0.0.0.0 means the address that the
     *     tracker sees it come from, which exists over TCP only
     */
    record Register(String peer, PeerId peerId, String host, int port, List<InfoHash> holds) implements TrackerRequest {
        public Register {
            Require.id("peer", peer);
            Require.present("peerId", peerId);
            Require.hostOrEmpty("host", host);
            Require.port("port", port);
            holds = Require.listOrEmpty(holds);
        }
    }

    /** Adds a torrent to the catalogue under a name; the reply is {@link TrackerReply.Published}. */
    record Publish(String name, ByteString torrent) implements TrackerRequest {
        public Publish {
            Require.text("name", name);
            Require.present("torrent", torrent);
        }
    }

    /**
     * Pages through the catalogue; the reply is {@link TrackerReply.Listing}.
     *
     * @param query part of the name, in either case; all files when absent
     * @param sort one of {@link ListFiles#ORDERS}, or one with a minus in front for the other way round; by name when absent
     * @param page from 0, which it is when absent
     * @param size files on a page, 1 to {@link ListFiles#MAX_PAGE_SIZE}, which it is when absent
     */
    record ListFiles(
            @Nullable String query,
            @Nullable String sort,
            @Nullable Integer page,
            @Nullable Integer size) implements TrackerRequest {
        /** Keeps a reply under some 500 kB. */
        public static final int MAX_PAGE_SIZE = 1_000;

        /** What files can be sorted by; files that are equal in it stand in the order of their names. */
        public static final List<String> ORDERS = List.of("name", "length", "peers", "seeds");

        public ListFiles {
            if (sort != null && !ORDERS.contains(sort.startsWith("-") ? sort.substring(1) : sort)) {
                throw new IllegalArgumentException(
                        "sort: \"" + sort + "\" (expected one of: " + String.join(", ", ORDERS) + ")");
            }
            Require.page(page, size, MAX_PAGE_SIZE);
        }

        /** By name. */
        public ListFiles(@Nullable String query, @Nullable Integer page, @Nullable Integer size) {
            this(query, null, page, size);
        }
    }

    /** Asks for a file's metainfo by exactly one of the two; the reply is {@link TrackerReply.Found}. */
    record Find(@Nullable String name, @Nullable InfoHash infoHash) implements TrackerRequest {
        public Find {
            if ((name == null) == (infoHash == null)) {
                throw new IllegalArgumentException("find: expected either name or infoHash");
            }
        }
    }

    /** Asks who is in the swarm of a file, and who has what; the reply is {@link SwarmSnapshot}. */
    record Swarm(InfoHash infoHash) implements TrackerRequest {
        public Swarm {
            Require.present("infoHash", infoHash);
        }
    }

    /** A registered peer takes part in a swarm with what it has; the reply is {@link SwarmView}. */
    record Join(InfoHash infoHash, PeerId peerId, ByteString bitfield, TransferStatus status)
            implements TrackerRequest {
        public Join {
            Require.present("infoHash", infoHash);
            Require.present("peerId", peerId);
            Require.present("bitfield", bitfield);
            Require.present("status", status);
        }
    }

    /**
     * "I now have these pieces": after each verified piece, and without pieces as the heartbeat; the reply is
     * {@link SwarmView}.
     *
     * @param epoch the tracker's epoch that the peer knows
     * @param since the version of the view that the peer has, 0 for none
     * @param uploaded bytes so far, {@code downloaded} likewise
     * @param upRate bytes per second, {@code downRate} likewise
     * @param links who sends to whom, as this peer sees it; may be empty
     */
    record Update(
            InfoHash infoHash,
            PeerId peerId,
            List<Integer> pieces,
            @Nullable String epoch,
            long since,
            TransferStatus status,
            long uploaded,
            long downloaded,
            long upRate,
            long downRate,
            List<Link> links)
            implements TrackerRequest {
        public Update {
            Require.present("infoHash", infoHash);
            Require.present("peerId", peerId);
            Require.present("status", status);
            Require.notNegative("since", since);
            Require.notNegative("uploaded", uploaded);
            Require.notNegative("downloaded", downloaded);
            Require.notNegative("upRate", upRate);
            Require.notNegative("downRate", downRate);
            pieces = Require.listOrEmpty(pieces);
            links = Require.listOrEmpty(links);
        }
    }

    /** A peer leaves one swarm, or all when no info-hash is given; the reply is empty. */
    record Leave(@Nullable InfoHash infoHash, PeerId peerId) implements TrackerRequest {
        public Leave {
            Require.present("peerId", peerId);
        }
    }

    /** A flow of data between two peers, by the names that the tracker gave them, in bytes per second. */
    record Link(String from, String to, long rate) {
        public Link {
            Require.name("from", from);
            Require.name("to", to);
            Require.notNegative("rate", rate);
        }
    }

    /** The names of the requests in the field {@code op}. */
    Map<String, Class<? extends Record>> OPS = Map.of(
            "register", Register.class,
            "publish", Publish.class,
            "list", ListFiles.class,
            "find", Find.class,
            "swarm", Swarm.class,
            "join", Join.class,
            "update", Update.class,
            "leave", Leave.class);

    /** Reads a body; throws {@link BusException} 400 naming what was wrong. */
    static TrackerRequest read(JsonObject body) {
        return (TrackerRequest) Ops.read(body, OPS);
    }

    /** The body for the bus. */
    default JsonObject toJson() {
        return envelope().toJson();
    }

    /** The body for a frame. */
    default Envelope envelope() {
        return Ops.envelope((Record) this, OPS);
    }
}
