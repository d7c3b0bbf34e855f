package io.starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.starling.bus.BusJson;
import io.starling.bus.SwarmView;
import io.starling.bus.TrackerRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What a swarm costs its tracker, in messages and in bytes of their JSON: counted on a virtual clock, with each piece of each
 * peer reported by itself, which is the most that there can be.
 */
class ControlPlaneCostTest {
    /** Each of a swarm of this size is told of all others; of a larger one, of as many. */
    private static final int EVERYBODY = SwarmView.MAX_PEERS + 1;

    /** Numbers of more digits, and the few members of a view that is not full yet. */
    private static final double SLACK_PERCENT = 6;

    /** @param messages requests and replies, those of joining too */
    private record Cost(long messages, long bytes) {}

    /** All download all pieces, one after the other, each in another order, all at the same pace. */
    private static Cost download(int peers, int pieces) {
        VirtualSwarm swarm = new VirtualSwarm(pieces, 1);
        List<VirtualSwarm.VirtualPeer> all = new ArrayList<>();
        long messages = 0;
        long bytes = 0;
        for (int i = 0; i < peers; i++) {
            VirtualSwarm.VirtualPeer peer = swarm.peer("peer-" + i, 1_000 + i);
            peer.register();
            bytes += replyBytes(peer.join(".".repeat(pieces)));
            messages += 4; // register and join, and their replies
            all.add(peer);
        }
        for (int turn = 0; turn < pieces; turn++) {
            for (int i = 0; i < peers; i++) {
                VirtualSwarm.VirtualPeer peer = all.get(i);
                int piece = (turn + 7 * i) % pieces;
                bytes += requestBytes(
                        peer.updateRequest(peer.last.epoch(), peer.last.version(), List.of(piece), List.of()));
                bytes += replyBytes(peer.update(piece));
                messages += 2;
            }
        }
        return new Cost(messages, bytes);
    }

    private static int requestBytes(TrackerRequest request) {
        return request.toJson().encode().getBytes(StandardCharsets.UTF_8).length;
    }

    private static int replyBytes(SwarmView reply) {
        return BusJson.write(reply).encode().getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void fiftyPeersAndAThousandPiecesCostOneUpdateAPieceAndItsReply() {
        int peers = 50;
        int pieces = 1_000;

        Cost cost = download(peers, pieces);

        long joining = 4L * peers;
        assertThat(cost.messages()).isEqualTo(joining + 2L * peers * pieces);
        long bytesAnUpdate = cost.bytes() / (peers * pieces);
        // Of the 49 others it says the one piece that each has got since, by its id and where it is.
        assertThat(bytesAnUpdate).isBetween(1_000L, 10_000L);
        System.out.printf(
                "%d peers, %d pieces: %d messages, %d bytes (%d an update with its reply); when it takes 100 s: %d messages/s, %d kB/s%n",
                peers,
                pieces,
                cost.messages(),
                cost.bytes(),
                bytesAnUpdate,
                cost.messages() / 100,
                cost.bytes() / 100_000);
    }

    @Test
    void theCostIsLinearInPieces() {
        Cost some = download(50, 250);
        Cost twice = download(50, 500);

        assertThat((double) twice.bytes()).isCloseTo(2.0 * some.bytes(), withPercentage(SLACK_PERCENT));
    }

    @Test
    void theCostIsLinearInPeersAsEachIsToldOfFiftyAtMost() {
        Cost some = download(EVERYBODY, 100);
        Cost twice = download(2 * EVERYBODY, 100);
        Cost fourTimes = download(4 * EVERYBODY, 100);

        assertThat(twice.messages()).isEqualTo(2 * some.messages());
        assertThat(fourTimes.messages()).isEqualTo(4 * some.messages());
        assertThat((double) twice.bytes()).isCloseTo(2.0 * some.bytes(), withPercentage(SLACK_PERCENT));
        assertThat((double) fourTimes.bytes()).isCloseTo(4.0 * some.bytes(), withPercentage(SLACK_PERCENT));
    }

    @Test
    void whatComesTogetherCostsLittleMoreThanOnePiece() {
        long oneByOne = download(50, 500).bytes();
        VirtualSwarm swarm = new VirtualSwarm(500, 1);
        List<VirtualSwarm.VirtualPeer> all = IntStream.range(0, 50)
                .mapToObj(i -> swarm.joined("peer-" + i, 1_000 + i, ".".repeat(500)))
                .toList();
        long together = 0;
        for (int from = 0; from < 500; from += 20) {
            Integer[] news = IntStream.range(from, from + 20).boxed().toArray(Integer[]::new);
            for (VirtualSwarm.VirtualPeer peer : all) {
                together += replyBytes(peer.update(news));
            }
        }

        assertThat(together).isLessThan(oneByOne / 5);
    }

    @Test
    void aHeartbeatOfAQuietSwarmIsAFewHundredBytesHoweverManyPeersItHas() {
        VirtualSwarm swarm = new VirtualSwarm(1_000, 1);
        List<VirtualSwarm.VirtualPeer> all = IntStream.range(0, 200)
                .mapToObj(i -> swarm.joined("peer-" + i, 1_000 + i, "*".repeat(1_000)))
                .toList();
        all.forEach(VirtualSwarm.VirtualPeer::update);

        for (VirtualSwarm.VirtualPeer peer : all) {
            int request =
                    requestBytes(peer.updateRequest(peer.last.epoch(), peer.last.version(), List.of(), List.of()));
            assertThat(request + replyBytes(peer.update())).isLessThan(600);
        }
    }
}
