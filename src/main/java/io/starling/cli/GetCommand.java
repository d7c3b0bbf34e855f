package io.starling.cli;

import io.starling.bus.LogEvent;
import io.starling.bus.TransferSnapshot;
import io.starling.node.GetOptions;
import io.starling.node.HostPort;
import io.starling.node.PeerOptions;
import io.starling.node.StarlingOptions;
import io.starling.node.StartException;
import io.starling.node.TorrentHandle;
import io.starling.storage.StorageException;
import io.starling.torrent.PriorityGlobs;
import io.starling.torrent.TransferStatus;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches one file or directory. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        description = {
            "Fetches a file or directory from the swarm, and prints where it is then.",
            "What was fetched before and is still there is not fetched again: an interrupted get goes on.",
            ""
        },
        footer = {"", "Example:", "  java -jar starling-fat.jar get big.iso --tracker 192.168.1.10:7070 --to downloads"
        })
final class GetCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SOURCE",
            description = "A name in the tracker's catalogue, an info-hash, a magnet link, a .torrent file or its URL.")
    private String source = "";

    @Mixin
    private TrackerOption tracker = new TrackerOption();

    @Mixin
    private ListenOption listen = new ListenOption();

    @Option(
            names = "--peer",
            paramLabel = "HOST:PORT",
            arity = "1..*",
            parameterConsumer = Several.Addresses.class,
            description = "Connects to these peers too; then the tracker need not be there.")
    private List<HostPort> peers = List.of();

    @Option(
            names = "--files",
            paramLabel = "GLOB",
            arity = "1..*",
            parameterConsumer = Several.Globs.class,
            description = {
                "Fetches only the files that match one of these:",
                "'*.iso' in any directory, 'data/**' by path."
            })
    private List<String> files = List.of();

    @Option(
            names = "--first",
            paramLabel = "GLOB",
            arity = "1..*",
            parameterConsumer = Several.Globs.class,
            description = "Fetches the files that match one of these before the others.")
    private List<String> first = List.of();

    @Option(
            names = "--last",
            paramLabel = "GLOB",
            arity = "1..*",
            parameterConsumer = Several.Globs.class,
            description = {
                "Fetches the files that match one of these after the others.",
                "With --first or --last, what an earlier get was told is forgotten."
            })
    private List<String> last = List.of();

    @Option(
            names = "--to",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where to put it (default: the current directory).")
    private Path to = Path.of(".");

    @Option(
            names = "--timeout",
            paramLabel = "S",
            defaultValue = "60",
            description = "Seconds to wait for a tracker that cannot be reached (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Option(names = "--seed", description = "Stays when done, and serves others until Ctrl-C.")
    private boolean isSeed;

    @Override
    public Integer call() throws Exception {
        if (timeoutSeconds < 0) {
            throw new CommandFailure(Commands.WRONG_USAGE, "--timeout: " + timeoutSeconds + " (expected: 0 or more)");
        }
        PeerOptions peer = listen.applyTo(new PeerOptions(), localAddress())
                .setTracker(tracker.uris())
                .setDownloadDir(to.toAbsolutePath().normalize());
        StarlingOptions options = EphemeralPeer.options("get", peer);
        try (Session session = open(options)) {
            TorrentHandle transfer = session.await(session.node().get(absoluteSource(), getOptions()));
            for (Path root : fetch(session, transfer)) {
                FinalFiles.below(root, peer.getDownloadDir(), transfer.infoHash())
                        .forEach(path -> printLine(spec.commandLine().getOut(), path.toString()));
            }
            if (isSeed) {
                session.awaitSignal();
            }
            return Commands.DONE;
        }
    }

    private static Session open(StarlingOptions options) throws Exception {
        try {
            return Session.open(options, LogEvent.Level.WARNING, () -> {});
        } catch (StartException e) {
            throw e.getCause() instanceof StorageException directory
                    ? new CommandFailure(Commands.WRONG_USAGE, "--to: " + directory.getMessage())
                    : e;
        }
    }

    private String localAddress() throws InterruptedException {
        if (!peers.isEmpty()) {
            return TrackerReach.localAddressTowards(peers);
        }
        PrintWriter err = spec.commandLine().getErr();
        List<HostPort> own = spec.commandLine().getParseResult().hasMatchedOption("--tracker")
                ? List.of()
                : OwnTracker.of(absoluteSource());
        if (!own.isEmpty()) {
            return TrackerReach.localAddressTowards(own);
        }
        return new TrackerReach(tracker.addresses(), line -> printLine(err, line)).awaitLocalAddress(timeout());
    }

    private GetOptions getOptions() {
        return new GetOptions(peers.stream().map(HostPort::toString).toList(), files, priorities(), timeout());
    }

    /** Of the files that are not named now, what was said before holds no more. */
    private PriorityGlobs priorities() {
        return first.isEmpty() && last.isEmpty() ? PriorityGlobs.NONE : new PriorityGlobs(first, List.of("*"), last);
    }

    private Duration timeout() {
        return Duration.ofSeconds(timeoutSeconds);
    }

    /** A file that is there is meant as one; a peer does not know the directory we are in. */
    private String absoluteSource() {
        try {
            boolean isFile =
                    source.toLowerCase(Locale.ROOT).endsWith(".torrent") && Files.isRegularFile(Path.of(source));
            return isFile ? Path.of(source).toAbsolutePath().toString() : source;
        } catch (InvalidPathException e) {
            return source;
        }
    }

    private List<Path> fetch(Session session, TorrentHandle transfer) throws Exception {
        try (Progress progress =
                Progress.open(transfer.name(), spec.commandLine().getErr())) {
            transfer.onProgress(snapshot -> show(progress, snapshot));
            return session.await(transfer.downloaded());
        }
    }

    private static void show(Progress progress, TransferSnapshot transfer) {
        // Whole pieces: what is on disk, not what came twice.
        progress.show(
                bytes(transfer, transfer.piecesHave()), bytes(transfer, transfer.piecesWanted()), detail(transfer));
    }

    private static long bytes(TransferSnapshot transfer, int pieces) {
        return pieces >= transfer.pieces()
                ? transfer.length()
                : Math.min(transfer.length(), (long) pieces * transfer.pieceLength());
    }

    private static String detail(TransferSnapshot transfer) {
        String peers = transfer.connections() + (transfer.connections() == 1 ? " peer" : " peers");
        if (transfer.status() == TransferStatus.METADATA) {
            return "metadata, " + peers + " asked";
        }
        if (transfer.status() != TransferStatus.DOWNLOADING) {
            return transfer.status().name().toLowerCase(Locale.ROOT);
        }
        List<String> parts = new ArrayList<>();
        parts.add(Units.rate(transfer.downRate()));
        parts.add(peers);
        if (transfer.etaSeconds() != null) {
            parts.add(Units.time(Duration.ofSeconds(transfer.etaSeconds())) + " left");
        }
        return String.join(", ", parts);
    }

    private static void printLine(PrintWriter to, String line) {
        to.println(line);
        to.flush();
    }
}
