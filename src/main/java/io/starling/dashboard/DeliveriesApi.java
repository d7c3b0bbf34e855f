package io.starling.dashboard;

import io.starling.bus.BusJson;
import io.starling.bus.DeliveryRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;

/** Deliveries over HTTP: whichever node is asked, the one that sees to the deliveries of the cluster answers. */
final class DeliveriesApi {
    /** A thousand peers, each with the longest of ids. */
    private static final int MAX_BODY_BYTES = 256 * 1024;

    private final String basePath;
    private final BusCalls bus;

    DeliveriesApi(String basePath, BusCalls bus) {
        this.basePath = basePath;
        this.bus = bus;
    }

    /** @param path where the interface begins, with a slash at its end */
    void mount(Router router, String path) {
        router.get(path + "deliveries").handler(Api.answer(context -> list()));
        router.get(path + "deliveries/:id").handler(Api.answer(this::find));
        router.delete(path + "deliveries/:id").handler(Api.answer(this::cancel));
        router.post(path + "deliveries")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
                .handler(Fields::requireJson)
                .handler(Api.answer(this::begin));
    }

    private Future<JsonObject> list() {
        return bus.deliveries().map(all -> {
            List<JsonObject> items =
                    all.deliveries().stream().map(BusJson::plain).toList();
            return Api.page(items);
        });
    }

    private Future<JsonObject> find(RoutingContext context) {
        return bus.delivery(new DeliveryRequest.Status(context.pathParam("id"))).map(BusJson::plain);
    }

    private Future<JsonObject> cancel(RoutingContext context) {
        return bus.cancel(new DeliveryRequest.Cancel(context.pathParam("id"))).map(BusJson::plain);
    }

    private Future<JsonObject> begin(RoutingContext context) {
        JsonObject body = Fields.body(context);
        DeliveryRequest.Deliver request = BusJson.read(
                new JsonObject().put("infoHash", body.getValue("infoHash")).put("peers", body.getValue("peers")),
                DeliveryRequest.Deliver.class);
        return bus.deliver(request)
                .onSuccess(begun -> context.response()
                        .setStatusCode(begun.created() ? 201 : 200)
                        .putHeader(
                                "Location",
                                basePath + "api/v1/deliveries/"
                                        + begun.delivery().id()))
                .map(begun -> BusJson.plain(begun.delivery()));
    }
}
