package io.starling.torrent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotedTest {
    @Test
    void leavesWhatCanBeSeen() {
        assertThat(Quoted.text("a b-\u00fc \u732b \ud83d\udc31")).isEqualTo("\"a b-\u00fc \u732b \ud83d\udc31\"");
    }

    @Test
    void showsWhatCannotBeSeenAsItsCodePoint() {
        assertThat(Quoted.text("a\nb\u001b[31m\u0000")).isEqualTo("\"a\\u{a}b\\u{1b}[31m\\u{0}\"");
        assertThat(Quoted.text("x\u202egpj.exe")).isEqualTo("\"x\\u{202e}gpj.exe\"");
        assertThat(Quoted.text("\u2028\ud800")).isEqualTo("\"\\u{2028}\\u{d800}\"");
    }

    @Test
    void quotesQuotes() {
        assertThat(Quoted.text("a\"b\\c")).isEqualTo("\"a\\\"b\\\\c\"");
    }

    @Test
    void cutsLongText() {
        assertThat(Quoted.text("a".repeat(100))).hasSize(102);
        assertThat(Quoted.text("a".repeat(10_000))).isEqualTo("\"" + "a".repeat(100) + "\u2026\"");
    }
}
