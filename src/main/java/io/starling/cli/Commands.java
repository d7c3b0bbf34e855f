package io.starling.cli;

import io.starling.bus.BusException;
import io.starling.node.OptionsException;
import io.starling.node.StartException;
import java.io.PrintWriter;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** All commands put together, and what becomes of a failure: one line on stderr and an exit code. */
final class Commands {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    private Commands() {}

    static CommandLine line() {
        return new CommandLine(new RunCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((failure, args) -> wrongUsage(failure))
                .setExecutionExceptionHandler((failure, line, parsed) -> failed(failure, line));
    }

    private static int wrongUsage(ParameterException failure) {
        CommandLine line = failure.getCommandLine();
        say(line, firstLine(failure) + " (see: " + line.getCommandSpec().qualifiedName() + " --help)");
        return WRONG_USAGE;
    }

    private static int failed(Exception failure, CommandLine line) {
        LoggerFactory.getLogger(Main.class).debug("failed", failure);
        say(line, firstLine(failure));
        if (failure instanceof CommandFailure known) {
            return known.exitCode();
        }
        boolean isConfiguration = failure instanceof OptionsException || failure instanceof StartException;
        return isConfiguration || isAmbiguous(failure) ? WRONG_USAGE : FAILED;
    }

    /** A conflict whose text names two info-hashes or more: the candidates to choose from. */
    private static boolean isAmbiguous(Exception failure) {
        return failure instanceof BusException e
                && e.code() == BusException.CONFLICT
                && e.getMessage() != null
                && e.getMessage().matches("(?s).*\\b\\p{XDigit}{40}\\b.*\\b\\p{XDigit}{40}\\b.*");
    }

    private static void say(CommandLine line, String text) {
        PrintWriter err = line.getErr();
        err.println("starling: " + Printable.text(text));
        err.flush();
    }

    private static String firstLine(Exception failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return message.lines().findFirst().orElse("").strip();
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"starling " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
