package io.starling.dashboard;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class DashboardVerticleTest {
    private static String start(Vertx vertx, DashboardOptions options) throws Exception {
        FakeNode.start(vertx, "alpha", List.of());
        DashboardVerticle dashboard = new DashboardVerticle(options, "alpha", Map.of());
        vertx.deployVerticle(dashboard).await(10, SECONDS);
        return dashboard.url();
    }

    @Test
    void servesThePage(Vertx vertx) throws Exception {
        Http http = new Http(vertx, start(vertx, new DashboardOptions().setPort(0)));
        Http.Answer page = http.get("/");
        assertThat(page.text()).contains("<title>Starling</title>");
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(http.get("/js/main.js").header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(http.get("/favicon.svg").header("Content-Type")).isEqualTo("image/svg+xml");
        Http.Answer head = http.send(HttpMethod.HEAD, "/", "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.text()).isEmpty();
    }

    @Test
    void servesEveryLibraryThatItsPagesName(Vertx vertx) throws Exception {
        Http http = new Http(vertx, start(vertx, new DashboardOptions().setPort(0)));
        List<String> paths = Pattern.compile("\"\\.{0,2}/?(webjars/[^\"]+\\.(?:js|css))\"")
                .matcher(http.get("/").text() + http.get("/api/").text())
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(paths).hasSize(6);
        for (String path : paths) {
            assertThat(http.get("/" + path).status()).as(path).isEqualTo(200);
            assertThat(http.get("/" + path).header("Cache-Control")).contains("immutable");
        }
    }

    @Test
    void sendsAPageOnlyOnceUntilItChanges(Vertx vertx) throws Exception {
        Http http = new Http(vertx, start(vertx, new DashboardOptions().setPort(0)));
        Http.Answer first = http.get("/css/base.css");
        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        Http.Answer second = http.get("/css/base.css", "If-None-Match", first.header("ETag"));
        assertThat(second.status()).isEqualTo(304);
        assertThat(second.text()).isEmpty();
    }

    @Test
    void servesAllBelowItsBasePath(Vertx vertx) throws Exception {
        String url = start(vertx, new DashboardOptions().setPort(0).setBasePath("/tools/starling"));
        Http http = new Http(vertx, url);
        assertThat(url).endsWith("/tools/starling/");
        for (String path : List.of("", "css/base.css", "api/", "api/v1/nodes", "eventbus/info", "health/live")) {
            assertThat(http.get("/tools/starling/" + path).status()).as(path).isEqualTo(200);
        }
        assertThat(http.get("/css/base.css").status()).isEqualTo(404);
        assertThat(http.get("/tools/starling").header("Location")).isEqualTo("starling/");
        assertThat(http.get("/tools/starling/api").header("Location")).isEqualTo("api/");
    }

    @Test
    void saysWhichPortIsInUse(Vertx vertx) throws Exception {
        int port = URI.create(start(vertx, new DashboardOptions().setPort(0))).getPort();
        Vertx other = Vertx.vertx();
        try {
            assertThatThrownBy(() -> start(other, new DashboardOptions().setPort(port)))
                    .hasMessageStartingWith("dashboard: cannot listen on 127.0.0.1:" + port);
        } finally {
            other.close().await(10, SECONDS);
        }
    }

    @Test
    void doesNotStartWhereStrangersReachItWithoutAToken(Vertx vertx) {
        assertThatThrownBy(() -> start(vertx, new DashboardOptions().setPort(0).setHost("0.0.0.0")))
                .hasMessageContaining("is not a loopback address");
    }

    @Test
    void freesItsPortWhenStopped(Vertx vertx) throws Exception {
        DashboardVerticle dashboard = new DashboardVerticle(new DashboardOptions().setPort(0), "alpha");
        String id = vertx.deployVerticle(dashboard).await(10, SECONDS);
        int port = URI.create(dashboard.url()).getPort();
        vertx.undeploy(id).await(10, SECONDS);
        assertThat(start(vertx, new DashboardOptions().setPort(port))).isEqualTo(dashboard.url());
    }
}
