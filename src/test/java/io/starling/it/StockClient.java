package io.starling.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A BitTorrent client that is not ours, on loopback, which finds others by the tracker that its .torrent names and by
 * nothing else. What it prints is kept. Closing it lets it take leave of the tracker, and kills it when it does not.
 */
final class StockClient implements AutoCloseable {
    private static final Path LIBTORRENT = Path.of("src/test/resources/libtorrent_client.py");
    private static final long LEAVE_SECONDS = 20;

    private final Process process;
    private final String name;
    private final Path output;

    private StockClient(String name, Path directory, List<String> command) throws IOException {
        this.name = name;
        this.output = Files.createTempFile(directory, name + "-", ".out");
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError(command.get(0) + " is not installed; scripts/test installs it", e);
        }
    }

    /**
     * libtorrent, with what is in {@code directory}: seeds it when it is whole, and fetches what is missing.
     *
     * @param settings of its session, as {@code name=number}
     */
    static StockClient libtorrent(Path torrent, Path directory, String... settings) throws IOException {
        Files.createDirectories(directory);
        List<String> command = new ArrayList<>(
                List.of("/usr/bin/python3", LIBTORRENT.toString(), torrent.toString(), directory.toString()));
        command.addAll(List.of(settings));
        return new StockClient("libtorrent", directory.getParent(), command);
    }

    /** aria2 that fetches into {@code directory}, and ends when it has everything. */
    static StockClient aria2(Path torrent, Path directory, String... more) throws IOException {
        return aria2(torrent.toString(), directory, more);
    }

    /** Likewise, with nothing but a magnet link: the rest it must hear from others. */
    static StockClient aria2(String magnet, Path directory, String... more) throws IOException {
        return start(magnet, directory, List.of("--seed-time=0"), more);
    }

    /** aria2 that seeds what is in {@code directory} as long as it is let. */
    static StockClient aria2Seed(Path torrent, Path directory, String... more) throws IOException {
        return start(torrent.toString(), directory, List.of("--check-integrity=true", "--seed-ratio=0.0"), more);
    }

    private static StockClient start(String source, Path directory, List<String> role, String... more)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "aria2c",
                "--no-conf=true",
                "--interface=127.0.0.1",
                "--disable-ipv6=true",
                "--listen-port=20000-30000", // one of these, at random
                "--enable-dht=false",
                "--enable-peer-exchange=false",
                "--bt-enable-lpd=false",
                "--file-allocation=none",
                "--summary-interval=0",
                "--show-console-readout=false",
                "--console-log-level=info",
                "--dir=" + Files.createDirectories(directory)));
        command.addAll(role);
        command.addAll(List.of(more));
        command.add(source);
        return new StockClient("aria2", directory.getParent(), command);
    }

    /** Waits until something that it printed matches. */
    void awaitOutput(String pattern) throws Exception {
        Pattern expected = Pattern.compile(pattern);
        Poll.until(
                name + " prints " + pattern,
                this::output,
                text -> expected.matcher(text).find());
    }

    /** Waits until it ends by itself; returns its exit code. */
    int awaitExit() throws Exception {
        Poll.until(name + " ends", this::output, text -> !process.isAlive());
        return process.exitValue();
    }

    private String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public String toString() {
        try {
            return name + ":\n" + output();
        } catch (IOException e) {
            return name + ": " + e;
        }
    }

    /** By the end of its stdin or by SIGINT: what each of them takes as a request to leave. */
    @Override
    public void close() throws Exception {
        process.getOutputStream().close();
        if (name.equals("aria2")) {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
        if (!process.waitFor(LEAVE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
