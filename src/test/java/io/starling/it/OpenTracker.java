package io.starling.it;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** opentracker on loopback, which knows nothing of Starling, and serves one torrent by HTTP and UDP. Closing it kills it. */
final class OpenTracker implements AutoCloseable {
    private static final int TRIES = 5;

    private final Process process;
    private final int port;
    private final Path output;

    private OpenTracker(Process process, int port, Path output) {
        this.process = process;
        this.port = port;
        this.output = output;
    }

    /** It takes no port of the system's choice: one that is free is tried, and another when somebody was faster. */
    static OpenTracker of(String infoHash, Path directory) throws Exception {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("whitelist"), infoHash.toUpperCase(Locale.ROOT) + "\n");
        for (int i = 0; i < TRIES; i++) {
            OpenTracker tracker = start(directory);
            if (tracker.isServing()) {
                return tracker;
            }
            tracker.close();
        }
        throw new AssertionError("opentracker does not start");
    }

    private static OpenTracker start(Path directory) throws IOException {
        int port = freePort();
        String number = Integer.toString(port);
        Path output = directory.resolve("opentracker.out");
        // Started by root it becomes nobody, who sees no more than this directory.
        List<String> command =
                List.of("opentracker", "-i", "127.0.0.1", "-p", number, "-P", number, "-d", ".", "-w", "whitelist");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new OpenTracker(process, port, output);
        } catch (IOException e) {
            throw new AssertionError("opentracker is not installed; scripts/test installs it", e);
        }
    }

    private static int freePort() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
                DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), loopback)) {
            return udp.getLocalPort();
        }
    }

    private boolean isServing() throws Exception {
        Poll.until("opentracker listens or ends", this::listens, isListening -> isListening || !process.isAlive());
        return process.isAlive();
    }

    private boolean listens() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    String announce(String scheme) {
        return scheme + "://127.0.0.1:" + port + "/announce";
    }

    @Override
    public String toString() {
        try {
            return "opentracker:\n" + Files.readString(output);
        } catch (IOException e) {
            return "opentracker: " + e;
        }
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
