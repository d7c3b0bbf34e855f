package io.starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PieceLogTest {
    private final PieceLog log = new PieceLog();

    private void add(int from, int to) {
        IntStream.range(from, to).forEach(log::add);
    }

    private static List<Integer> pieces(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void givesWhatWasAddedSinceAPosition() {
        add(0, 3);
        long position = log.position();
        assertThat(log.since(position)).contains(List.of());

        add(3, 40);

        assertThat(log.since(position)).contains(pieces(3, 40));
        assertThat(log.since(0)).contains(pieces(0, 40));
    }

    @Test
    void remembersAsManyAsItsCapacityAndNoMore() {
        add(0, PieceLog.CAPACITY);
        assertThat(log.since(0)).contains(pieces(0, PieceLog.CAPACITY));

        add(PieceLog.CAPACITY, PieceLog.CAPACITY + 5);

        assertThat(log.since(4)).isEmpty();
        assertThat(log.since(5)).contains(pieces(5, PieceLog.CAPACITY + 5));
    }
}
