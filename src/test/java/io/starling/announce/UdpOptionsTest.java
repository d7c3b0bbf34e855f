package io.starling.announce;

import static io.starling.announce.UdpRequestTest.datagram;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UdpOptionsTest {
    private static UdpOptions read(String options) {
        return UdpOptions.read(datagram("00".repeat(UdpAnnounce.LENGTH_BYTES), options));
    }

    /** The examples of BEP 41: {@code /dir?a=b&c=d}, whole and in parts, ended by option 0 or by the datagram. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            020c2f6469723f613d6226633d64                | /dir?a=b&c=d
            020c2f6469723f613d6226633d64010100          | /dir?a=b&c=d
            01010c03aabbcc02042f64697202083f613d6226633d64 | /dir?a=b&c=d
            02042f64697202083f613d6226633d6400020178    | /dir?a=b&c=d
            0c03aabbcc0102042f646972                    | /dir
            """)
    void putsThePartsOfTheUrlTogether(String options, String expected) {
        assertThat(read(options).pathAndQuery()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "01", "0101", "0200", "00ffff", "0300"})
    void readsNothingWhereNothingIsSaid(String options) {
        assertThat(read(options).pathAndQuery()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"02, 2", "0201, 2", "02052f646972, 2", "01ff, 255", "ffff00, 255"})
    void refusesAnOptionThatIsCutOff(String options, int type) {
        assertThatThrownBy(() -> read(options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option " + type + ": goes on beyond the end of the datagram");
    }

    @Test
    void tellsThePathFromTheQuery() {
        assertThat(new UdpOptions("/announce?key=1").path()).isEqualTo("/announce");
        assertThat(new UdpOptions("/announce").path()).isEqualTo("/announce");
        assertThat(new UdpOptions("?key=1").path()).isEmpty();
    }
}
