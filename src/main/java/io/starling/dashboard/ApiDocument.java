package io.starling.dashboard;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The OpenAPI document of the HTTP interface.
 *
 * @param text for whoever reads it: its operations are where it is itself
 * @param contract what requests are held against
 */
record ApiDocument(Buffer text, OpenAPIContract contract) {
    /** Where it is, below the base path of the server. */
    static final String PATH = Api.PATH + "/openapi.json";

    private static final String FILE = "api/openapi.yaml";

    static Future<ApiDocument> load(Vertx vertx) {
        return vertx.executeBlocking(ApiDocument::read).compose(document -> {
            Buffer text = document.toBuffer();
            return contract(vertx, document).map(contract -> new ApiDocument(text, contract));
        });
    }

    /** Where its operations are, the router knows to which they are given; who may use them, {@link TokenGuard}. */
    static Future<OpenAPIContract> contract(Vertx vertx, JsonObject document) {
        document.remove("servers");
        document.remove("security");
        onlyJsonAndOctets(document);
        return OpenAPIContract.from(vertx, document);
    }

    void answer(RoutingContext context) {
        context.response().putHeader("Content-Type", "application/json").end(text);
    }

    private static JsonObject read() {
        Buffer yaml = ClassPathFiles.bytes(FILE).orElseThrow(() -> new IllegalStateException(FILE + " is missing"));
        Map<String, Object> document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml.toString());
        return new JsonObject(document);
    }

    /** The library validates JSON, and lets octets pass; what else is sent and answered counts as such. */
    private static void onlyJsonAndOctets(Object part) {
        if (part instanceof JsonArray list) {
            list.forEach(ApiDocument::onlyJsonAndOctets);
        } else if (part instanceof JsonObject object) {
            if (object.getValue("content") instanceof JsonObject content) {
                object.put("content", known(content));
            }
            object.forEach(entry -> onlyJsonAndOctets(entry.getValue()));
        }
    }

    private static JsonObject known(JsonObject content) {
        JsonObject known = new JsonObject();
        content.forEach(entry -> {
            boolean isJson = entry.getKey().equals(MediaType.APPLICATION_JSON);
            known.put(
                    isJson ? entry.getKey() : MediaType.APPLICATION_OCTET_STREAM,
                    isJson ? entry.getValue() : new JsonObject());
        });
        return known;
    }
}
