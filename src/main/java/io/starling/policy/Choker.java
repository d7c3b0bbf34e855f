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
 * Decides whom to send to. Starling peers are all unchoked, interested or not, so that none loses a round trip when it
 * becomes interested. Strangers that are interested share a few slots: the best by what they send us, or, once we seed,
 * each in turn; and one more for a stranger taken at random, the optimistic unchoke, which is how a newcomer gets its
 * first pieces (BEP 3). Can be asked at any time: who is unchoked stays so for a {@link #ROUND}, free slots are filled at
 * once. Time is an argument, in nanoseconds of any clock.
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

    /** Who is served stays unless another sends us a quarter more: rates that are all but equal swap nobody. */
    private static final double INCUMBENT = 1.25;

    private final int strangers;
    private final RandomGenerator random;
    /** Who is unchoked, and since when. */
    private Map<P, Long> unchoked = new IdentityHashMap<>();
    /** Who of those present was unchoked, and until when. */
    private final Map<P, Long> served = new IdentityHashMap<>();

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
        List<Candidate<P>> starlings =
                candidates.stream().filter(candidate -> candidate.isStarling()).toList();
        List<Candidate<P>> others = candidates.stream()
                .filter(candidate -> candidate.isInterested() && !candidate.isStarling())
                .toList();
        Map<P, Long> next = new IdentityHashMap<>();
        keep(interestedFirst(inTurn(starlings, nowNanos)), MAX_STARLINGS, next, nowNanos);
        tryOne(others, nowNanos);
        List<Candidate<P>> ranked = isSeeding ? inTurn(others, nowNanos) : byReturn(others, nowNanos);
        keep(ranked, strangers, next, nowNanos);
        remember(candidates, next, nowNanos);
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

    private void remember(List<Candidate<P>> candidates, Map<P, Long> next, long nowNanos) {
        Map<P, Long> before = new IdentityHashMap<>(served);
        served.clear();
        for (Candidate<P> candidate : candidates) {
            P peer = candidate.peer();
            Long until =
                    unchoked.containsKey(peer) && !next.containsKey(peer) ? Long.valueOf(nowNanos) : before.get(peer);
            if (until != null) {
                served.put(peer, until);
            }
        }
    }

    /** Who is just unchoked, then the optimistic one, then those who send us most. */
    private List<Candidate<P>> byReturn(List<Candidate<P>> peers, long nowNanos) {
        Comparator<Candidate<P>> order = Comparator.comparingInt(candidate -> standing(candidate, ROUND, nowNanos));
        return sorted(
                peers,
                order.thenComparing(Comparator.comparingDouble(this::sends).reversed()));
    }

    private double sends(Candidate<P> candidate) {
        return candidate.rateFromThem() * (unchoked.containsKey(candidate.peer()) ? INCUMBENT : 1);
    }

    /** Who has its turn, then who has waited longest, those whose turn is over last; the fastest first among equals. */
    private List<Candidate<P>> inTurn(List<Candidate<P>> peers, long nowNanos) {
        Comparator<Candidate<P>> order = Comparator.comparingInt(candidate -> turn(candidate, nowNanos));
        Comparator<Candidate<P>> rate = Comparator.comparingLong(candidate -> candidate.rateToThem());
        return sorted(peers, order.thenComparing(this::byWaiting).thenComparing(rate.reversed()));
    }

    /** Who was never served first, then who was choked longest ago. */
    private int byWaiting(Candidate<P> one, Candidate<P> other) {
        return Long.compare(
                served.getOrDefault(one.peer(), Long.MIN_VALUE), served.getOrDefault(other.peer(), Long.MIN_VALUE));
    }

    private List<Candidate<P>> interestedFirst(List<Candidate<P>> peers) {
        return sorted(peers, Comparator.comparing(candidate -> !candidate.isInterested()));
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
