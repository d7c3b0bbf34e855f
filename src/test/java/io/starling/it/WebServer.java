package io.starling.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** nginx on loopback, which serves the files below one directory and nothing else. Closing it kills it. */
final class WebServer implements AutoCloseable {
    private static final String NGINX = "/usr/sbin/nginx";
    private static final int TRIES = 5;

    private final Process process;
    private final int port;
    private final Path state;

    private WebServer(Process process, int port, Path state) {
        this.process = process;
        this.port = port;
        this.state = state;
    }

    /**
     * It takes no port of the system's choice: one that is free is tried, and another when somebody was faster.
     *
     * @param rate of each connection, as nginx writes it: 0, 512k
     * @param state a directory for what it writes
     */
    static WebServer of(Path root, String rate, Path state) throws Exception {
        Files.createDirectories(state);
        for (int i = 0; i < TRIES; i++) {
            WebServer server = start(root, rate, state);
            if (server.isServing()) {
                return server;
            }
            server.close();
        }
        throw new AssertionError("nginx does not start: " + Files.readString(state.resolve("nginx.out")));
    }

    private static WebServer start(Path root, String rate, Path state) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path configuration = state.resolve("nginx.conf");
        Files.writeString(configuration, """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log stderr;
                events {}
                http {
                  log_format sent '$status $body_bytes_sent $request_uri';
                  access_log access.log sent;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  server {
                    listen 127.0.0.1:%d;
                    root "%s";
                    limit_rate %s;
                  }
                }
                """.formatted(port, root.toAbsolutePath(), rate));
        try {
            Process process = new ProcessBuilder(NGINX, "-p", state.toString(), "-c", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(state.resolve("nginx.out").toFile())
                    .start();
            return new WebServer(process, port, state);
        } catch (IOException e) {
            throw new AssertionError(NGINX + " is not installed; scripts/test installs it", e);
        }
    }

    private boolean isServing() throws Exception {
        Poll.until("nginx listens or ends", this::listens, isListening -> isListening || !process.isAlive());
        return process.isAlive();
    }

    private boolean listens() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Of the directory. */
    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** How many bytes of files it has sent. It writes that down when a request is over. */
    long sentBytes() throws IOException {
        return Files.readAllLines(state.resolve("access.log")).stream()
                .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
                .sum();
    }

    @Override
    public String toString() {
        try {
            return "nginx:\n" + Files.readString(state.resolve("nginx.out"))
                    + Files.readString(state.resolve("access.log"));
        } catch (IOException e) {
            return "nginx: " + e;
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
