package io.starling.dashboard;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the files below one folder of the class path, from memory once read. Not Vert.x's static handler: that one prefers
 * a folder of the same name in the working directory, which is the user's and none of ours. A path that is not made of
 * plain names with a known ending names nothing, so there is nothing to climb out by.
 */
final class ClassPathFiles implements Handler<RoutingContext> {
    private static final Pattern PATH =
            Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*\\.(\\w+)");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png");

    private final String folder;
    private final Set<String> endings;
    private final String cacheControl;
    /** Only what exists is kept, so it is bounded by the jar. Touched on the verticle's context only. */
    private final Map<String, Resource> read = new HashMap<>();

    private record Resource(Buffer body, String type, String tag) {}

    /**
     * @param folder ends with a slash
     * @param endings of the files that are served, without the dot
     */
    private ClassPathFiles(String folder, Set<String> endings, String cacheControl) {
        this.folder = folder;
        this.endings = endings;
        this.cacheControl = cacheControl;
    }

    /** The files of a page; they change with the jar, under the same names: ask each time, and mostly hear 304. */
    static ClassPathFiles ofPage(String folder) {
        return new ClassPathFiles(folder, TYPES.keySet(), "no-cache");
    }

    /** The libraries, without the pages that some of them have; the version of each is part of its path. */
    static ClassPathFiles ofLibraries(String folder) {
        return new ClassPathFiles(folder, Set.of("js", "css"), "public, max-age=31536000, immutable");
    }

    /** Serves what {@code *} of the route matched. */
    @Override
    public void handle(RoutingContext context) {
        String path = Optional.ofNullable(context.pathParam("*")).orElse("");
        serve(context, path.isEmpty() ? "index.html" : path);
    }

    private void serve(RoutingContext context, String path) {
        Matcher matcher = PATH.matcher(path);
        String type = matcher.matches() && endings.contains(matcher.group(1)) ? TYPES.get(matcher.group(1)) : null;
        if (type == null) {
            context.next();
            return;
        }
        Resource known = read.get(path);
        if (known != null) {
            answer(context, known);
            return;
        }
        context.vertx()
                .executeBlocking(() -> bytes(folder + path))
                .onFailure(context::fail)
                .onSuccess(bytes -> bytes.map(body -> new Resource(body, type, tag(body)))
                        .ifPresentOrElse(
                                resource -> {
                                    read.put(path, resource);
                                    answer(context, resource);
                                },
                                context::next));
    }

    private void answer(RoutingContext context, Resource resource) {
        HttpServerResponse response =
                context.response().putHeader("Cache-Control", cacheControl).putHeader("ETag", resource.tag);
        if (resource.tag.equals(context.request().getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader("Content-Type", resource.type);
        if (context.request().method() == HttpMethod.HEAD) {
            response.putHeader("Content-Length", String.valueOf(resource.body.length()))
                    .end();
        } else {
            response.end(resource.body);
        }
    }

    /** Reads a file of the class path; blocking. */
    static Optional<Buffer> bytes(String path) {
        try (InputStream in = ClassPathFiles.class.getClassLoader().getResourceAsStream(path)) {
            return in == null ? Optional.empty() : Optional.of(Buffer.buffer(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(path + " of the class path cannot be read", e);
        }
    }

    private static String tag(Buffer body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.getBytes());
            return "\"" + HexFormat.of().formatHex(digest, 0, 12) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
