package io.starling.dashboard;

import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Lets pass who shows the token, in the header {@code Authorization: Bearer} or, because a page can set no header on its
 * websocket, in a cookie that {@link #openSession} gave for it. All comparisons take the same time.
 */
final class TokenGuard implements Handler<RoutingContext> {
    static final String COOKIE = "starling-session";

    private static final String BEARER = "Bearer ";
    private static final String MAC = "HmacSHA256";

    private final byte[] token;
    private final String session;
    private final String basePath;

    TokenGuard(String token, String basePath) {
        this.token = mac(token, token);
        // Made of the token, so that it outlives a restart of the server; the token cannot be told from it.
        this.session = HexFormat.of().formatHex(mac(token, "dashboard session"));
        this.basePath = basePath;
    }

    @Override
    public void handle(RoutingContext context) {
        if (hasToken(context) || hasSession(context.request().getCookie(COOKIE))) {
            context.next();
        } else {
            context.fail(new ApiError(401, "A token is needed: Authorization: Bearer …"));
        }
    }

    /** Gives whoever shows the token the cookie that stands for it. */
    void openSession(RoutingContext context) {
        Cookie cookie = Cookie.cookie(COOKIE, session)
                .setPath(basePath)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT);
        context.response().addCookie(cookie).setStatusCode(204).end();
    }

    private boolean hasToken(RoutingContext context) {
        String header = context.request().getHeader("Authorization");
        return header != null
                && header.startsWith(BEARER)
                && MessageDigest.isEqual(token, macOfGiven(header.substring(BEARER.length())));
    }

    private byte[] macOfGiven(String given) {
        return given.isEmpty() ? new byte[0] : mac(given, given);
    }

    private boolean hasSession(@Nullable Cookie cookie) {
        return cookie != null && MessageDigest.isEqual(bytes(session), bytes(cookie.getValue()));
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
