package io.starling.swarm;

import io.starling.bus.LogEvent;
import io.starling.peer.BanList;
import io.starling.peer.Offences;
import io.starling.peer.PeerSockets;
import io.starling.torrent.MagnetLink;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PeerId;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the swarms of one peer share: its context, name, sockets, registration and limits.
 *
 * @param context the one context on which all of it runs
 * @param peer the configured id
 * @param upload the limit of all uploads of this peer together, {@code download} likewise
 * @param bans who is not to be connected with
 * @param offences what remotes did wrong
 * @param log takes what a person wants to know
 */
public record SwarmHome(
        Vertx vertx,
        Context context,
        String peer,
        PeerId peerId,
        PeerSockets sockets,
        TrackerSession tracker,
        Throttle upload,
        Throttle download,
        BanList bans,
        Offences offences,
        Consumer<LogEvent> log) {
    /** A link by which others find the torrent: by the trackers that it names and, unless it is private, by ours. */
    public MagnetLink magnet(Metainfo metainfo) {
        List<String> ours = metainfo.isPrivate() ? List.of() : tracker.announce();
        return metainfo.magnet().alsoTrackedBy(ours);
    }
}
