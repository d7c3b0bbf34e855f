package io.starling.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides whom to send to. Starling peers that are interested are sent to as they come. Strangers have a few slots: the
 * best by what they send us, or, once we seed, each in turn; and one more for a stranger taken at random, the optimistic
 * unchoke, which is how a newcomer gets its first pieces (BEP 3). Can be asked at any time: who is unchoked stays so for
 * a {@link #ROUND}, free slots are filled at once. Time is an argument, in nanoseconds of any clock.
 *
 * @param <P> a peer, compared by identity
 */
public final class Choker<P> {
    /** How often to ask, and how long nobody is choked who was unchoked: BEP 3 says ten seconds, so that TCP gets going. */
    public static final Duration ROUND = Duration.ofSeconds(10);

    /** How long the optimistic unchoke lasts: long enough for a stranger to send something in return (BEP 3). */
    public static final Duration OPTIMISTIC_TURN = Duration.ofSeconds(30);

    /** How long a stranger is served by a seed while others wait. */
    public static final Duration SEED_TURN = Duration.ofSeconds(60);

    /** Starling peers unchoked at once, as many as there are connections by default, twice: a bound, not a policy. */
    public static final int MAX_STARLINGS = 100;

    /** Strangers unchoked at once: enough to fill a link, few enough that each gets a rate worth returning. */
    public static final int STRANGERS = 8;

    /** A stranger connected for less than this is a newcomer, and three times as likely to be tried (BEP 3). */
    private static final Duration NEWCOMER = Duration.ofSeconds(60);

    private static final int NEWCOMER_TICKETS = 3;

    private final int strangers;
    private final RandomGenerator random;
    /** Who is unchoked, and since when. */
    private Map<P, Long> unchoked = new IdentityHashMap<>();

    private @Nullable P optimistic;
    private long optimisticSince;

    public Choker(RandomGenerator random) {
        this(STRANGERS, random);
    }

    /** @param strangers how many strangers to send to at once, the optimistic unchoke included; 2 or more */
    public Choker(int strangers, RandomGenerator random) {
        if (strangers < 2) {
            throw new IllegalArgumentException("strangers: " + strangers + " (expected: 2 or more)");
        }
        this.strangers = strangers;
        this.random = random;
    }

    /**
     * The peers to be unchoked now; all others are to be choked.
     *
     * @param candidates all connected peers, in the order in which they came
     * @param isSeeding whether we need nothing from anyone
     */
    public Set<P> unchoke(List<Candidate<P>> candidates, boolean isSeeding, long nowNanos) {
        List<Candidate<P>> starlings = candidates.stream()
                .filter(candidate -> candidate.isInterested() && candidate.isStarling())
                .toList();
        List<Candidate<P>> others = candidates.stream()
                .filter(candidate -> candidate.isInterested() && !candidate.isStarling())
                .toList();
        Map<P, Long> next = new IdentityHashMap<>();
        keep(inTurn(starlings, nowNanos), MAX_STARLINGS, next, nowNanos);
        tryOne(others, nowNanos);
        List<Candidate<P>> ranked = isSeeding ? inTurn(others, nowNanos) : byReturn(others, nowNanos);
        keep(ranked, strangers, next, nowNanos);
        unchoked = next;
        Set<P> result = Collections.newSetFromMap(new IdentityHashMap<>());
        result.addAll(next.keySet());
        return result;
    }

    private void keep(List<Candidate<P>> ranked, int most, Map<P, Long> next, long nowNanos) {
        ranked.stream().limit(most).forEach(candidate -> {
            Long since = unchoked.get(candidate.peer());
            next.put(candidate.peer(), since == null ? Long.valueOf(nowNanos) : since);
        });
    }

    /** Who is just unchoked, then the optimistic one, then those who send us most. */
    private List<Candidate<P>> byReturn(List<Candidate<P>> peers, long nowNanos) {
        return sorted(
                peers,
                Comparator.comparingInt((Candidate<P> candidate) -> standing(candidate, ROUND, nowNanos))
                        .thenComparing(Comparator.comparingLong((Candidate<P> candidate) -> candidate.rateFromThem())
                                .reversed()));
    }

    /** Who has its turn, the longest unchoked last of those whose turn is over. */
    private List<Candidate<P>> inTurn(List<Candidate<P>> peers, long nowNanos) {
        return sorted(
                peers,
                Comparator.comparingInt((Candidate<P> candidate) -> turn(candidate, nowNanos))
                        .thenComparing(Comparator.comparingLong((Candidate<P> candidate) -> candidate.rateToThem())
                                .reversed()));
    }

    private int standing(Candidate<P> candidate, Duration guarded, long nowNanos) {
        if (isUnchokedFor(candidate, guarded, nowNanos)) {
            return 0;
        }
        return candidate.peer() == optimistic ? 1 : 2;
    }

    private int turn(Candidate<P> candidate, long nowNanos) {
        boolean isServed = unchoked.containsKey(candidate.peer());
        return isServed && !isUnchokedFor(candidate, SEED_TURN, nowNanos)
                ? 3
                : standing(candidate, SEED_TURN, nowNanos);
    }

    /** Whether it is unchoked, and for less than that time. */
    private boolean isUnchokedFor(Candidate<P> candidate, Duration time, long nowNanos) {
        Long since = unchoked.get(candidate.peer());
        return since != null && nowNanos - since < time.toNanos();
    }

    /** Sees to it that there is an optimistic unchoke, another one when the time of the last is over. */
    private void tryOne(List<Candidate<P>> strangersInterested, long nowNanos) {
        boolean isHere = strangersInterested.stream().anyMatch(candidate -> candidate.peer() == optimistic);
        if (isHere && nowNanos - optimisticSince < OPTIMISTIC_TURN.toNanos()) {
            return;
        }
        List<P> tickets = new ArrayList<>();
        for (Candidate<P> candidate : strangersInterested) {
            if (!unchoked.containsKey(candidate.peer())) {
                boolean isNew = nowNanos - candidate.connectedSinceNanos() < NEWCOMER.toNanos();
                tickets.addAll(Collections.nCopies(isNew ? NEWCOMER_TICKETS : 1, candidate.peer()));
            }
        }
        if (!tickets.isEmpty()) {
            optimistic = tickets.get(random.nextInt(tickets.size()));
            optimisticSince = nowNanos;
        }
    }

    private static <T> List<T> sorted(List<T> list, Comparator<? super T> order) {
        return list.stream().sorted(order).toList();
    }

    /**
     * A connected peer as the choker sees it.
     *
     * @param rateFromThem bytes per second that it sends us
     * @param rateToThem bytes per second that we send it
     * @param connectedSinceNanos when the connection was made
     */
    public record Candidate<P>(
            P peer,
            boolean isInterested,
            boolean isStarling,
            long rateFromThem,
            long rateToThem,
            long connectedSinceNanos) {}
}
