package io.starling.cli;

import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/** A running node, asked by the HTTP interface of its dashboard. For the thread of a command, which may block. */
final class NodeClient implements AutoCloseable {
    private static final String API = "api/v1/";
    private static final int NO_CONTENT = 204;

    /** A node connects at once; what it answers may have to be fetched from another one first. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    private final URI node;
    private final Vertx vertx = Session.newVertx();
    private final WebClient client;

    /** @param trusted whose certificates are believed; those that Java believes when it is empty */
    NodeClient(URI node, Optional<PemTrustOptions> trusted) {
        this.node = node;
        WebClientOptions options = new WebClientOptions().setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        trusted.ifPresent(options::setTrustOptions);
        client = WebClient.create(vertx, options);
    }

    /**
     * What a node answered.
     *
     * @param body the JSON object, if it was one
     */
    record Answer(URI node, int status, Optional<JsonObject> body) {
        /** The body; throws {@link CommandFailure} that says what was answered and {@code what} was expected. */
        JsonObject expect(int expected, String what) {
            return expect(Set.of(expected), what);
        }

        /** Likewise, where several statuses are right. */
        JsonObject expect(Set<Integer> expected, String what) {
            if (expected.contains(status) && body.isPresent()) {
                return body.get();
            }
            throw unexpected(what);
        }

        /** Likewise, where there is nothing to say. */
        void expectDone(String what) {
            if (status != NO_CONTENT) {
                throw unexpected(what);
            }
        }

        /** Why it was refused; empty when the answer does not say. */
        String error() {
            return body.map(json -> json.getJsonObject("error", new JsonObject()))
                    .map(error -> error.getString("message", ""))
                    .orElse("");
        }

        private CommandFailure unexpected(String what) {
            String said = error().isBlank() ? "" : ": " + error();
            return new CommandFailure(
                    Commands.FAILED, node + " answered " + status + said + " (expected: " + what + ")");
        }
    }

    /** Nobody answers. */
    static final class Unreachable extends CommandFailure {
        private static final long serialVersionUID = 1L;

        private Unreachable(String message) {
            super(Commands.FAILED, message);
        }
    }

    /** @param path below {@code /api/v1/}. Throws {@link Unreachable} when nobody answers. */
    Answer get(String path) throws Exception {
        return answer(request(HttpMethod.GET, path).send());
    }

    Answer post(String path, JsonObject body) throws Exception {
        return answer(request(HttpMethod.POST, path).sendJsonObject(body));
    }

    Answer delete(String path) throws Exception {
        return answer(request(HttpMethod.DELETE, path).send());
    }

    /** A name as a part of a path. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest<Buffer> request(HttpMethod method, String path) {
        String base = node.toString();
        String url = (base.endsWith("/") ? base : base + "/") + API + path;
        HttpRequest<Buffer> request = client.requestAbs(method, url).timeout(TIMEOUT.toMillis());
        String token = System.getenv("STARLING_TOKEN");
        return token == null || token.isEmpty() ? request : request.bearerTokenAuthentication(token);
    }

    private Answer answer(Future<HttpResponse<Buffer>> response) throws Exception {
        HttpResponse<Buffer> answered = Session.result(response.recover(e -> Future.failedFuture(failure(e))));
        return new Answer(node, answered.statusCode(), json(answered));
    }

    private CommandFailure failure(Throwable cause) {
        Throwable reason = deepest(cause);
        if (reason instanceof NotSslRecordException) {
            return new Unreachable("no node at " + node + ": what listens there does not speak HTTPS");
        }
        return cause instanceof SSLException
                ? new CommandFailure(
                        Commands.FAILED,
                        node + " cannot be trusted: " + reason.getMessage()
                                + " (--trust FILE names certificates to believe)")
                : new Unreachable("no node at " + node + ": " + cause.getMessage());
    }

    /** What was wrong with a certificate, below all that failed because of it. */
    private static Throwable deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static Optional<JsonObject> json(HttpResponse<Buffer> response) {
        try {
            return Optional.ofNullable(response.bodyAsJsonObject());
        } catch (DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws Exception {
        Session.result(vertx.close());
    }
}
