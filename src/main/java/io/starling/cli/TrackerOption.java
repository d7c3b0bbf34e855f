package io.starling.cli;

import io.starling.announce.TrackerClient;
import io.starling.node.HostPort;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** Which tracker a command talks to, or which ones, where one is active at a time. */
final class TrackerOption {
    @Option(
            names = "--tracker",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7070",
            converter = Commas.class,
            description = "The tracker; of a cluster several, with commas between them (default: ${DEFAULT-VALUE}).")
    private Doors doors = new Doors(List.of(new HostPort("127.0.0.1", 7070)));

    /** The server sockets of trackers. */
    private record Doors(List<HostPort> addresses) {}

    private static final class Commas implements ITypeConverter<Doors> {
        private final Address address = new Address();

        @Override
        public Doors convert(String text) {
            return new Doors(
                    Stream.of(text.split(",", -1)).map(address::convert).toList());
        }
    }

    List<HostPort> addresses() {
        return doors.addresses();
    }

    /** As a peer's options name them. */
    String uris() {
        return addresses().stream().map(address -> "tcp://" + address).collect(Collectors.joining(","));
    }

    TrackerClient client(Vertx vertx) {
        return TrackerClient.overTcp(
                vertx, addresses().stream().map(HostPort::socketAddress).toList());
    }
}
