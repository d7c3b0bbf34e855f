package io.starling.announce;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * What may stand behind the fields of an announce by UDP (BEP 41): options, of which one is known.
 *
 * <pre>
 *   0: the end | 1: nothing | 2: length: 1, part of path and query of the tracker's URL | other: length: 1, unknown
 * </pre>
 *
 * @param pathAndQuery of the URL by which the client knows the tracker, its parts put together; empty when it says none
 */
public record UdpOptions(String pathAndQuery) {
    private static final int END = 0;
    private static final int NOTHING = 1;
    private static final int URL_DATA = 2;
    private static final int MAX_DATA_BYTES = 255;

    /** Throws {@link IllegalArgumentException} when an option is longer than what is there. */
    public static UdpOptions read(Buffer announce) {
        StringBuilder url = new StringBuilder();
        int end = announce.length();
        int at = UdpAnnounce.LENGTH_BYTES;
        while (at < end && announce.getByte(at) != END) {
            int type = announce.getUnsignedByte(at++);
            if (type != NOTHING) {
                int from = at + 1;
                int to = at < end ? from + announce.getUnsignedByte(at) : from;
                if (to > end) {
                    throw new IllegalArgumentException("option " + type + ": goes on beyond the end of the datagram");
                }
                if (type == URL_DATA) {
                    url.append(announce.getString(from, to));
                }
                at = to;
            }
        }
        return new UdpOptions(url.toString());
    }

    /** Appends what says this to an announce. */
    static void write(Buffer announce, String pathAndQuery) {
        byte[] bytes = pathAndQuery.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length; from += MAX_DATA_BYTES) {
            int length = Math.min(MAX_DATA_BYTES, bytes.length - from);
            announce.appendUnsignedByte((short) URL_DATA)
                    .appendUnsignedByte((short) length)
                    .appendBytes(bytes, from, length);
        }
    }

    /** The path alone. */
    public String path() {
        int query = pathAndQuery.indexOf('?');
        return query < 0 ? pathAndQuery : pathAndQuery.substring(0, query);
    }
}
