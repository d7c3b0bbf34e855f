package io.starling.dashboard;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What browsers are told about every answer: no script but our own files, no frames, no guessing of types. */
final class SecurityHeaders implements Handler<RoutingContext> {
    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

    private final String policy;

    private SecurityHeaders(String moreScripts, String moreImages) {
        policy = "default-src 'none'; script-src 'self'" + moreScripts + "; style-src 'self'; img-src 'self'"
                + moreImages + "; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    /** The one inline element that the page has, its import map, is named by its hash. */
    static SecurityHeaders of(String indexPage) {
        Matcher importMap = IMPORT_MAP.matcher(indexPage);
        return new SecurityHeaders(importMap.find() ? " 'sha256-" + sha256(importMap.group(1)) + "'" : "", "");
    }

    /** The style sheet of Swagger UI has its pictures in it. */
    static SecurityHeaders ofReference() {
        return new SecurityHeaders("", " data:");
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerResponse response = context.response();
        response.putHeader("Content-Security-Policy", policy);
        response.putHeader("X-Content-Type-Options", "nosniff");
        response.putHeader("X-Frame-Options", "DENY");
        response.putHeader("Referrer-Policy", "no-referrer");
        response.putHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.putHeader("Cross-Origin-Resource-Policy", "same-origin");
        context.next();
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
