package io.starling.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttachmentTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "big.iso.torrent | big.iso.torrent | big.iso.torrent",
                "a b.torrent     | a b.torrent     | a%20b.torrent",
                "\"a\"; x=\"b   | _a__ x__b       | %22a%22%3B%20x%3D%22b",
                "Füße*.torrent   | F__e_.torrent   | F%C3%BC%C3%9Fe%2A.torrent",
                "../a/b\\c       | .._a_b_c        | .._a_b_c",
            })
    void namesAFileInPlainLettersAndInFull(String name, String plain, String full) {
        assertThat(Attachment.named(name))
                .isEqualTo("attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + full);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nSet-Cookie: x=1", "a\0b", "a\u202egpj.exe", "\ud800", "a\u2028b"})
    void nothingInvisibleStandsInTheHeader(String name) {
        assertThat(Attachment.named(name)).matches("[ -~]+").doesNotContain("%0D", "%0A", "%00", "%E2%80", "%3F");
    }

    @Test
    void leavesSignsBeyondTheBasicPlaneWhole() {
        assertThat(Attachment.named("\ud83d\udc26")).endsWith("''%F0%9F%90%A6").contains("\"_\"");
    }
}
