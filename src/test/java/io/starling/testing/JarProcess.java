package io.starling.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fat jar (system property {@code starling.jar}) in a JVM of its own: what it prints, when it prints it, and how it
 * ends. Closing it kills what still runs.
 *
 * <pre>
 * try (JarProcess tracker = JarProcess.of("-conf", "tracker.json").start()) {
 *     JsonObject ready = new JsonObject(tracker.awaitOut("STARLING READY (.*)").group(1));
 * }
 * </pre>
 */
public final class JarProcess implements AutoCloseable {
    /** A JVM that shares two cores with a whole build. */
    public static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Process process;
    private final String command;
    private final Lines out;
    private final Lines err;

    private JarProcess(Process process, String command) {
        this.process = process;
        this.command = command;
        this.out = new Lines(process.getInputStream(), "stdout");
        this.err = new Lines(process.getErrorStream(), "stderr");
    }

    public static Builder of(String... args) {
        return new Builder(List.of(args));
    }

    /** What is to be started. */
    public static final class Builder {
        private final List<String> args;
        private final List<String> jvmArgs = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"));
        private final Map<String, String> env = new LinkedHashMap<>();
        private final List<String> prefix = new ArrayList<>();
        private Path directory = Path.of("");

        private Builder(List<String> args) {
            this.args = args;
        }

        /** A command that is given the JVM's command line as its last arguments, and in the end becomes it. */
        public Builder under(List<String> command) {
            prefix.addAll(command);
            return this;
        }

        public Builder in(Path directory) {
            this.directory = directory;
            return this;
        }

        public Builder env(String name, String value) {
            env.put(name, value);
            return this;
        }

        public Builder jvmArg(String arg) {
            jvmArgs.add(arg);
            return this;
        }

        public JarProcess start() {
            String jar = System.getProperty("starling.jar");
            if (jar == null) {
                throw new IllegalStateException("no system property starling.jar: run this by the build");
            }
            List<String> command = new ArrayList<>(prefix);
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvmArgs);
            command.addAll(List.of("-jar", Path.of(jar).toAbsolutePath().toString()));
            command.addAll(args);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toAbsolutePath().toFile());
            // What the person who runs the tests has set must not change what they see.
            List.of("STARLING_LOG", "STARLING_TOKEN", "NO_COLOR", "JAVA_TOOL_OPTIONS")
                    .forEach(builder.environment()::remove);
            builder.environment().putAll(env);
            try {
                return new JarProcess(builder.start(), String.join(" ", args));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Starts it and waits for its end. */
        public JarProcess run() {
            JarProcess process = start();
            process.awaitExit();
            return process;
        }
    }

    /** Waits for a line on stdout of which the whole matches. */
    public Matcher awaitOut(String pattern) {
        return await(out, pattern);
    }

    /** Waits for a line on stderr of which the whole matches. */
    public Matcher awaitErr(String pattern) {
        return await(err, pattern);
    }

    /** Waits for the end, and for all that was printed; returns the exit code. */
    public int awaitExit() {
        try {
            if (!process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failure("did not end");
            }
            out.ended.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            err.ended.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return process.exitValue();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw failure("did not end: " + e);
        }
    }

    /** Sends SIGTERM and waits for the end; returns the exit code. */
    public int terminate() {
        process.destroy();
        return awaitExit();
    }

    /** Sends a signal by its name, as {@code INT}. */
    public void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw failure("no signal " + name + ": " + e);
        }
    }

    /** Ends it as a power cut would. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    public List<String> out() {
        return out.all();
    }

    public List<String> err() {
        return err.all();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private Matcher await(Lines lines, String pattern) {
        try {
            return lines.match(Pattern.compile(pattern)).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw failure("printed no line \"" + pattern + "\" on " + lines.name);
        }
    }

    private AssertionError failure(String text) {
        return new AssertionError(command + ": " + text + "\nstdout:\n" + String.join("\n", out()) + "\nstderr:\n"
                + String.join("\n", err()));
    }

    /** The lines of one stream, read by a thread of their own; all state under this object's lock. */
    private static final class Lines {
        private final String name;
        private final List<String> lines = new ArrayList<>();
        private final Map<CompletableFuture<Matcher>, Pattern> waiting = new LinkedHashMap<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        Lines(InputStream in, String name) {
            this.name = name;
            Thread reader = new Thread(() -> read(in), "jar-" + name);
            reader.setDaemon(true);
            reader.start();
        }

        synchronized List<String> all() {
            return List.copyOf(lines);
        }

        synchronized CompletableFuture<Matcher> match(Pattern pattern) {
            for (String line : lines) {
                Matcher matcher = pattern.matcher(line);
                if (matcher.matches()) {
                    return CompletableFuture.completedFuture(matcher);
                }
            }
            CompletableFuture<Matcher> match = new CompletableFuture<>();
            if (ended.isDone()) {
                match.completeExceptionally(new IOException(name + " has ended"));
            } else {
                waiting.put(match, pattern);
            }
            return match;
        }

        private void read(InputStream in) {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    add(line);
                }
            } catch (IOException e) {
                add("(" + name + ": " + e + ")");
            }
            end();
        }

        private synchronized void add(String line) {
            lines.add(line);
            waiting.entrySet().removeIf(entry -> {
                Matcher matcher = entry.getValue().matcher(line);
                return matcher.matches() && entry.getKey().complete(matcher);
            });
        }

        private synchronized void end() {
            ended.complete(null);
            waiting.keySet().forEach(match -> match.completeExceptionally(new IOException(name + " has ended")));
            waiting.clear();
        }
    }
}
