package io.starling.bus;

import io.starling.torrent.InfoHash;
import io.starling.torrent.TransferStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that is being pushed to peers: each is told to fetch it, until it has it. What is asked and answered on the bus,
 * and what the nodes of a cluster remember together.
 *
 * @param id given by whoever began it
 * @param name of the file in the catalogue
 * @param length bytes of all its files
 * @param peers who is to get it
 * @param since when it came into its state
 * @param targets who is known to be meant, in the order in which they became known
 */
public record Delivery(
        String id,
        InfoHash infoHash,
        String name,
        long length,
        Recipients peers,
        State state,
        Instant createdAt,
        Instant since,
        List<Target> targets) {
    public enum State {
        /** Some peer is still getting it, or is about to. */
        DELIVERING,
        /** All have it. The end. */
        DELIVERED,
        /** All have it but those who are missing; goes on when one of them comes back. */
        PARTIAL,
        /** Somebody called it off. The end. */
        CANCELLED;

        public boolean isEnd() {
            return this == DELIVERED || this == CANCELLED;
        }
    }

    public Delivery {
        Require.text("id", id);
        Require.present("infoHash", infoHash);
        Require.present("peers", peers);
        Require.present("state", state);
        Require.present("createdAt", createdAt);
        Require.present("since", since);
        targets = Require.listOrEmpty(targets);
    }

    /** The same with these targets, in this state: since {@code now} when it is another than before. */
    public Delivery with(List<Target> newTargets, State newState, Instant now) {
        return new Delivery(
                id, infoHash, name, length, peers, newState, createdAt, newState == state ? since : now, newTargets);
    }

    /** The same, and this peer has taken the order to fetch the file. */
    public Delivery ordered(String peer) {
        List<Target> marked = targets.stream()
                .map(target -> target.peer().equals(peer) ? target.ordered(true) : target)
                .toList();
        return with(marked, state, since);
    }

    /** Without what changes all the time: equal to another's when nothing has to be remembered anew. */
    public Delivery withoutProgress() {
        return with(targets.stream().map(Target::withoutProgress).toList(), state, since);
    }

    /** Those who lack it and of whom nothing is to be expected at the moment. */
    public List<Target> missing() {
        return targets.stream()
                .filter(target -> target.state() == Target.State.MISSING)
                .toList();
    }

    /**
     * One peer that is to have the file.
     *
     * @param since when it came into its state: has it since, is missing since
     * @param reason why it is MISSING, or why it still waits; else null
     * @param ordered whether this delivery told it to fetch the file, and would have to call that off
     * @param status of its transfer, as far as is known
     * @param have bytes of whole pieces
     * @param downRate bytes per second
     */
    public record Target(
            String peer,
            State state,
            Instant since,
            @Nullable String reason,
            boolean ordered,
            @Nullable TransferStatus status,
            long have,
            long downRate,
            @Nullable Long etaSeconds) {
        public enum State {
            /** Has not begun: it is about to be told, or has not answered. */
            WAITING,
            /** On the way: a transfer is there, and goes on. */
            FETCHING,
            /** Has the whole file, verified, under its final name. */
            DELIVERED,
            /** Lacks it, and nothing is to be expected of it before something changes there. */
            MISSING
        }

        public Target {
            Require.id("peer", peer);
            Require.present("state", state);
            Require.present("since", since);
        }

        /** A target that has just become one. */
        public static Target of(String peer, Instant now) {
            return new Target(peer, State.WAITING, now, null, false, null, 0, 0, null);
        }

        /** In another state since {@code when}; in the one that it is in already, since then, with the new reason. */
        public Target in(State newState, @Nullable String why, Instant when) {
            Instant start = newState == state ? since : when;
            return new Target(peer, newState, start, why, ordered, status, have, downRate, etaSeconds);
        }

        public Target ordered(boolean nowOrdered) {
            return new Target(peer, state, since, reason, nowOrdered, status, have, downRate, etaSeconds);
        }

        /** With how far its transfer is. */
        public Target at(TransferSnapshot transfer) {
            boolean isWhole = transfer.piecesHave() >= transfer.pieces();
            long bytes = Math.min(transfer.length(), (long) transfer.piecesHave() * transfer.pieceLength());
            return new Target(
                    peer,
                    state,
                    since,
                    reason,
                    ordered,
                    transfer.status(),
                    isWhole ? transfer.length() : bytes,
                    transfer.downRate(),
                    transfer.etaSeconds());
        }

        /** Nothing arrives there, as far as is known. */
        public Target still() {
            return new Target(peer, state, since, reason, ordered, status, have, 0, null);
        }

        Target withoutProgress() {
            return new Target(peer, state, since, reason, ordered, null, 0, 0, null);
        }
    }
}
