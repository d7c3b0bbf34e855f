package io.starling.dashboard;

import io.starling.bus.BusJson;
import io.starling.bus.DeliveryRequest;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** Deliveries over HTTP: whichever node is asked, the one that sees to the deliveries of the cluster answers. */
final class DeliveriesApi {
    private final String apiPath;
    private final BusCalls bus;

    DeliveriesApi(String apiPath, BusCalls bus) {
        this.apiPath = apiPath;
        this.bus = bus;
    }

    /** By the ids that the document gives them. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of(
                "listDeliveries", Api.answer(context -> list()),
                "beginDelivery", Api.answer(this::begin),
                "getDelivery", Api.answer(this::find),
                "cancelDelivery", Api.answer(this::cancel));
    }

    private Future<JsonObject> list() {
        return bus.deliveries().map(all -> {
            List<JsonObject> items =
                    all.deliveries().stream().map(BusJson::plain).toList();
            return Api.page(items);
        });
    }

    private Future<JsonObject> find(RoutingContext context) {
        return bus.delivery(new DeliveryRequest.Status(Fields.path(context, "id")))
                .map(BusJson::plain);
    }

    private Future<JsonObject> cancel(RoutingContext context) {
        return bus.cancel(new DeliveryRequest.Cancel(Fields.path(context, "id")))
                .map(BusJson::plain);
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
                                apiPath + "deliveries/" + begun.delivery().id()))
                .map(begun -> BusJson.plain(begun.delivery()));
    }
}
