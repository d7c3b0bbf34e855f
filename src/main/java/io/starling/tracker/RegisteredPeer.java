package io.starling.tracker;

import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A peer that registered, and its parts in swarms. Owned by the registry; equal to itself only. */
final class RegisteredPeer {
    final PeerId peerId;

    /** Where its requests come from: only from there may it be spoken for. */
    final String origin;

    final Map<InfoHash, RegisteredMember> memberships = new HashMap<>();

    /** Its configured id. */
    private String name;

    private String host;
    private int port;
    private Optional<InetAddress> address;

    RegisteredPeer(PeerId peerId, String origin, String name, String host, int port) {
        this.peerId = peerId;
        this.origin = origin;
        this.name = name;
        this.host = host;
        this.port = port;
        this.address = Endpoint.address(host);
    }

    /** Takes what it says anew; whoever views it is told when that is a change. */
    void moveTo(String newName, String newHost, int newPort) {
        if (isAt(newName, newHost, newPort)) {
            return;
        }
        name = newName;
        host = newHost;
        port = newPort;
        address = Endpoint.address(newHost);
        memberships.values().forEach(RegisteredMember::describeAnew);
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

    /** The host when it is an address; who is known by a name only is not told to clients that take addresses. */
    Optional<InetAddress> address() {
        return address;
    }

    @Override
    public String toString() {
        return name + " at " + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
