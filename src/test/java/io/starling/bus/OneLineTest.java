package io.starling.bus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
    @Test
    void leavesOrdinaryTextOfEveryScriptAsItIs() {
        assertThat(OneLine.of("größe 大文件 😀 \"x\" <b>", 100)).isEqualTo("größe 大文件 😀 \"x\" <b>");
    }

    @Test
    void replacesWhatWouldSteerATerminalOrAPage() {
        assertThat(OneLine.of("a\nb\r\tc\u001b[31m\u202ed\u2028e\u0000", 100)).isEqualTo("a?b??c?[31m?d?e?");
    }

    @Test
    void cutsWhatIsTooLongAndSaysSo() {
        assertThat(OneLine.of("abcdef", 3)).isEqualTo("abc…");
    }

    @Test
    void leavesNoHalfACharacterWhereItCuts() {
        assertThat(OneLine.of("ab😀", 3)).isEqualTo("ab?…");
    }
}
