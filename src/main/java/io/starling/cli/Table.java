package io.starling.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns, two spaces between them; a heading that begins with {@code >} aligns right. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();
    private final List<Boolean> isRight = new ArrayList<>();
    private final int[] widths;

    Table(String... headings) {
        List<String> names = new ArrayList<>();
        for (String heading : headings) {
            isRight.add(heading.startsWith(">"));
            names.add(heading.startsWith(">") ? heading.substring(1) : heading);
        }
        widths = new int[headings.length];
        add(names);
    }

    void row(Object... cells) {
        List<String> texts = new ArrayList<>();
        for (Object cell : cells) {
            texts.add(Printable.text(String.valueOf(cell)));
        }
        add(texts);
    }

    private void add(List<String> row) {
        rows.add(row);
        for (int column = 0; column < row.size(); column++) {
            widths[column] = Math.max(widths[column], row.get(column).length());
        }
    }

    List<String> lines() {
        return rows.stream().map(this::line).toList();
    }

    private String line(List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? "" : "  ").append(isRight.get(column) ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }
}
