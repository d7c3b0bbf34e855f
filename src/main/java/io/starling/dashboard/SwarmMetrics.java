package io.starling.dashboard;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.starling.bus.OneLine;
import io.starling.bus.PeerStatus;
import io.starling.bus.TrackerReply;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.TransferStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Peers, transfers and swarms as metrics, one time series for each; of very many transfers and swarms not for all. */
final class SwarmMetrics {
    /** Some 5,000 series, and 1 MB for each scrape. */
    static final int MAX_TRANSFERS = 1_000;

    static final int MAX_SWARMS = 1_000;

    private static final int MAX_NAME_CHARS = 120;

    private static final Comparator<TransferSnapshot> NEWEST_FIRST = Comparator.comparing((TransferSnapshot transfer) ->
                    Optional.ofNullable(transfer.startedAt()).orElse(Instant.EPOCH))
            .reversed();

    private SwarmMetrics() {}

    /** @param files of the tracker, if this node has the active one */
    static List<MetricSnapshot> of(List<PeerStatus> peers, TrackerReply.Listing files) {
        List<MetricSnapshot> all = new ArrayList<>(ofPeers(peers));
        all.addAll(ofTransfers(peers));
        if (!files.files().isEmpty()) {
            all.addAll(ofSwarms(files.files()));
        }
        return all;
    }

    private static List<MetricSnapshot> ofPeers(List<PeerStatus> peers) {
        Family<PeerStatus> each = new Family<>(peers, peer -> Labels.of("peer", peer.peer()));
        return List.of(
                each.counter("starling_peer_bans", "Remotes that a peer has banned", PeerStatus::peersBanned),
                each.counter(
                        "starling_peer_hash_failures",
                        "Pieces that a peer received and that did not have their hash",
                        PeerStatus::hashFailures),
                each.gauge(
                        "starling_peer_tracker_connected",
                        "Whether the tracker answered a peer the last time, 1 or 0",
                        peer -> peer.trackerConnected() ? 1 : 0),
                transfersByStatus(peers));
    }

    private static MetricSnapshot transfersByStatus(List<PeerStatus> peers) {
        GaugeSnapshot.Builder counts =
                GaugeSnapshot.builder().name("starling_transfers").help("Transfers of a peer, by their status");
        for (PeerStatus peer : peers) {
            for (TransferStatus status : TransferStatus.values()) {
                long count = peer.transfers().stream()
                        .filter(transfer -> transfer.status() == status)
                        .count();
                String name = status.name().toLowerCase(Locale.ROOT);
                counts.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("peer", peer.peer(), "status", name))
                        .value(count)
                        .build());
            }
        }
        return counts.build();
    }

    private static List<MetricSnapshot> ofTransfers(List<PeerStatus> peers) {
        List<TransferSnapshot> newest = peers.stream()
                .flatMap(peer -> peer.transfers().stream())
                .sorted(NEWEST_FIRST)
                .limit(MAX_TRANSFERS)
                .toList();
        Family<TransferSnapshot> each = new Family<>(newest, SwarmMetrics::labels);
        return List.of(
                each.counter(
                        "starling_transfer_downloaded_bytes",
                        "Bytes of blocks that a transfer received",
                        TransferSnapshot::downloaded),
                each.counter(
                        "starling_transfer_uploaded_bytes",
                        "Bytes of blocks that a transfer sent",
                        TransferSnapshot::uploaded),
                each.gauge("starling_transfer_pieces", "Pieces of a transfer's torrent", TransferSnapshot::pieces),
                each.gauge(
                        "starling_transfer_pieces_verified",
                        "Pieces that a transfer has, and that have their hash",
                        TransferSnapshot::piecesHave),
                each.gauge(
                        "starling_transfer_connections",
                        "Connections of a transfer to other peers",
                        TransferSnapshot::connections));
    }

    private static Labels labels(TransferSnapshot transfer) {
        return Labels.of(
                "peer", transfer.peer(), "info_hash", transfer.infoHash().hex(), "name", name(transfer.name()));
    }

    private static List<MetricSnapshot> ofSwarms(List<TrackerReply.ListedFile> files) {
        Family<TrackerReply.ListedFile> each = new Family<>(
                files, file -> Labels.of("info_hash", file.infoHash().hex(), "name", name(file.name())));
        return List.of(
                each.gauge(
                        "starling_swarm_peers",
                        "Peers of a swarm as the tracker knows it, seeds and other clients included",
                        TrackerReply.ListedFile::peers),
                each.gauge(
                        "starling_swarm_seeds", "Those of them that have everything", TrackerReply.ListedFile::seeds));
    }

    private static String name(String name) {
        return OneLine.of(name, MAX_NAME_CHARS);
    }

    /** One series for each of {@code items}. */
    private record Family<T>(List<T> items, Function<T, Labels> labels) {
        CounterSnapshot counter(String name, String help, ToDoubleFunction<T> value) {
            CounterSnapshot.Builder all = CounterSnapshot.builder().name(name).help(help);
            items.forEach(item -> all.dataPoint(CounterDataPointSnapshot.builder()
                    .labels(labels.apply(item))
                    .value(value.applyAsDouble(item))
                    .build()));
            return all.build();
        }

        GaugeSnapshot gauge(String name, String help, ToDoubleFunction<T> value) {
            GaugeSnapshot.Builder all = GaugeSnapshot.builder().name(name).help(help);
            items.forEach(item -> all.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(labels.apply(item))
                    .value(value.applyAsDouble(item))
                    .build()));
            return all.build();
        }
    }
}
