package io.starling.cli;

import io.starling.node.PeerOptions;
import io.starling.node.StarlingOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The options of a node with one peer and nothing else, for as long as a command runs. */
final class EphemeralPeer {
    private static final int MAX_HOST_CHARS = 40;

    private EphemeralPeer() {}

    /** Names node and peer after the command and this machine, so that people recognise it among the peers of a swarm. */
    static StarlingOptions options(String command, PeerOptions peer) {
        byte[] random = new byte[3];
        new SecureRandom().nextBytes(random);
        String name = command + "-" + machine() + "-" + HexFormat.of().formatHex(random);
        StarlingOptions options = new StarlingOptions().addPeer(peer.setId(name).setRestoring(false));
        options.getNode().setName(name).setRestoring(false);
        return options;
    }

    private static String machine() {
        try {
            String name = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9-]", "-");
            return name.substring(0, Math.min(name.length(), MAX_HOST_CHARS));
        } catch (UnknownHostException e) {
            return "peer";
        }
    }
}
