package io.starling.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar that is drawn over itself. */
final class BarProgress implements Progress {
    /** Of a long name, as much as leaves room for the bar. */
    private static final int MAX_TASK_CHARS = 28;

    private static final int UPDATE_MILLIS = 250;
    private static final long MIB = 1 << 20;

    private final ProgressBar bar;

    BarProgress(String task) {
        bar = new ProgressBarBuilder()
                .setTaskName(Printable.atMost(MAX_TASK_CHARS, task))
                .setInitialMax(0)
                .setUnit(" MiB", MIB)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setStyle(
                        Terminal.isColourWanted()
                                ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
                                : ProgressBarStyle.UNICODE_BLOCK)
                .build();
    }

    @Override
    public void show(long doneBytes, long totalBytes, String detail) {
        bar.maxHint(totalBytes);
        bar.stepTo(doneBytes);
        bar.setExtraMessage(detail.isEmpty() ? "" : " " + detail);
    }

    @Override
    public void close() {
        bar.close();
    }
}
