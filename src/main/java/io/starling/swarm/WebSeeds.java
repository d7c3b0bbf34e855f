package io.starling.swarm;

import io.starling.announce.HttpFetch;
import io.starling.announce.HttpRanges;
import io.starling.bus.BusException;
import io.starling.torrent.Metainfo;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The web seeds of one torrent, while it is being downloaded. Those that were left stay so over a pause. Owned by its swarm. */
final class WebSeeds {
    private final Vertx vertx;
    private final Duration silence;
    private final Metainfo metainfo;
    private final SwarmLog log;
    private final Set<String> left = new HashSet<>();
    private final List<WebSeed> seeds = new ArrayList<>();
    private @Nullable HttpRanges http;

    WebSeeds(Vertx vertx, Duration silence, Metainfo metainfo, SwarmLog log) {
        this.vertx = vertx;
        this.silence = silence;
        this.metainfo = metainfo;
        this.log = log;
    }

    /** @param downloads what they are sources of */
    void start(Downloads downloads) {
        metainfo.webSeeds().stream()
                .filter(url -> !left.contains(url))
                .forEach(url -> seeds.add(new WebSeed(url, metainfo, this::http, downloads, silence, new Said(url))));
    }

    /** Made when it is first needed: a node may seed hundreds of torrents that have web seeds. */
    private HttpRanges http() {
        HttpRanges present = http == null ? new HttpRanges(vertx) : http;
        http = present;
        return present;
    }

    /** To be called a few times a second. */
    void tick(long nowNanos) {
        seeds.forEach(seed -> seed.tick(nowNanos));
    }

    void stop() {
        seeds.forEach(WebSeed::close);
        seeds.clear();
        if (http != null) {
            http.close();
            http = null;
        }
    }

    /** Says what a person wants to know of one. */
    private final class Said implements WebSeed.Listener {
        private final String url;

        Said(String url) {
            this.url = url;
        }

        @Override
        public void onFirstBlock() {
            log.info("web seed " + shown() + " sends");
        }

        @Override
        public void onFailure(String why) {
            log.warn("web seed " + shown() + ": " + why + "; trying again");
        }

        @Override
        public void onLeft(String why) {
            left.add(url);
            log.warn("web seed " + shown() + " is not asked any more: " + why);
        }

        private String shown() {
            try {
                return HttpFetch.shown(HttpFetch.url(url));
            } catch (BusException e) {
                return "that is no URL";
            }
        }
    }
}
