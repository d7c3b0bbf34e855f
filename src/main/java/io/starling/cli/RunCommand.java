package io.starling.cli;

import io.starling.node.Listening;
import io.starling.node.PeerOptions;
import io.starling.node.StarlingOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a node until a signal ends it. */
@Command(
        name = "starling",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        subcommands = {
            ShareCommand.class,
            GetCommand.class,
            CreateCommand.class,
            InfoCommand.class,
            ListCommand.class,
            StatusCommand.class,
            DeliverCommand.class,
            DeployCommand.class,
            UndeployCommand.class,
            NodesCommand.class
        },
        description = {
            "A BitTorrent swarm on Vert.x: tracker, peers, dashboard and tools in one jar.",
            "",
            "Without a command, runs a node as its configuration file says, until Ctrl-C. Without a file: a tracker on"
                    + " 127.0.0.1:7070 (for other clients http://127.0.0.1:6969/announce), a peer on 127.0.0.1:6881 and the"
                    + " dashboard on http://127.0.0.1:8080/.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  java -jar starling-fat.jar -conf conf/demo.json    see a file cross a swarm",
            "  java -jar starling-fat.jar share big.iso           seed a file",
            "  java -jar starling-fat.jar get big.iso --to there  fetch it, on as many machines as you like",
            "",
            "Environment: STARLING_LOG (error, warn, info, debug, trace), STARLING_TOKEN (for a dashboard that wants"
                    + " one), NO_COLOR.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 130 on Ctrl-C, 143 on SIGTERM."
        })
final class RunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-conf", "--conf"},
            paramLabel = "FILE",
            description = "The configuration, in JSON.")
    private @Nullable Path conf;

    @Option(
            names = {"-cluster", "--cluster"},
            description = "Joins a cluster of nodes, as the section \"cluster\" of the configuration says.")
    private boolean withCluster;

    @Override
    public Integer call() throws Exception {
        StarlingOptions options = conf == null ? StarlingOptions.embeddedDefault() : StarlingOptions.read(conf);
        if (withCluster) {
            options.enableCluster();
        }
        check(options);
        try (Session session = Session.open(options)) {
            Listening listening = session.node().listening();
            PrintWriter out = spec.commandLine().getOut();
            out.println(ReadyLine.of(listening));
            out.flush();
            PrintWriter err = spec.commandLine().getErr();
            listening.dashboard().ifPresent(url -> err.println("Watch it at " + url + " (Ctrl-C ends this node)"));
            err.flush();
            session.awaitSignal();
            return Commands.DONE;
        }
    }

    private void check(StarlingOptions options) {
        List<PeerOptions> peers = options.getPeers();
        boolean isClustered = options.getCluster().isPresent();
        boolean hasTracker = options.getTracker().isPresent();
        if (!isClustered
                && !hasTracker
                && peers.isEmpty()
                && options.getDashboard().isEmpty()) {
            throw wrong(file() + "nothing to run (expected: a section tracker, peers or dashboard)");
        }
        for (int i = 0; i < peers.size() && !hasTracker && !isClustered; i++) {
            if (peers.get(i).getTrackers().isEmpty()) {
                throw wrong(file() + "peers[" + i
                        + "].tracker: missing (expected: tcp://HOST:PORT, as this node runs no tracker)");
            }
        }
    }

    private String file() {
        return conf == null ? "" : conf + ": ";
    }

    private static CommandFailure wrong(String line) {
        return new CommandFailure(Commands.WRONG_USAGE, line);
    }
}
