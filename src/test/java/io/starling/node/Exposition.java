package io.starling.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Prometheus' text format, version 0.0.4, read strictly: each family has its help and type before its samples and stands in
 * one place, no sample is there twice, and the last line ends. Throws {@link IllegalArgumentException} with the line.
 */
final class Exposition {
    private static final Pattern META = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (NaN|[+-]Inf|[0-9.eE+-]+)");
    private static final Pattern LABEL =
            Pattern.compile("\\G([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");
    private static final List<String> SUFFIXES = List.of("_bucket", "_count", "_sum");

    private record Sample(String name, Map<String, String> labels) {}

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, String> helps = new HashMap<>();
    private final Map<Sample, Double> samples = new LinkedHashMap<>();
    private final List<String> families = new ArrayList<>();

    private Exposition() {}

    static Exposition parse(String text) {
        if (!text.endsWith("\n")) {
            throw new IllegalArgumentException("the last line does not end");
        }
        Exposition read = new Exposition();
        text.lines().forEach(read::line);
        return read;
    }

    private void line(String line) {
        Matcher meta = META.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (meta.matches()) {
            Map<String, String> of = meta.group(1).equals("HELP") ? helps : types;
            require(of.put(meta.group(2), meta.group(3)) == null, line);
        } else {
            require(sample.matches(), line);
            String labels = sample.group(2);
            sample(line, sample.group(1), labels == null ? Map.of() : labels(labels), number(sample.group(3)));
        }
    }

    private void sample(String line, String name, Map<String, String> labels, double value) {
        String family = Stream.concat(Stream.of(""), SUFFIXES.stream())
                .filter(name::endsWith)
                .map(suffix -> name.substring(0, name.length() - suffix.length()))
                .filter(types::containsKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("without a type: " + line));
        require(helps.containsKey(family), "without a help: " + line);
        boolean isNew = !families.contains(family);
        require(isNew || families.get(families.size() - 1).equals(family), "not with its family: " + line);
        if (isNew) {
            families.add(family);
        }
        require(samples.put(new Sample(name, labels), value) == null, "twice: " + line);
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new HashMap<>();
        Matcher label = LABEL.matcher(text);
        int end = 0;
        while (end < text.length() && label.find()) {
            String value = ESCAPE.matcher(label.group(2)).replaceAll(Exposition::plain);
            require(labels.put(label.group(1), value) == null, text);
            end = label.end();
        }
        require(end == text.length(), text);
        return labels;
    }

    private static String plain(MatchResult escape) {
        return Matcher.quoteReplacement(escape.group(1).equals("n") ? "\n" : escape.group(1));
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }

    /** Of all families, as they stand in their types. */
    Set<String> names() {
        return types.keySet();
    }

    String type(String family) {
        return types.get(family);
    }

    double value(String name) {
        return value(name, Map.of());
    }

    /** The value of exactly these labels. */
    double value(String name, Map<String, String> labels) {
        Double value = samples.get(new Sample(name, labels));
        require(value != null, name + labels + " is not there");
        return value;
    }
}
