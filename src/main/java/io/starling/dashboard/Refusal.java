package io.starling.dashboard;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says why a request does not fit the document: which field, what was found there, and what the document expects. */
final class Refusal {
    /** How the validator calls the parameter that it complains of. */
    private static final Pattern PARAMETER = Pattern.compile("(?:path|query) parameter (\\w+)");

    private static final String BODY = "body";

    private Refusal() {}

    static ApiError of(ValidatorException complaint, RoutingContext context) {
        Operation operation = RequestParts.operation(context);
        Spot spot = parameter(complaint, operation)
                .map(parameter -> spot(parameter, context))
                .orElseGet(() -> spot(complaint, operation, RequestParts.json(context)));
        return new ApiError(400, spot.complaint());
    }

    private static Optional<Parameter> parameter(ValidatorException complaint, Operation operation) {
        Matcher name = PARAMETER.matcher(String.valueOf(complaint.getMessage()));
        return name.find()
                ? operation.getParameters().stream()
                        .filter(parameter -> parameter.getName().equals(name.group(1)))
                        .findFirst()
                : Optional.empty();
    }

    private static Spot spot(Parameter parameter, RoutingContext context) {
        JsonObject schema = parameter.getOpenAPIModel().getJsonObject("schema");
        return new Spot(
                parameter.getName(),
                schema,
                RequestParts.text(context, parameter).orElse(null));
    }

    private static Spot spot(ValidatorException complaint, Operation operation, Buffer body) {
        JsonObject schema = operation
                .getRequestBody()
                .getOpenAPIModel()
                .getJsonObject("content")
                .getJsonObject(MediaType.APPLICATION_JSON)
                .getJsonObject("schema");
        if (complaint instanceof SchemaValidationException fault) {
            Spot spot = new Spot(BODY, schema, Json.decodeValue(body));
            for (String step : steps(fault.getOutputUnit())) {
                spot = spot.inner(step);
            }
            return spot.orWhatIsMissing();
        }
        return new Spot(BODY, schema, body.length() == 0 ? null : body.toString());
    }

    /** From the body to what is wrong in it: the last error is that of the innermost part. */
    private static List<String> steps(OutputUnit output) {
        List<OutputUnit> errors = output.getErrors();
        String location = errors.get(errors.size() - 1).getInstanceLocation();
        return Pattern.compile("/")
                .splitAsStream(location.substring(1))
                .filter(step -> !step.isEmpty())
                .toList();
    }
}
