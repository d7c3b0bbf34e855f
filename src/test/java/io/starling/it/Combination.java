package io.starling.it;

import io.starling.it.stock.Order.Encryption;
import io.starling.it.stock.StockKind;

/**
 * One client and one of our peers, of which one seeds and one leeches, and how they meet.
 *
 * @param tracker the door of our tracker, {@code http} or {@code udp}
 * @param isByMagnet whether who leeches has a magnet link, else a .torrent
 * @param isDirectory whether it is about a directory, else about one file
 * @param encryption what the client asks for, {@code isStrict} whether our peer requires it
 */
record Combination(
        StockKind client,
        Ours ours,
        String tracker,
        boolean isByMagnet,
        boolean isDirectory,
        Encryption encryption,
        boolean isStrict) {
    /** What our peer does. */
    enum Ours {
        SEEDS,
        LEECHES
    }

    /** One file by a .torrent, encrypted as it comes. */
    static Combination of(StockKind client, Ours ours, String tracker) {
        return new Combination(client, ours, tracker, false, false, Encryption.AS_IT_COMES, false);
    }

    Combination byMagnet() {
        return new Combination(client, ours, tracker, true, isDirectory, encryption, isStrict);
    }

    Combination ofDirectory() {
        return new Combination(client, ours, tracker, isByMagnet, true, encryption, isStrict);
    }

    /** The client asks for encryption, and ours leaves it the choice. */
    Combination encrypted(Encryption asked) {
        return new Combination(client, ours, tracker, isByMagnet, isDirectory, asked, false);
    }

    Combination requiredByBoth() {
        return new Combination(client, ours, tracker, isByMagnet, isDirectory, Encryption.RC4, true);
    }

    /** aria2 says another key with each datagram, and the tracker believes a farewell with the key of before only. */
    boolean isFarewellBelieved() {
        return client != StockKind.ARIA2 || tracker.equals("http");
    }

    /** What moves, and by which way the one who leeches knows it. */
    String what() {
        return (isDirectory ? "a directory" : "a file") + " by a " + (isByMagnet ? "magnet link" : ".torrent");
    }

    /** What both ask for, as the client's and our own setting. */
    String asked() {
        String theirs = switch (encryption) {
            case AS_IT_COMES -> "as it comes";
            case HANDSHAKE -> "hidden handshake";
            case RC4 -> "RC4";
        };
        return theirs + ", " + (isStrict ? "require" : "allow");
    }

    @Override
    public String toString() {
        String role = ours == Ours.SEEDS ? "Starling seeds" : "Starling leeches";
        return "%s, %s, %s, %s, %s".formatted(client.title(), role, tracker, what(), asked());
    }
}
