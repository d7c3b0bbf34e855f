package io.starling.peer;

import io.starling.policy.NewsFilter;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What remotes of one peer did wrong, told to a person without a flood: an offence of one kind from one address once a
 * minute, and then how many there were besides. Owned by the peer's context.
 */
public final class Offences {
    /** A reason begins with what it is about; what follows, numbers above all, is the remote's to vary. */
    private static final Pattern AFTER_KIND = Pattern.compile("[:0-9].*", Pattern.DOTALL);

    /** Kinds of lies: somebody was found out and banned, and a piece did not have its hash. */
    public static final String BANNED = "banned";

    public static final String DAMAGED = "damaged";

    private final Consumer<String> log;
    private final NewsFilter offences = new NewsFilter(System.nanoTime());
    private final Map<String, Long> liesByKind = new HashMap<>();
    /** By themselves: a storm of small offences must not hide a lie. */
    private final NewsFilter lies = new NewsFilter(System.nanoTime());

    /** @param log takes what is said of all offences together */
    public Offences(Consumer<String> log) {
        this.log = log;
    }

    /**
     * Somebody did wrong.
     *
     * @param source the address that it came from
     * @param why as in {@link CloseReason}: what it is about, then perhaps a colon and details
     * @param log takes the whole sentence, if it is worth saying
     */
    public void report(Object source, String why, String sentence, Consumer<String> log) {
        if (offences.isNews(source, AFTER_KIND.matcher(why).replaceFirst(""))) {
            log.accept(sentence);
        }
    }

    /** Data were not what they should be: of a kind that this program names. Otherwise as {@link #report}. */
    public void reportLie(Object source, String kind, String sentence, Consumer<String> log) {
        liesByKind.merge(kind, 1L, Long::sum);
        if (lies.isNews(source, kind)) {
            log.accept(sentence);
        }
    }

    /** How many of a kind there were, told or not. */
    public long lies(String kind) {
        return liesByKind.getOrDefault(kind, 0L);
    }

    /** To be called now and then. */
    public void tick(long nowNanos) {
        int untold = offences.untold(nowNanos) + lies.untold(nowNanos);
        if (untold > 0) {
            log.accept(untold + " more offences like these within " + NewsFilter.WINDOW.toSeconds() + " s");
        }
    }
}
