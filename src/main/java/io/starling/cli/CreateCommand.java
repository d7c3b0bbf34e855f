package io.starling.cli;

import io.starling.storage.TorrentBuilder;
import io.starling.storage.TorrentSpec;
import io.starling.torrent.Metainfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a .torrent file. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a .torrent of a file or directory, and prints its path and the info-hash, separated by a tab.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  java -jar starling-fat.jar create photos -o photos.torrent --announce http://tracker.example/announce"
        })
final class CreateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "PATH", description = "A file or a directory.")
    private Path path = Path.of(".");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "F",
            description = "The .torrent to write (default: the name of PATH with .torrent, in the current directory).")
    private @Nullable Path output;

    @Option(
            names = "--piece-length",
            paramLabel = "N",
            converter = PieceLength.class,
            description = "Bytes of a piece, a power of two from 16K to 16M (default: chosen by size).")
    private @Nullable Integer pieceLength;

    @Option(
            names = "--announce",
            paramLabel = "URL",
            arity = "1..*",
            parameterConsumer = Several.Urls.class,
            description = "A tracker; each one given is a tier of its own, tried in this order.")
    private List<String> announce = List.of();

    @Option(
            names = "--web-seed",
            paramLabel = "URL",
            arity = "1..*",
            parameterConsumer = Several.Urls.class,
            description = {
                "Where a web server has the file, or below what URL the directory (BEP 19).",
                "To a URL that ends with / the name of PATH is added."
            })
    private List<String> webSeeds = List.of();

    @Option(names = "--private", description = "Peers may come from these trackers only (BEP 27).")
    private boolean isPrivate;

    @Option(names = "--comment", paramLabel = "S", defaultValue = "", description = "A few words about it.")
    private String comment = "";

    @Override
    public Integer call() throws IOException {
        Path root = path.toAbsolutePath().normalize();
        if (!Files.isReadable(root)) {
            throw new CommandFailure(Commands.FAILED, path + ": no such file, or it cannot be read");
        }
        Path file = output == null ? Path.of(root.getFileName() + ".torrent") : output;
        if (Files.exists(file)) {
            throw new CommandFailure(Commands.FAILED, file + ": exists already (expected: a new file, see -o)");
        }
        Metainfo metainfo = build(root);
        write(file, metainfo);
        PrintWriter out = spec.commandLine().getOut();
        out.println(file.toAbsolutePath().normalize() + "\t" + metainfo.infoHash());
        out.flush();
        return Commands.DONE;
    }

    private Metainfo build(Path root) throws IOException {
        TorrentSpec torrent = new TorrentSpec(
                root,
                pieceLength == null ? OptionalInt.empty() : OptionalInt.of(pieceLength),
                announce.stream().map(List::of).toList(),
                isPrivate,
                comment,
                webSeeds);
        long total = Sizes.of(root);
        int threads = Runtime.getRuntime().availableProcessors();
        try (Progress progress = Progress.open(
                "hashing " + root.getFileName(), spec.commandLine().getErr())) {
            return TorrentBuilder.build(torrent, threads, hashed -> progress.show(hashed, total, ""));
        }
    }

    private static void write(Path file, Metainfo metainfo) throws IOException {
        try {
            Files.write(file, metainfo.torrent().toByteArray(), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(Commands.FAILED, file + ": exists already (expected: a new file, see -o)");
        } catch (IOException e) {
            throw new CommandFailure(Commands.FAILED, file + ": cannot be written: " + e);
        }
    }
}
