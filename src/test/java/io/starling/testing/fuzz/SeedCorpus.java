package io.starling.testing.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Writes samples of a {@link FuzzTarget} into a directory: what a coverage-guided fuzzer begins with. */
public final class SeedCorpus {
    private static final int SAMPLES = 200;

    private SeedCorpus() {}

    /** @param args the class of the target, and the directory */
    public static void main(String[] args) throws ReflectiveOperationException, IOException {
        FuzzTarget target = JazzerEntry.target(args[0]);
        Path directory = Files.createDirectories(Path.of(args[1]));
        Random random = new Random(1);
        for (int i = 0; i < SAMPLES; i++) {
            Files.write(directory.resolve("sample-" + i), target.sample(random));
        }
        StringBuilder words = new StringBuilder();
        for (String word : target.words()) {
            words.append('"').append(escaped(word)).append("\"\n");
        }
        Files.writeString(Path.of(args[1] + ".words"), words);
    }

    /** As a dictionary of libFuzzer has it. */
    private static String escaped(String word) {
        StringBuilder escaped = new StringBuilder();
        word.chars().forEach(c -> escaped.append(String.format("\\x%02X", c & 0xFF)));
        return escaped.toString();
    }
}
