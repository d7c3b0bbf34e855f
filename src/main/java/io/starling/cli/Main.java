package io.starling.cli;

/** The program. Its exit code: 0 done, 1 failed, 2 wrong usage or configuration; of a signal, what the JVM makes of it. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Commands.line().execute(args));
    }
}
