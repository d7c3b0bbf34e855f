package io.starling.policy;

import io.starling.torrent.PieceGrid;
import io.starling.torrent.PieceSet;
import java.util.Random;
import java.util.stream.IntStream;

/** Sets and availabilities as one can see them: {@code "* * *  "} and {@code "2223333"}. */
final class Pictures {
    private Pictures() {}

    /** A set with the pieces that have a star. */
    static PieceSet set(String picture) {
        PieceSet set = PieceSet.none(picture.length());
        IntStream.range(0, picture.length())
                .filter(i -> picture.charAt(i) == '*')
                .forEach(set::add);
        return set;
    }

    static String picture(PieceSet set) {
        StringBuilder picture = new StringBuilder();
        IntStream.range(0, set.pieces()).forEach(i -> picture.append(set.contains(i) ? '*' : ' '));
        return picture.toString();
    }

    /** Each digit is the number of peers that have the piece. */
    static Availability availability(String picture) {
        Availability availability = new Availability(picture.length());
        for (char peers = '1'; peers <= '9'; peers++) {
            for (int piece = 0; piece < picture.length(); piece++) {
                if (picture.charAt(piece) >= peers) {
                    availability.add(piece);
                }
            }
        }
        return availability;
    }

    static String picture(Availability availability) {
        StringBuilder picture = new StringBuilder();
        IntStream.range(0, availability.pieces()).forEach(i -> picture.append(availability.of(i)));
        return picture.toString();
    }

    /** Pieces of so many blocks each. */
    static PieceGrid grid(int pieces, int blocksEach) {
        int length = blocksEach * io.starling.torrent.Block.LENGTH_BYTES;
        return new PieceGrid((long) pieces * length, length);
    }

    /** A picker with these candidates. */
    static PiecePicker picker(PickOrder order, String availability, String candidates) {
        PiecePicker picker = PiecePicker.of(order, availability(availability), new Random(1));
        set(candidates).stream().forEach(picker::add);
        return picker;
    }
}
