package io.starling.torrent;

import io.starling.bencode.BValue;
import io.starling.bencode.BValue.BBytes;
import io.starling.bencode.BValue.BDict;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The web seeds of a .torrent file, and where they have its files (BEP 19). A torrent is no worse for a bad one: what is no
 * URL of HTTP is passed over.
 */
public final class WebSeedUrls {
    /** More than anybody means to use: a hostile torrent must not have us ask the whole Internet. */
    static final int MAX_WEB_SEEDS = 20;

    private WebSeedUrls() {}

    /** {@code url-list}: a list of URLs, or one alone. */
    static List<String> of(BDict torrent) {
        List<BValue> urls = torrent.list("url-list")
                .orElseGet(() -> torrent.get("url-list").stream().toList());
        return urls.stream()
                .filter(BBytes.class::isInstance)
                .flatMap(url -> ((BBytes) url).bytes().utf8().stream())
                .filter(WebSeedUrls::isWebSeed)
                .distinct()
                .limit(MAX_WEB_SEEDS)
                .toList();
    }

    /** Both, as many as are used. */
    static List<String> merge(List<String> webSeeds, List<String> more) {
        return Stream.concat(webSeeds.stream(), more.stream().filter(WebSeedUrls::isWebSeed))
                .distinct()
                .limit(MAX_WEB_SEEDS)
                .toList();
    }

    private static boolean isWebSeed(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        return AnnounceTiers.isUrl(url) && (lower.startsWith("http://") || lower.startsWith("https://"));
    }

    /**
     * Where a web seed has a file: of a single-file torrent at its URL, to which the name is added when it ends with a slash;
     * of another below its URL, under the name and the path.
     */
    public static String of(String webSeed, Metainfo metainfo, FileEntry file) {
        if (!metainfo.isMultiFile()) {
            return webSeed.endsWith("/") ? webSeed + PercentCode.encode(metainfo.name()) : webSeed;
        }
        StringBuilder url = new StringBuilder(webSeed.endsWith("/") ? webSeed : webSeed + "/");
        url.append(PercentCode.encode(metainfo.name()));
        file.path().forEach(element -> url.append('/').append(PercentCode.encode(element)));
        return url.toString();
    }
}
