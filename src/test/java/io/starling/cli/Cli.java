package io.starling.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** A command run in this JVM: its exit code and what it printed. */
record Cli(int exitCode, List<String> out, List<String> err) {
    static Cli run(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Commands.line()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        String[] texts = List.of(args).stream().map(String::valueOf).toArray(String[]::new);
        int exitCode = line.execute(texts);
        return new Cli(
                exitCode,
                out.toString().lines().toList(),
                err.toString().lines().toList());
    }

    /** What was printed for scripts, as one text. */
    String text() {
        return String.join("\n", out);
    }
}
