package io.starling.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the transfers of a running node. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the transfers of a node that runs with a dashboard.",
            "A node that wants a token gets the one in the environment variable STARLING_TOKEN.",
            ""
        },
        footer = {"", "Example:", "  java -jar starling-fat.jar status --node http://127.0.0.1:8080/"})
final class StatusCommand implements Callable<Integer> {
    private static final String PATH = "api/v1/transfers";

    /** The node answers from memory. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--node",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080/",
            description = "The node's dashboard (default: ${DEFAULT-VALUE}).")
    private URI node = URI.create("http://127.0.0.1:8080/");

    @Option(names = "--json", description = "Prints JSON.")
    private boolean isJson;

    @Override
    public Integer call() throws Exception {
        if (node.getHost() == null
                || node.getScheme() == null
                || !node.getScheme().matches("https?")) {
            throw new CommandFailure(Commands.WRONG_USAGE, "--node: \"" + node + "\" (expected: http://HOST:PORT/)");
        }
        JsonObject transfers = fetch();
        PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            out.println(transfers.encode());
        } else {
            table(transfers).lines().forEach(out::println);
        }
        out.flush();
        return Commands.DONE;
    }

    private JsonObject fetch() throws Exception {
        Vertx vertx = Session.newVertx();
        try {
            HttpResponse<Buffer> response = Session.result(request(vertx)
                    .send()
                    .recover(e -> Future.failedFuture(
                            new CommandFailure(Commands.FAILED, "no node at " + node + ": " + e.getMessage()))));
            return body(response);
        } finally {
            Session.result(vertx.close());
        }
    }

    private HttpRequest<Buffer> request(Vertx vertx) {
        String base = node.toString();
        String url = (base.endsWith("/") ? base : base + "/") + PATH;
        WebClientOptions options = new WebClientOptions().setConnectTimeout((int) TIMEOUT.toMillis());
        HttpRequest<Buffer> request =
                WebClient.create(vertx, options).getAbs(url).timeout(TIMEOUT.toMillis());
        String token = System.getenv("STARLING_TOKEN");
        return token == null || token.isEmpty() ? request : request.bearerTokenAuthentication(token);
    }

    private JsonObject body(HttpResponse<Buffer> response) {
        JsonObject body;
        try {
            body = response.bodyAsJsonObject();
        } catch (DecodeException | ClassCastException e) {
            body = null;
        }
        if (response.statusCode() != 200 || body == null) {
            String said = body == null
                    ? ""
                    : ": " + body.getJsonObject("error", new JsonObject()).getString("message", "");
            throw new CommandFailure(
                    Commands.FAILED, node + " answered " + response.statusCode() + said + " (expected: its transfers)");
        }
        return body;
    }

    static Table table(JsonObject transfers) {
        Table table = new Table("PEER", "NAME", "STATUS", ">DONE", ">SIZE", ">DOWN", ">UP", ">CONNECTIONS", ">LEFT");
        for (Object item : transfers.getJsonArray("items")) {
            JsonObject transfer = (JsonObject) item;
            Long left = transfer.getLong("etaSeconds");
            table.row(
                    transfer.getString("peer"),
                    transfer.getString("name"),
                    transfer.getString("status").toLowerCase(Locale.ROOT),
                    Units.percent(transfer.getLong("piecesHave"), transfer.getLong("pieces")) + " %",
                    Units.bytes(transfer.getLong("length")),
                    Units.rate(transfer.getLong("downRate")),
                    Units.rate(transfer.getLong("upRate")),
                    transfer.getInteger("connections"),
                    left == null ? "" : Units.time(Duration.ofSeconds(left)));
        }
        return table;
    }
}
