package io.starling.cli;

import io.starling.node.ClusterOptions;
import io.starling.node.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a node listens for the others of its cluster, and where it looks for them: looked up and tried before anything
 * starts, so that what is wrong is said by the name of its key.
 *
 * @param own an address of this machine
 * @param members the addresses of all listed members, without names and without this node itself
 */
record ClusterAddresses(InetAddress own, List<HostPort> members) {
    private static final String OWN_ADDRESS = "an address of this machine that the other nodes reach";

    ClusterAddresses {
        members = List.copyOf(members);
    }

    /** Fails with {@link CommandFailure} that names the key. Blocks for as long as names are looked up. */
    static ClusterAddresses of(ClusterOptions options) {
        InetAddress own = lookUp("host", options.getHost(), OWN_ADDRESS)[0];
        if (own.isAnyLocalAddress() && options.getPublicHost().isEmpty()) {
            throw wrong(
                    "host", options.getHost() + " says not where it is reached", OWN_ADDRESS + ", or \"publicHost\"");
        }
        options.getPublicHost().ifPresent(host -> lookUp("publicHost", host, "a name or address of this node"));
        tryToListen(own, options);
        return new ClusterAddresses(own, members(own, options));
    }

    private static List<HostPort> members(InetAddress own, ClusterOptions options) {
        List<HostPort> members = new ArrayList<>();
        for (int i = 0; i < options.getMembers().size(); i++) {
            String key = "members[" + i + "]";
            HostPort member = HostPort.parse(options.getMembers().get(i));
            if (member.port() == 0) {
                throw wrong(key, member + " has no port", "HOST:PORT with a port of 1..65535");
            }
            for (InetAddress address : lookUp(key, member.host(), "a member that can be looked up")) {
                if (member.port() != options.getPort() || !address.equals(own)) {
                    members.add(new HostPort(address.getHostAddress(), member.port()));
                }
            }
        }
        return members.stream().distinct().toList();
    }

    private static InetAddress[] lookUp(String key, String host, String expected) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw wrong(key, "\"" + host + "\" does not resolve", expected);
        }
    }

    private static void tryToListen(InetAddress own, ClusterOptions options) {
        try (ServerSocket any = new ServerSocket()) {
            any.bind(new InetSocketAddress(own, 0));
        } catch (IOException e) {
            throw wrong("host", options.getHost() + " is none of this machine's addresses", OWN_ADDRESS);
        }
        try (ServerSocket port = new ServerSocket();
                ServerSocket busPort = new ServerSocket()) {
            tryToListen(port, "port", own, options.getPort());
            tryToListen(busPort, "busPort", own, options.getBusPort());
        } catch (IOException e) {
            throw new IllegalStateException("closing sockets that nobody has used", e);
        }
    }

    private static void tryToListen(ServerSocket socket, String key, InetAddress own, int port) throws IOException {
        // As those do that come after: what is left of connections of a node that has just ended does not matter.
        socket.setReuseAddress(true);
        try {
            socket.bind(new InetSocketAddress(own, port));
        } catch (IOException e) {
            String address = new HostPort(own.getHostAddress(), port).toString();
            throw wrong(key, address + " is in use", "a free port, or 0 for any");
        }
    }

    private static CommandFailure wrong(String key, String found, String expected) {
        return new CommandFailure(
                Commands.WRONG_USAGE, "cluster." + key + ": " + found + " (expected: " + expected + ")");
    }
}
