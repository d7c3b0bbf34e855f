package io.starling.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.BValue;
import io.starling.bencode.BValue.BDict;
import io.starling.bencode.BencodeWriter;
import io.starling.bencode.ByteString;
import io.starling.torrent.Metainfo;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MetadataUploadsTest {
    private static Metainfo metainfo(Map<String, BValue> more) {
        Map<String, BValue> info = new TreeMap<>(more);
        info.put("length", BValue.of(1));
        info.put("name", BValue.of("a"));
        info.put("piece length", BValue.of(16_384));
        info.put("pieces", BValue.of(ByteString.wrap(new byte[20])));
        return Metainfo.parse(BencodeWriter.write(BDict.of(Map.of("info", BDict.of(info)))));
    }

    @Test
    void hasTheInfoDictionaryOfAPublicTorrent() {
        Metainfo torrent = metainfo(Map.of());
        assertThat(new MetadataUploads(torrent).size()).isEqualTo(torrent.info().size());
    }

    @Test
    void hasNothingOfAPrivateOne() {
        assertThat(new MetadataUploads(metainfo(Map.of("private", BValue.of(1)))).size())
                .isZero();
    }
}
