package io.starling.it.stock;

import io.starling.it.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The process of a client, with a directory for what it needs itself. */
final class StockProcess {
    private static final long LEAVE_SECONDS = 20;

    /** Of what it printed, so many last lines are told. */
    private static final int TOLD_LINES = 200;

    /** No client is to ask a proxy for the way to our tracker. */
    private static final List<String> PROXIES =
            List.of("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY");

    private final String name;
    private final Process process;
    private final Path output;

    private StockProcess(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /** A directory for the client, beside the one of its files, which is there then, too. */
    static Path home(String name, Order order) throws IOException {
        Files.createDirectories(order.directory());
        return Files.createTempDirectory(order.directory().getParent(), name + "-");
    }

    static StockProcess start(String name, Path home, Place place, List<String> command) throws IOException {
        List<String> all = new ArrayList<>(place.prefix());
        all.addAll(command);
        Path output = home.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeAll(PROXIES);
        builder.environment().put("HOME", home.toString());
        try {
            return new StockProcess(name, builder.start(), output);
        } catch (IOException e) {
            throw new AssertionError(all.get(0) + " is not installed; scripts/test installs it", e);
        }
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** Asks it again and again until the answer is the expected one; one that cannot be asked yet is asked again, too. */
    <T> T await(String expectation, Callable<T> question, Predicate<T> isExpected) throws Exception {
        try {
            return Poll.until(
                            name + " " + expectation,
                            () -> Answer.of(this, question),
                            answer -> answer.isExpected(isExpected))
                    .value();
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + this, e);
        }
    }

    /** What it answered, or why it did not. */
    private record Answer<T>(T value, Exception failure) {
        static <T> Answer<T> of(StockProcess of, Callable<T> question) throws Exception {
            if (!of.process.isAlive()) {
                throw new AssertionError(of.name + " has ended: " + of.process.exitValue());
            }
            try {
                return new Answer<>(question.call(), null);
            } catch (IOException e) {
                return new Answer<>(null, e);
            }
        }

        boolean isExpected(Predicate<T> expected) {
            return failure == null && expected.test(value);
        }
    }

    /** What makes a client end. */
    interface Farewell {
        void say() throws Exception;
    }

    /** Says it and waits for the end, which is brought about when it does not come by itself. */
    void end(Farewell farewell) throws Exception {
        try {
            farewell.say();
        } catch (IOException e) {
            // One that has ended, or is about to, does not listen.
        } finally {
            if (!process.waitFor(LEAVE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    /** The end of what it reads. */
    void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    @Override
    public String toString() {
        try {
            List<String> lines = output().lines().toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size());
            return name + ":\n" + String.join("\n", last);
        } catch (IOException e) {
            return name + ": " + e;
        }
    }
}
