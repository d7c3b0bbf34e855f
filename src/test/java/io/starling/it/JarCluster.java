package io.starling.it;

import io.starling.cli.BusObserver;
import io.starling.testing.JarProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Nodes of one cluster, each in a JVM of its own with a tracker that may become the active one, a peer of the node's name
 * and a dashboard, all on loopback and free ports, with their files below one directory. Closing it kills what still runs.
 *
 * <pre>
 * try (JarCluster cluster = JarCluster.begin(directory, "n1", "n2", "n3")) {
 *     cluster.node("n2").get("big.iso");
 *     cluster.kill("n1");
 *     cluster.awaitTogether();
 *     cluster.restart("n1");
 * }
 * </pre>
 */
final class JarCluster implements AutoCloseable {
    private static final Pattern MEMBERSHIP = Pattern.compile(".* cluster \"[^\"]*\": (.*)");

    private final Path directory;
    /** What each node was told to be, which it is again after a restart. */
    private final Map<String, JsonObject> sections = new LinkedHashMap<>();
    /** Where each node was reached last, which is where it is again after a restart. */
    private final Map<String, String> addresses = new LinkedHashMap<>();

    private final Map<String, JarNode> running = new LinkedHashMap<>();
    private final List<JarProcess> started = new ArrayList<>();
    private Optional<BusObserver> observer = Optional.empty();

    private JarCluster(Path directory) {
        this.directory = directory;
    }

    /** Starts the first node, which is the oldest, and then the others at once; all are together when this returns. */
    static JarCluster begin(Path directory, String... names) throws Exception {
        JarCluster cluster = new JarCluster(directory);
        try {
            cluster.start(names[0]);
            Map<String, JarProcess> others = new LinkedHashMap<>();
            for (String name : List.of(names).subList(1, names.length)) {
                others.put(name, cluster.launch(name, new JsonObject()));
            }
            others.forEach(cluster::ready);
            cluster.awaitTogether();
            return cluster;
        } catch (Exception | Error e) {
            cluster.close();
            throw e;
        }
    }

    /** Starts one more node and waits until it is ready. */
    JarNode start(String name) throws IOException {
        return start(name, new JsonObject());
    }

    /** @param changed sections of the configuration, merged deeply into the usual ones; a list replaces the usual list */
    JarNode start(String name, JsonObject changed) throws IOException {
        return ready(name, launch(name, changed));
    }

    /** The same node, of which nobody waits until it is ready: for one that is not to become a node of this cluster. */
    JarProcess launch(String name, JsonObject changed) throws IOException {
        sections.put(name, usual(name).mergeIn(changed, true));
        return launch(name);
    }

    private JarProcess launch(String name) throws IOException {
        JsonObject configuration = sections.get(name).copy();
        List<String> others = addresses.entrySet().stream()
                .filter(other -> !other.getKey().equals(name))
                .map(Map.Entry::getValue)
                .toList();
        configuration.getJsonObject("cluster").put("members", new JsonArray(others));
        Path file = Files.writeString(directory.resolve(name + ".json"), configuration.encodePrettily());
        JarProcess process = JarProcess.of("-conf", file.toString()).start();
        started.add(process);
        return process;
    }

    private JarNode ready(String name, JarProcess process) {
        JarNode node = JarNode.awaitReady(process);
        running.put(name, node);
        addresses.put(name, node.cluster());
        return node;
    }

    private JsonObject usual(String name) {
        JsonObject peer = new JsonObject()
                .put("id", name)
                .put("port", 0)
                .put("downloadDir", downloads(name).toString());
        return new JsonObject()
                .put("node", new JsonObject().put("name", name).put("dataDir", name + "/data"))
                .put("cluster", new JsonObject().put("port", 0))
                .put("tracker", new JsonObject().put("port", 0).put("httpPort", 0))
                .put("peers", new JsonArray().add(peer))
                .put("dashboard", new JsonObject().put("port", 0));
    }

    /** Where the files of the node's peer go. */
    Path downloads(String name) {
        return directory.resolve(name).resolve("downloads");
    }

    /** A node that runs. */
    JarNode node(String name) {
        JarNode node = running.get(name);
        if (node == null) {
            throw new AssertionError(name + " does not run; these do: " + running.keySet());
        }
        return node;
    }

    /** One more member, in this JVM, that sees what is on the bus: all nodes see it, too, and it may be the oldest. */
    BusObserver observer() throws Exception {
        if (observer.isEmpty()) {
            observer = Optional.of(BusObserver.join(List.copyOf(addresses.values())));
            awaitTogether();
        }
        return observer.get();
    }

    /** Ends a node as a power cut would. */
    void kill(String name) {
        node(name).process().kill();
        running.remove(name);
    }

    /** Ends a node by SIGTERM, of which it takes its leave; returns its exit code. */
    int terminate(String name) {
        int exitCode = node(name).process().terminate();
        running.remove(name);
        return exitCode;
    }

    /** The node does nothing from now on, and its connections stay open, until {@link #resume}. */
    void pause(String name) {
        node(name).process().signal("STOP");
    }

    void resume(String name) {
        node(name).process().signal("CONT");
    }

    /** Starts a node again after its end: same configuration, same address in the cluster. */
    JarNode restart(String name) throws IOException {
        if (running.containsKey(name)) {
            throw new AssertionError(name + " still runs");
        }
        sections.get(name).getJsonObject("cluster").put("port", portOf(addresses.get(name)));
        return ready(name, launch(name));
    }

    private static int portOf(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** The names of all nodes that are in, as this one said last, the oldest first. */
    List<String> seenBy(String name) {
        List<List<String>> said = saidBy(name);
        return said.isEmpty() ? List.of() : said.get(said.size() - 1);
    }

    /** All that this node has said of who is in, since its start. */
    List<List<String>> saidBy(String name) {
        return node(name).process().err().stream()
                .map(MEMBERSHIP::matcher)
                .filter(Matcher::matches)
                .map(line -> Stream.of(line.group(1).split(", "))
                        .map(place -> place.substring(0, place.indexOf(' ')))
                        .toList())
                .toList();
    }

    /** Waits until each node that runs sees all that run, and nobody else. */
    void awaitTogether() throws Exception {
        awaitTogether(running.keySet());
    }

    /** Waits until each of these nodes sees all of these, and nobody else. */
    void awaitTogether(Set<String> nodes) throws Exception {
        Set<String> all = new TreeSet<>(nodes);
        observer.ifPresent(present -> all.add(BusObserver.NAME));
        awaitSeen(nodes, all);
    }

    /** Waits until each of these nodes sees just these others. */
    void awaitSeen(Set<String> by, Set<String> expected) throws Exception {
        Poll.until(
                by + " see " + expected,
                () -> by.stream().collect(Collectors.toMap(name -> name, this::seenBy)),
                seen -> seen.values().stream()
                        .allMatch(names -> names.size() == expected.size() && expected.containsAll(names)));
    }

    @Override
    public void close() {
        observer.ifPresent(BusObserver::close);
        started.forEach(JarProcess::close);
    }
}
