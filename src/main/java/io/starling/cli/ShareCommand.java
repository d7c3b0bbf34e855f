package io.starling.cli;

import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.HashingProgress;
import io.starling.bus.LogEvent;
import io.starling.node.PeerOptions;
import io.starling.node.ShareOptions;
import io.starling.node.StarlingOptions;
import io.starling.node.TorrentHandle;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Seeds files of this machine until a signal ends it, or none is left that is what it was. */
@Command(
        name = "share",
        mixinStandardHelpOptions = true,
        description = {
            "Seeds files and directories: hashes them, publishes them at the tracker under their names, and serves them"
                    + " until Ctrl-C. A file that is changed or taken away is served no more; when none is left, this ends.",
            "Prints a line for each once it is being served: name, info-hash and magnet link, separated by tabs.",
            ""
        },
        footer = {"", "Example:", "  java -jar starling-fat.jar share big.iso photos/ --tracker 192.168.1.10:7070"})
final class ShareCommand implements Callable<Integer> {
    /** How long a tracker that cannot be reached is waited for; a person is looking. */
    private static final Duration TRACKER_TIMEOUT = Duration.ofSeconds(60);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "A file or a directory.")
    private List<Path> paths = List.of();

    @Mixin
    private TrackerOption tracker = new TrackerOption();

    @Mixin
    private ListenOption listen = new ListenOption();

    @Option(
            names = "--piece-length",
            paramLabel = "N",
            converter = PieceLength.class,
            description = "Bytes of a piece, a power of two from 16K to 16M (default: chosen by size).")
    private @Nullable Integer pieceLength;

    @Override
    public Integer call() throws Exception {
        for (Path path : paths) {
            if (!Files.isReadable(path)) {
                throw new CommandFailure(Commands.FAILED, path + ": no such file, or it cannot be read");
            }
        }
        PrintWriter err = spec.commandLine().getErr();
        String local =
                new TrackerReach(tracker.addresses(), line -> printLine(err, line)).awaitLocalAddress(TRACKER_TIMEOUT);
        TemporaryDirectory state = TemporaryDirectory.create("starling-share-");
        PeerOptions peer = listen.applyTo(new PeerOptions(), local)
                .setTracker(tracker.uris())
                .setDownloadDir(state.path());
        StarlingOptions options = EphemeralPeer.options("share", peer);
        try (Session session = Session.open(options, LogEvent.Level.WARNING, state::delete)) {
            List<Future<Void>> withdrawals = new ArrayList<>();
            for (Path path : paths) {
                TorrentHandle shared = share(session, peer.getId(), path);
                print(shared);
                withdrawals.add(withdrawal(shared));
            }
            session.await(Future.all(withdrawals));
            throw new CommandFailure(Commands.FAILED, "nothing is left to be served");
        }
    }

    /** Completes when the file is served no more, as it was changed or taken away; the log says why. */
    private static Future<Void> withdrawal(TorrentHandle shared) {
        Promise<Void> withdrawn = Promise.promise();
        shared.onProgress(now -> {
            if (now.status() == TransferStatus.FAILED) {
                withdrawn.tryComplete();
            }
        });
        return withdrawn.future();
    }

    private TorrentHandle share(Session session, String peer, Path path) throws Exception {
        ShareOptions options = new ShareOptions(
                pieceLength == null ? OptionalInt.empty() : OptionalInt.of(pieceLength), TRACKER_TIMEOUT);
        long total = Sizes.of(path);
        try (Progress progress = Progress.open(
                "hashing " + path.getFileName(), spec.commandLine().getErr())) {
            MessageConsumer<JsonObject> hashing = session.vertx()
                    .eventBus()
                    .consumer(Addresses.hashing(peer), message -> show(progress, message.body(), total));
            TorrentHandle shared = session.await(session.node().share(path, options));
            session.await(hashing.unregister());
            return shared;
        }
    }

    private static void show(Progress progress, JsonObject body, long total) {
        HashingProgress hashed = BusJson.read(body, HashingProgress.class);
        progress.show(hashed.hashed(), total, "");
    }

    private void print(TorrentHandle shared) {
        String name = Printable.text(shared.name());
        printLine(spec.commandLine().getOut(), name + "\t" + shared.infoHash() + "\t" + shared.magnet());
    }

    private static void printLine(PrintWriter to, String line) {
        to.println(line);
        to.flush();
    }
}
