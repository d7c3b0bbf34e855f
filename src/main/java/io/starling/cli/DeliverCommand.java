package io.starling.cli;

import io.starling.bus.BusJson;
import io.starling.bus.Delivery;
import io.starling.bus.Delivery.Target;
import io.starling.torrent.InfoHash;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Pushes a file to peers of the cluster. */
@Command(
        name = "deliver",
        mixinStandardHelpOptions = true,
        description = {
            "Tells peers of a cluster to fetch a file, and waits until all have it.",
            "Prints a line for each peer: its id, DELIVERED or MISSING, since when, and why. Ends with 0 when all have it,"
                    + " with 1 when somebody cancels the delivery, or peers are missing for longer than --wait says. The"
                    + " delivery goes on then, and the same command watches it again.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  java -jar starling-fat.jar deliver big.iso --to all",
            "  java -jar starling-fat.jar deliver big.iso --to alpha-1 beta-1 --node http://10.0.0.5:8080/"
        })
final class DeliverCommand implements Callable<Integer> {
    private static final String DELIVERIES = "deliveries";
    private static final String ALL = "all";

    /** As large as a page of the catalogue may be. */
    private static final int PAGE_SIZE = 1_000;

    /** Of a new delivery, and of one that goes on. */
    private static final Set<Integer> BEGUN = Set.of(201, 200);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The name of a file in the tracker's catalogue, or its info-hash.")
    private String name = "";

    @Option(
            names = "--to",
            required = true,
            arity = "1..*",
            split = ",",
            paramLabel = "all|PEER",
            description = "Which peers get it; all: every peer of the cluster, and those that join meanwhile.")
    private List<String> to = List.of();

    @Option(
            names = "--wait",
            paramLabel = "S",
            description = "Seconds to wait for peers that are missing when all others have the file (default: 0).")
    private int waitSeconds;

    @Mixin
    private NodeOption node = new NodeOption();

    @Override
    public Integer call() throws Exception {
        if (waitSeconds < 0) {
            throw new CommandFailure(Commands.WRONG_USAGE, "--wait: " + waitSeconds + " (expected: 0 or more)");
        }
        try (NodeClient client = node.client()) {
            JsonObject request =
                    new JsonObject().put("infoHash", infoHash(client)).put("peers", to.equals(List.of(ALL)) ? ALL : to);
            Delivery begun = BusJson.read(client.post(DELIVERIES, request).expect(BEGUN, "a delivery"), Delivery.class);
            return report(watch(client, begun));
        }
    }

    private String infoHash(NodeClient client) throws Exception {
        if (InfoHash.isHex(name)) {
            return name;
        }
        Set<String> named = new LinkedHashSet<>();
        int total = 1;
        for (int page = 0; page * PAGE_SIZE < total; page++) {
            String query = "files?size=" + PAGE_SIZE + "&page=" + page + "&query="
                    + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
            JsonObject files = client.get(query).expect(200, "its catalogue");
            total = files.getInteger("total", 0);
            files.getJsonArray("items").stream()
                    .map(JsonObject.class::cast)
                    .filter(file -> name.equals(file.getString("name")))
                    .forEach(file -> named.add(file.getString("infoHash")));
        }
        if (named.size() == 1) {
            return named.iterator().next();
        }
        throw named.isEmpty()
                ? new CommandFailure(Commands.FAILED, "\"" + name + "\" is not in the catalogue")
                : new CommandFailure(
                        Commands.WRONG_USAGE,
                        "\"" + name + "\" is the name of " + named.size() + " files: " + String.join(", ", named));
    }

    private Delivery watch(NodeClient client, Delivery begun) throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        err.println("delivery " + begun.id() + " of " + Printable.text(begun.name()) + " to "
                + begun.targets().size() + " peers");
        err.flush();
        try (DeliveryProgress progress = new DeliveryProgress(err)) {
            return new DeliveryWatch(client, Duration.ofSeconds(waitSeconds), progress::show).untilOver(begun);
        }
    }

    private int report(Delivery delivery) {
        PrintWriter out = spec.commandLine().getOut();
        delivery.targets().forEach(target -> out.println(line(target)));
        out.flush();
        return switch (delivery.state()) {
            case DELIVERED -> Commands.DONE;
            case CANCELLED ->
                throw new CommandFailure(Commands.FAILED, "delivery " + delivery.id() + " has been cancelled");
            case PARTIAL, DELIVERING -> throw new CommandFailure(Commands.FAILED, missing(delivery));
        };
    }

    private static String line(Target target) {
        List<String> cells =
                new ArrayList<>(List.of(target.peer(), target.state().name(), since(target)));
        if (target.reason() != null) {
            cells.add(Printable.text(target.reason()));
        }
        return String.join("\t", cells);
    }

    private static String since(Target target) {
        return target.since().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String missing(Delivery delivery) {
        List<Target> missing = delivery.missing();
        String named = missing.stream()
                .map(target -> target.peer() + " (" + target.reason() + ", since " + since(target) + ")")
                .collect(Collectors.joining(", "));
        return missing.size() + " of " + delivery.targets().size() + " peers lack " + delivery.name() + ": " + named
                + "; delivery " + delivery.id() + " goes on when they are right again";
    }
}
