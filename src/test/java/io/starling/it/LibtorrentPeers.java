package io.starling.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** libtorrent peers on loopback that nobody names but a test, to whom it wants. Closing them ends them. */
final class LibtorrentPeers implements AutoCloseable {
    private static final String SCRIPT = "src/test/resources/libtorrent_peers.py";
    private static final String LISTENS = "LISTENS ";

    private final Process process;
    private final String address;

    private LibtorrentPeers(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** One that seeds what is in {@code directory} at that rate. */
    static LibtorrentPeers seed(Path torrent, Path directory, int bytesPerSecond) throws Exception {
        return start(List.of(torrent.toString(), directory.toString(), String.valueOf(bytesPerSecond)));
    }

    /** A fast seed of what is in {@code directory}, and one who knows it, gives next to nothing, and is the one to know. */
    static LibtorrentPeers seedBehindASlowOne(Path torrent, Path directory, Path slow) throws Exception {
        Files.createDirectories(slow);
        return start(List.of(torrent.toString(), directory.toString(), "0", slow.toString()));
    }

    private static LibtorrentPeers start(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", SCRIPT));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader();
        String line = String.valueOf(
                CompletableFuture.supplyAsync(() -> firstLine(out)).get(Poll.TIMEOUT.toSeconds(), TimeUnit.SECONDS));
        if (!line.startsWith(LISTENS)) {
            throw new AssertionError("libtorrent says " + line + "; scripts/test installs it");
        }
        return new LibtorrentPeers(process, line.substring(LISTENS.length()));
    }

    private static String firstLine(BufferedReader out) {
        try {
            return out.readLine();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Host and port of the one to know. */
    String address() {
        return address;
    }

    @Override
    public void close() throws Exception {
        process.getOutputStream().close();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
