package io.starling.peer;

import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The door of a peer with one swarm, to which everybody is let in, and which writes down who did wrong. */
final class OpenDoor implements PeerDoor {
    private final PeerId id;
    private final InfoHash torrent;
    private final SwarmDoor swarm;
    private final BlockingQueue<String> offences = new LinkedBlockingQueue<>();

    OpenDoor(PeerId id, InfoHash torrent, SwarmDoor swarm) {
        this.id = id;
        this.torrent = torrent;
        this.swarm = swarm;
    }

    /** The next offence; fails the test when none is told. */
    String offence() throws InterruptedException {
        String offence = offences.poll(10, TimeUnit.SECONDS);
        if (offence == null) {
            throw new AssertionError("nobody did wrong within 10 s");
        }
        return offence;
    }

    @Override
    public PeerId peerId() {
        return id;
    }

    @Override
    public Optional<SwarmDoor> swarm(InfoHash infoHash) {
        return infoHash.equals(torrent) ? Optional.of(swarm) : Optional.empty();
    }

    @Override
    public Set<InfoHash> torrents() {
        return Set.of(torrent);
    }

    @Override
    public Optional<InfoTaker> awaited(InfoHash infoHash) {
        return Optional.empty();
    }

    @Override
    public boolean isBanned(InetAddress address) {
        return false;
    }

    @Override
    public void onOffence(InetAddress address, String why) {
        offences.add(why);
    }
}
