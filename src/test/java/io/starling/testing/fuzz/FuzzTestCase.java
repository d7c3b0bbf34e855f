package io.starling.testing.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A short round of a {@link FuzzTarget}, and every input that was ever found to break it, from
 * {@code src/test/resources/fuzz/<target>}. A failure prints the shortest input that still fails; saved there, it is
 * tried in every build. {@code -Dfuzz.seconds} makes rounds longer, {@code -Dfuzz.seed} makes them others.
 */
public abstract class FuzzTestCase {
    private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 2));
    private static final long SEED = Long.getLong("fuzz.seed", 1);

    /** A round that hangs on one input is not linear in its length. */
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(10);

    private final FuzzTarget target;

    protected FuzzTestCase(FuzzTarget target) {
        this.target = target;
    }

    @TestFactory
    Stream<DynamicTest> keepsItsPromisesForWhatWasFoundBefore() throws IOException {
        Path corpus = Path.of("src/test/resources/fuzz", target.getClass().getSimpleName());
        List<Path> found = List.of();
        if (Files.isDirectory(corpus)) {
            try (Stream<Path> files = Files.list(corpus)) {
                found = files.sorted().toList();
            }
        }
        return found.stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(), () -> target.check(Files.readAllBytes(file))));
    }

    @Test
    void keepsItsPromisesForAShortRound() {
        long startedNanos = System.nanoTime();
        long inputs = 0;
        while (System.nanoTime() - startedNanos < ROUND.toNanos()) {
            check(inputs++);
        }
        System.out.printf("%s: %d inputs, seed %d%n", target.getClass().getSimpleName(), inputs, SEED);
    }

    private void check(long number) {
        Random random = new Random(SEED * 1_000_003 + number);
        byte[] input = new Mutator(random, target).mutate(target.sample(random));
        long startedNanos = System.nanoTime();
        try {
            target.check(input);
        } catch (Throwable e) {
            byte[] shortest = Shrinker.shrink(input, this::fails);
            throw new AssertionError(
                    String.format(
                            "seed %d, input %d: %s%nshortest: %d bytes, hex %s%n%s",
                            SEED, number, e, shortest.length, HexFormat.of().formatHex(shortest), printable(shortest)),
                    e);
        }
        if (System.nanoTime() - startedNanos > LONGEST_CHECK.toNanos()) {
            throw new AssertionError("seed " + SEED + ", input " + number + ": took longer than " + LONGEST_CHECK);
        }
    }

    private boolean fails(byte[] input) {
        try {
            target.check(input);
            return false;
        } catch (Throwable e) {
            return true;
        }
    }

    private static String printable(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte octet : bytes) {
            text.append(octet >= ' ' && octet < 0x7F ? (char) octet : '.');
        }
        return text.toString();
    }
}
