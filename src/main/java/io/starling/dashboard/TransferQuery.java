package io.starling.dashboard;

import io.starling.bus.TransferSnapshot;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Which transfers are asked for, and in which order.
 *
 * @param text part of the name, in either case
 * @param statuses those that are wanted; all when empty
 * @param sort the field to sort by, with a minus in front for the other way round
 * @param page from 0, of {@code size} transfers each
 */
record TransferQuery(String text, List<TransferStatus> statuses, String sort, int page, int size) {
    private static final Comparator<TransferSnapshot> BY_NAME =
            Comparator.comparing(TransferSnapshot::name).thenComparing(TransferSnapshot::peer);

    /** @param total how many match, on all pages */
    record Selected(List<TransferSnapshot> page, int total) {}

    /** Of a request that fits the document. */
    static TransferQuery of(RoutingContext context) {
        JsonArray statuses = Fields.query(context, "status").getJsonArray(new JsonArray());
        return new TransferQuery(
                Fields.query(context, "query").getString(""),
                statuses.stream()
                        .map(status -> TransferStatus.valueOf((String) status))
                        .toList(),
                Fields.query(context, "sort").getString("name"),
                Fields.query(context, "page").getInteger(0),
                Fields.query(context, "size").getInteger(Integer.MAX_VALUE));
    }

    Selected select(List<TransferSnapshot> transfers) {
        String part = text.toLowerCase(Locale.ROOT);
        List<TransferSnapshot> matching = transfers.stream()
                .filter(transfer -> transfer.name().toLowerCase(Locale.ROOT).contains(part))
                .filter(transfer -> statuses.isEmpty() || statuses.contains(transfer.status()))
                .sorted(order())
                .toList();
        List<TransferSnapshot> onPage =
                matching.stream().skip((long) page * size).limit(size).toList();
        return new Selected(onPage, matching.size());
    }

    private Comparator<TransferSnapshot> order() {
        boolean isReversed = sort.startsWith("-");
        Comparator<TransferSnapshot> order = ascending(isReversed ? sort.substring(1) : sort);
        return (isReversed ? order.reversed() : order).thenComparing(BY_NAME);
    }

    private static Comparator<TransferSnapshot> ascending(String field) {
        return switch (field) {
            case "peer" -> Comparator.comparing(TransferSnapshot::peer);
            case "status" -> Comparator.comparing(TransferSnapshot::status);
            case "length" -> Comparator.comparing(TransferSnapshot::length);
            case "progress" -> Comparator.comparing(TransferQuery::progress);
            case "downRate" -> Comparator.comparing(TransferSnapshot::downRate);
            case "upRate" -> Comparator.comparing(TransferSnapshot::upRate);
            case "startedAt" ->
                Comparator.comparing(transfer -> Objects.requireNonNullElse(transfer.startedAt(), Instant.MIN));
            default -> BY_NAME;
        };
    }

    private static double progress(TransferSnapshot transfer) {
        return (double) transfer.piecesHave() / Math.max(1, transfer.piecesWanted());
    }
}
