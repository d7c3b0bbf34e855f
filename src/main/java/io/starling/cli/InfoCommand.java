package io.starling.cli;

import io.starling.bencode.ByteString;
import io.starling.torrent.FileEntry;
import io.starling.torrent.Metainfo;
import io.starling.torrent.MetainfoException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is in a .torrent file. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description = {"Prints what a .torrent file says.", ""},
        footer = {"", "Example:", "  java -jar starling-fat.jar info big.iso.torrent --json"})
final class InfoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "F", description = "The .torrent file.")
    private Path file = Path.of("");

    @Option(names = "--json", description = "Prints JSON.")
    private boolean isJson;

    @Override
    public Integer call() {
        Metainfo metainfo = parse(read());
        PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            out.println(json(metainfo).encode());
        } else {
            print(metainfo, out);
        }
        out.flush();
        return Commands.DONE;
    }

    private ByteString read() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(Metainfo.MAX_TORRENT_BYTES + 1);
            if (bytes.length > Metainfo.MAX_TORRENT_BYTES) {
                throw failure("more than " + Metainfo.MAX_TORRENT_BYTES + " bytes (expected: a .torrent file)");
            }
            return ByteString.wrap(bytes);
        } catch (NoSuchFileException e) {
            throw failure("no such file");
        } catch (IOException e) {
            throw failure("cannot be read: " + e.getMessage());
        }
    }

    private Metainfo parse(ByteString torrent) {
        try {
            return Metainfo.parse(torrent);
        } catch (MetainfoException e) {
            throw failure(String.valueOf(e.getMessage()));
        }
    }

    private CommandFailure failure(String reason) {
        return new CommandFailure(Commands.FAILED, file + ": " + reason);
    }

    static JsonObject json(Metainfo metainfo) {
        JsonArray files = new JsonArray();
        for (FileEntry entry : metainfo.files()) {
            files.add(new JsonObject().put("path", new JsonArray(entry.path())).put("length", entry.length()));
        }
        JsonArray announce = new JsonArray();
        metainfo.announce().forEach(tier -> announce.add(new JsonArray(tier)));
        return new JsonObject()
                .put("name", metainfo.name())
                .put("infoHash", metainfo.infoHash().hex())
                .put("length", metainfo.grid().totalLength())
                .put("pieceLength", metainfo.grid().pieceLength())
                .put("pieces", metainfo.grid().pieces())
                .put("private", metainfo.isPrivate())
                .put("files", files)
                .put("announce", announce)
                .put("webSeeds", new JsonArray(metainfo.webSeeds()))
                .put("comment", metainfo.comment())
                .put("createdBy", metainfo.createdBy());
    }

    private static void print(Metainfo metainfo, PrintWriter out) {
        long length = metainfo.grid().totalLength();
        line(out, "Name", metainfo.name());
        line(out, "Info-hash", metainfo.infoHash().hex());
        line(out, "Length", Units.bytes(length) + " (" + length + " bytes)");
        line(
                out,
                "Pieces",
                metainfo.grid().pieces() + " of " + Units.bytes(metainfo.grid().pieceLength()));
        line(out, "Private", metainfo.isPrivate() ? "yes" : "no");
        for (List<String> tier : metainfo.announce()) {
            line(out, "Announce", String.join(", ", tier));
        }
        for (String url : metainfo.webSeeds()) {
            line(out, "Web seed", url);
        }
        line(out, "Comment", metainfo.comment());
        line(out, "Created by", metainfo.createdBy());
        Table files = new Table(">LENGTH", "FILE");
        metainfo.files().forEach(entry -> files.row(entry.length(), String.join("/", entry.path())));
        out.println();
        files.lines().forEach(out::println);
    }

    private static void line(PrintWriter out, String label, String value) {
        if (!value.isEmpty()) {
            out.printf("%-11s %s%n", label + ":", Printable.text(value));
        }
    }
}
