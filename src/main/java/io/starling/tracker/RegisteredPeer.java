package io.starling.tracker;

import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import java.util.HashMap;
import java.util.Map;

/** A peer that registered, and its parts in swarms. Owned by the registry; equal to itself only. */
final class RegisteredPeer {
    final PeerId peerId;

    /** Where its requests come from: only from there may it be spoken for. */
    final String origin;

    final Map<InfoHash, Member> memberships = new HashMap<>();

    /** Its configured id. */
    private String name;

    private String host;
    private int port;

    RegisteredPeer(PeerId peerId, String origin, String name, String host, int port) {
        this.peerId = peerId;
        this.origin = origin;
        this.name = name;
        this.host = host;
        this.port = port;
    }

    /** Takes what it says anew; whoever views it is told when that is a change. */
    void moveTo(String newName, String newHost, int newPort) {
        if (isAt(newName, newHost, newPort)) {
            return;
        }
        name = newName;
        host = newHost;
        port = newPort;
        memberships.values().forEach(Member::describeAnew);
    }

    boolean isAt(String otherName, String otherHost, int otherPort) {
        return name.equals(otherName) && host.equals(otherHost) && port == otherPort;
    }

    String name() {
        return name;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    @Override
    public String toString() {
        return name + " at " + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
