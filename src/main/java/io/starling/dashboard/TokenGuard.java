package io.starling.dashboard;

import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Lets pass who shows the token, in the header {@code Authorization: Bearer} or, because a page can set no header on its
 * websocket, in a cookie that {@link #openSession} gave for it. All comparisons take the same time, and who has shown many
 * wrong ones has to wait.
 */
final class TokenGuard implements Handler<RoutingContext> {
    static final String COOKIE = "starling-session";

    private static final String BEARER = "Bearer ";
    private static final String MAC = "HmacSHA256";

    private final byte[] token;
    private final String session;
    private final String basePath;
    private final Attempts attempts = new Attempts();

    TokenGuard(String token, String basePath) {
        this.token = mac(token, token);
        // Made of the token, so that it outlives a restart of the server; the token cannot be told from it.
        this.session = HexFormat.of().formatHex(mac(token, "dashboard session"));
        this.basePath = basePath;
    }

    @Override
    public void handle(RoutingContext context) {
        Optional<byte[]> shown = shown(context);
        if (shown.isEmpty()) {
            refuse(context);
            return;
        }
        String address = context.request().connection().remoteAddress().hostAddress();
        Optional<Duration> waiting = attempts.waiting(address, System.nanoTime());
        if (waiting.isPresent()) {
            long seconds = waiting.get().toSeconds() + 1;
            context.response().putHeader("Retry-After", String.valueOf(seconds));
            context.fail(new ApiError(429, "Too many wrong tokens came from your address; wait " + seconds + " s"));
        } else if (MessageDigest.isEqual(token, shown.get())) {
            context.next();
        } else {
            attempts.wrong(address, shown.get(), System.nanoTime());
            refuse(context);
        }
    }

    private static void refuse(RoutingContext context) {
        context.fail(new ApiError(401, "A token is needed: Authorization: Bearer …"));
    }

    /** Gives whoever shows the token the cookie that stands for it. */
    void openSession(RoutingContext context) {
        Cookie cookie = Cookie.cookie(COOKIE, session)
                .setPath(basePath)
                .setHttpOnly(true)
                .setSecure(context.request().isSSL())
                .setSameSite(CookieSameSite.STRICT);
        context.response().addCookie(cookie).setStatusCode(204).end();
    }

    /** As what the token is kept as; a cookie that is right counts as the token. */
    private Optional<byte[]> shown(RoutingContext context) {
        String header = context.request().getHeader("Authorization");
        if (header != null && header.startsWith(BEARER) && header.length() > BEARER.length()) {
            String given = header.substring(BEARER.length());
            return Optional.of(mac(given, given));
        }
        return Optional.ofNullable(context.request().getCookie(COOKIE))
                .map(Cookie::getValue)
                .map(this::ofCookie);
    }

    private byte[] ofCookie(String given) {
        return MessageDigest.isEqual(bytes(session), bytes(given)) ? token : mac(COOKIE, given);
    }

    private static byte[] mac(String key, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(bytes(key), MAC));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MAC, e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
