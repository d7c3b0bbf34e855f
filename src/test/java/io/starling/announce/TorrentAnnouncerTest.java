package io.starling.announce;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is told what, in which order: trackers {@code a} to {@code c}, each of which answers or does not, at once. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class TorrentAnnouncerTest {
    private final List<String> told = new ArrayList<>();
    private final Set<String> down = new TreeSet<>();
    private final List<String> unanswered = new ArrayList<>();
    private final List<SocketAddress> found = new ArrayList<>();
    private final TrackerTiers tiers =
            new TrackerTiers(List.of(List.of("a"), List.of("b", "c"), List.of("wss")), new Random(1));
    private TorrentAnnouncer announcer;

    @BeforeEach
    void ofATorrent(Vertx vertx) {
        announcer = new TorrentAnnouncer(
                vertx,
                tiers,
                new TorrentAnnouncer.Subject() {
                    @Override
                    public AnnounceRequest request(AnnounceEvent event) {
                        return new AnnounceRequest(
                                InfoHash.ofHex("aa".repeat(20)),
                                PeerId.random(),
                                1,
                                0,
                                0,
                                0,
                                event,
                                ByteString.EMPTY,
                                0);
                    }

                    @Override
                    public void onPeers(List<SocketAddress> peers) {
                        found.addAll(peers);
                    }

                    @Override
                    public void onUnanswered(String reasons) {
                        unanswered.add(reasons);
                    }
                },
                url -> url.equals("wss") ? Optional.empty() : Optional.of(request -> answer(url, request)));
    }

    private Future<Announced> answer(String url, AnnounceRequest request) {
        told.add(url + " " + request.event());
        SocketAddress peer = SocketAddress.inetSocketAddress(1, "10.0.0.1");
        return down.contains(url)
                ? Future.failedFuture(url + " is down")
                : Future.succeededFuture(new Announced(Duration.ofHours(1), List.of(peer)));
    }

    @Test
    void tellsTheFirstThatAnswersOfBeginningCompletionAndEnd() throws Exception {
        announcer.start();
        announcer.start();
        announcer.completed();
        announcer.stop().await(10, SECONDS);

        assertThat(told).containsExactly("a STARTED", "a COMPLETED", "a STOPPED");
        assertThat(found).hasSize(2);
    }

    @Test
    void goesOnToTheNextTierWhenNoneOfOneAnswers() throws Exception {
        down.addAll(List.of("a", "b"));

        announcer.start();
        announcer.completed();

        assertThat(told.get(0)).isEqualTo("a STARTED");
        assertThat(told).contains("c STARTED", "c COMPLETED");
        assertThat(tiers.inOrder()).containsExactly("a", "c", "b", "wss");
        announcer.stop().await(10, SECONDS);
        assertThat(told.subList(told.size() - 1, told.size())).containsExactly("c STOPPED");
        assertThat(unanswered).isEmpty();
    }

    @Test
    void saysOnceThatNoneAnswersAndTakesLeaveOfNone() throws Exception {
        down.addAll(List.of("a", "b", "c"));

        announcer.start();
        announcer.completed();

        assertThat(told).doesNotContain("a COMPLETED").hasSize(6);
        assertThat(unanswered).singleElement().asString().contains("a is down", "b is down", "c is down");
        announcer.stop().await(10, SECONDS);
        assertThat(told).hasSize(6);
    }

    @Test
    void aTrackerThatIsBackIsToldOfTheBeginning() {
        down.add("a");
        announcer.start();
        down.clear();
        announcer.completed();

        assertThat(told.stream().filter("a STARTED"::equals)).hasSize(2);
        assertThat(told).last().isEqualTo("a COMPLETED");
    }

    @Test
    void beginsAnewAfterAnEnd() throws Exception {
        announcer.start();
        announcer.stop().await(10, SECONDS);
        announcer.start();

        assertThat(told).containsExactly("a STARTED", "a STOPPED", "a STARTED");
    }

    @Test
    void tiersAreShuffledWithinAndNotAmongThemselves() {
        Set<List<String>> orders = new HashSet<>();
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            orders.add(new TrackerTiers(List.of(List.of("a", "b"), List.of("c")), random).inOrder());
        }
        assertThat(orders).containsExactlyInAnyOrder(List.of("a", "b", "c"), List.of("b", "a", "c"));
    }
}
