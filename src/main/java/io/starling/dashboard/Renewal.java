package io.starling.dashboard;

import io.starling.bus.LogEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.ServerSSLOptions;
import java.util.function.BiConsumer;

/**
 * Takes up a certificate that is renewed on disk: who connects from then on is shown it. Of one that cannot be used is said so
 * once, and the one before it stays. Used on the dashboard's context.
 */
final class Renewal {
    /** Each time two small files are read. */
    private static final long PERIOD_MILLIS = 10_000;

    private final Vertx vertx;
    private final TlsOptions files;
    private final HttpServer server;
    private final BiConsumer<LogEvent.Level, String> log;
    private Certificate shown;
    private String complaint = "";

    /** @param shown by the server now */
    Renewal(
            Vertx vertx,
            TlsOptions files,
            Certificate shown,
            HttpServer server,
            BiConsumer<LogEvent.Level, String> log) {
        this.vertx = vertx;
        this.files = files;
        this.shown = shown;
        this.server = server;
        this.log = log;
    }

    /** Looks now and then, until the context ends. */
    void start() {
        vertx.setPeriodic(PERIOD_MILLIS, timer -> look());
    }

    /** Never fails. */
    Future<Void> look() {
        return vertx.executeBlocking(() -> Certificate.read(files))
                .compose(read -> read.equals(shown) ? Future.succeededFuture() : takeUp(read))
                .onSuccess(unused -> complaint = "")
                .onFailure(this::complain)
                .otherwiseEmpty();
    }

    private Future<Void> takeUp(Certificate renewed) {
        return vertx.executeBlocking(() -> renewed.checked(vertx))
                .compose(
                        checked -> server.updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(checked.options())))
                .onSuccess(updated -> {
                    shown = renewed;
                    log.accept(
                            LogEvent.Level.INFO, "the dashboard's certificate was renewed, and the new one is in use");
                })
                .mapEmpty();
    }

    private void complain(Throwable cause) {
        String text =
                "the dashboard's certificate was changed, and the one before it stays in use: " + cause.getMessage();
        if (!text.equals(complaint)) {
            complaint = text;
            log.accept(LogEvent.Level.ERROR, text);
        }
    }
}
