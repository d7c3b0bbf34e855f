package io.starling.torrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.BValue;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BValue.BList;
import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSeedUrlsTest {
    private final Map<String, BValue> torrent = new HashMap<>();

    private Metainfo metainfo(String name, BDict... files) {
        Map<String, BValue> info = new HashMap<>(Map.of(
                "name",
                BValue.of(name),
                "piece length",
                BValue.of(16_384),
                "pieces",
                BValue.of(ByteString.wrap(new byte[20]))));
        if (files.length == 0) {
            info.put("length", BValue.of(1));
        } else {
            info.put("files", new BList(List.of(files)));
        }
        torrent.put("info", BDict.of(info));
        return Metainfo.parse(BencodeWriter.write(BDict.of(torrent)));
    }

    private static BDict file(String... path) {
        List<BValue> elements = new ArrayList<>();
        for (String element : path) {
            elements.add(BValue.of(element));
        }
        return BDict.of(Map.of("length", BValue.of(1), "path", new BList(elements)));
    }

    private List<String> read(BValue urlList) {
        torrent.put("url-list", urlList);
        return metainfo("n").webSeeds();
    }

    @Test
    void aTorrentNeedsNone() {
        assertThat(metainfo("n").webSeeds()).isEmpty();
    }

    @Test
    void readsAListAndASingleUrl() {
        BValue one = BValue.of("http://a/f");
        assertThat(read(new BList(List.of(one, BValue.of("https://b/f"), one))))
                .containsExactly("http://a/f", "https://b/f");
        assertThat(read(BValue.of("HTTP://c/f"))).containsExactly("HTTP://c/f");
    }

    @Test
    void passesOverWhatIsNoUrlOfHttp() {
        BList urls = new BList(List.of(
                BValue.of(""),
                BValue.of(7),
                BValue.of("ftp://a/f"),
                BValue.of("file:///etc/passwd"),
                BValue.of("http://a/ b"),
                BValue.of("http://a/" + "x".repeat(2_048)),
                BValue.of(ByteString.wrap(new byte[] {'h', (byte) 0xFF}))));
        assertThat(read(urls)).isEmpty();
        assertThat(read(BValue.of(7))).isEmpty();
        assertThat(read(BValue.of(""))).isEmpty();
    }

    @Test
    void believesInTwentyOfThem() {
        List<BValue> many = IntStream.range(0, 1_000)
                .<BValue>mapToObj(i -> BValue.of("http://" + i + "/"))
                .toList();
        assertThat(read(new BList(many))).hasSize(20);
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/dir/, http://h/dir/a%20b%2Bc%23.iso",
        "http://h/other, http://h/other",
        "http://h/get?f=1, http://h/get?f=1"
    })
    void addsTheNameOfASingleFileToAUrlThatEndsWithASlash(String webSeed, String url) {
        Metainfo metainfo = metainfo("a b+c#.iso");
        assertThat(WebSeedUrls.of(webSeed, metainfo, metainfo.files().get(0))).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({"http://h/dir/", "http://h/dir"})
    void addsNameAndPathOfAFileAmongOthers(String webSeed) {
        Metainfo metainfo = metainfo("my dir", file("x"), file("Größe", "50%?.txt"));
        assertThat(WebSeedUrls.of(webSeed, metainfo, metainfo.files().get(1)))
                .isEqualTo("http://h/dir/my%20dir/Gr%C3%B6%C3%9Fe/50%25%3F.txt");
    }

    @Test
    void thoseOfALinkAreTakenBesidesItsOwn() {
        torrent.put("url-list", BValue.of("http://a/f"));
        torrent.put("comment", BValue.of("hello"));
        Metainfo plain = metainfo("n");

        Metainfo more = plain.withWebSeeds(List.of("http://b/", "ftp://c/", "http://a/f"));

        assertThat(more).isEqualTo(plain);
        assertThat(more.webSeeds()).containsExactly("http://a/f", "http://b/");
        assertThat(more.comment()).isEqualTo("hello");
        assertThat(Metainfo.parse(more.torrent()).webSeeds()).isEqualTo(more.webSeeds());
        assertThat(plain.withWebSeeds(List.of("ftp://c/"))).isSameAs(plain);
    }

    @Test
    void aPrivateTorrentTakesNoneOfALink() {
        Metainfo plain = metainfo("n");
        BDict info = BDict.of(Map.of(
                "name", BValue.of("n"),
                "length", BValue.of(1),
                "piece length", BValue.of(16_384),
                "pieces", BValue.of(ByteString.wrap(new byte[20])),
                "private", BValue.of(1)));
        Metainfo secret = Metainfo.parse(new TorrentWriter(BencodeWriter.write(info)).write());
        assertThat(secret.withWebSeeds(List.of("http://b/"))).isSameAs(secret);
        assertThat(plain.withWebSeeds(List.of("http://b/")).webSeeds()).containsExactly("http://b/");
    }

    @Test
    void isWrittenOutsideTheInfoDictionary() {
        Metainfo plain = metainfo("n");
        ByteString written = new TorrentWriter(plain.info())
                .webSeeds(List.of("http://a/f", "http://b/"))
                .write();
        assertThat(Metainfo.parse(written)).isEqualTo(plain);
        assertThat(Metainfo.parse(written).webSeeds()).containsExactly("http://a/f", "http://b/");
    }
}
