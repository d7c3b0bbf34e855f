package io.starling.testing.fuzz;

import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/** Where the coverage-guided fuzzer Jazzer calls a {@link FuzzTarget}: {@code scripts/test-long fuzz} runs it. */
public final class JazzerEntry {
    private static @Nullable FuzzTarget target;

    private JazzerEntry() {}

    /** @param args the class of the target */
    public static void fuzzerInitialize(String[] args) throws ReflectiveOperationException {
        target = target(args[0]);
    }

    public static void fuzzerTestOneInput(byte[] data) {
        target.check(data);
    }

    /** Targets are no public classes: each stands beside what it tests. */
    static FuzzTarget target(String className) throws ReflectiveOperationException {
        Constructor<?> constructor = Class.forName(className).getDeclaredConstructor();
        constructor.setAccessible(true);
        return (FuzzTarget) constructor.newInstance();
    }
}
