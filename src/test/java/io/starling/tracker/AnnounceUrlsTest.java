package io.starling.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnounceUrlsTest {
    private static final Caller BY_IPV4 = new Caller("10.0.0.7", "10.0.0.1");
    private static final Caller BY_IPV6 = new Caller("2001:db8::7", "2001:db8::1");
    private static final Caller BY_LINK = new Caller("fe80::7%2", "fe80::1%2");

    @ParameterizedTest
    @CsvSource({"10.0.0.1, 10.0.0.1", "tracker.example, tracker.example", "2001:db8::1, [2001:db8::1]"})
    void namesTheHostThatItListensOn(String host, String shown) {
        assertThat(new AnnounceUrls(host, 80, 81).seenBy(Caller.EVENT_BUS))
                .containsExactly("http://" + shown + ":80/announce", "udp://" + shown + ":81/announce");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.0.0.0", "::"})
    void namesTheAddressThatACallerCameToWhenItListensOnAll(String host) {
        AnnounceUrls urls = new AnnounceUrls(host, 80, 81);

        assertThat(urls.seenBy(BY_IPV4)).containsExactly("http://10.0.0.1:80/announce", "udp://10.0.0.1:81/announce");
        assertThat(urls.seenBy(BY_IPV6))
                .containsExactly("http://[2001:db8::1]:80/announce", "udp://[2001:db8::1]:81/announce");
        assertThat(urls.seenBy(BY_LINK)).as("an address with a scope").isEmpty();
        assertThat(urls.seenBy(Caller.EVENT_BUS)).isEmpty();
    }
}
