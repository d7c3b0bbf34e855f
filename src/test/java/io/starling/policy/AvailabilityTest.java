package io.starling.policy;

import static io.starling.policy.Pictures.availability;
import static io.starling.policy.Pictures.picture;
import static io.starling.policy.Pictures.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AvailabilityTest {
    private final Availability availability = availability("2223333");

    @Test
    void countsWhatAPeerHas() {
        availability.add(set("* * *  "));
        assertThat(picture(availability)).isEqualTo("3233433");
        availability.add(3);
        assertThat(picture(availability)).isEqualTo("3234433");
        availability.remove(set("* **  *"));
        assertThat(picture(availability)).isEqualTo("2223432");
    }

    @Test
    void countsASeedInEveryPiece() {
        availability.add(set("*******"));
        assertThat(picture(availability)).isEqualTo("3334444");
        availability.remove(set("*******"));
        assertThat(picture(availability)).isEqualTo("2223333");
    }

    @Test
    void countsAPeerThatBecameASeedAndLeft() {
        availability.add(set("*      "));
        for (int piece = 1; piece < 7; piece++) {
            availability.add(piece);
        }
        assertThat(picture(availability)).isEqualTo("3334444");
        availability.remove(set("*******"));
        assertThat(picture(availability)).isEqualTo("2223333");
    }

    @Test
    void countsASeedThatStaysWhenAPeerThatBecameOneLeaves() {
        Availability two = availability("0000000");
        two.add(set("*******"));
        two.add(set("****** "));
        two.add(6);
        two.remove(set("*******"));
        assertThat(picture(two)).isEqualTo("1111111");
        two.remove(set("*******"));
        assertThat(picture(two)).isEqualTo("0000000");
    }

    @Test
    void refusesToCountFewerThanNobody() {
        Availability none = availability("0000000");
        assertThatThrownBy(() -> none.remove(set("  *    ")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("piece 2");
    }
}
