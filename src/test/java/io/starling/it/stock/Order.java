package io.starling.it.stock;

import java.nio.file.Path;

/**
 * What a client is to do: to seed what is there, and to fetch what is not.
 *
 * @param source the path of a .torrent file, or a magnet link
 * @param directory where the files of the torrent are, or shall be; beside it the client keeps what it needs itself
 */
public record Order(String source, Path directory, Encryption encryption) {
    /** What the client asks of its connections. */
    public enum Encryption {
        /** What it asks for when nobody tells it anything. */
        AS_IT_COMES,
        /** A hidden handshake at least, where it knows the difference; else as the next. */
        HANDSHAKE,
        RC4
    }

    /** With a client as it comes. */
    public static Order of(Path torrent, Path directory) {
        return new Order(torrent.toString(), directory, Encryption.AS_IT_COMES);
    }

    boolean isMagnet() {
        return source.startsWith("magnet:");
    }
}
