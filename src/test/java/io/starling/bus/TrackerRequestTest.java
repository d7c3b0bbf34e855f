package io.starling.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.TransferStatus;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackerRequestTest {
    private static final String HASH = "0123456789abcdef0123456789abcdef01234567";
    private static final String PEER = "2d5358303130302d303132333435363738396162";
    private static final InfoHash INFO_HASH = InfoHash.ofHex(HASH);
    private static final PeerId PEER_ID = PeerId.ofHex(PEER);

    private static final JsonObject REGISTER = new JsonObject(
            "{'v':1,'op':'register','peer':'alpha-1','peerId':'PEER','host':'10.0.0.1','port':6881,'holds':['HASH']}"
                    .replace('\'', '"')
                    .replace("PEER", PEER)
                    .replace("HASH", HASH));

    private static final JsonObject UPDATE = new JsonObject(
            ("{'v':1,'op':'update','infoHash':'HASH','peerId':'PEER','pieces':[1,2],'epoch':'e','since':5,"
                            + "'status':'DOWNLOADING','uploaded':1,'downloaded':2,'upRate':3,'downRate':4,"
                            + "'links':[{'from':'a','to':'b','rate':9}]}")
                    .replace('\'', '"')
                    .replace("PEER", PEER)
                    .replace("HASH", HASH));

    static Stream<TrackerRequest> requests() {
        return Stream.of(
                new TrackerRequest.Register("alpha-1", PEER_ID, "10.0.0.1", 6881, List.of(INFO_HASH)),
                new TrackerRequest.Register("alpha-1", PEER_ID, "", 6881, List.of()),
                new TrackerRequest.Publish("größe.iso", ByteString.utf8("de")),
                new TrackerRequest.ListFiles(null, null, null),
                new TrackerRequest.ListFiles("iso", 3, 10),
                new TrackerRequest.ListFiles("iso", "-peers", 3, 10),
                new TrackerRequest.Find("a", null),
                new TrackerRequest.Find(null, INFO_HASH),
                new TrackerRequest.Swarm(INFO_HASH),
                new TrackerRequest.Join(INFO_HASH, PEER_ID, ByteString.ofHex("80"), TransferStatus.DOWNLOADED),
                update(List.of(1, 2), "e", List.of(new TrackerRequest.Link("a", "b", 9))),
                update(List.of(), null, List.of()),
                new TrackerRequest.Leave(INFO_HASH, PEER_ID),
                new TrackerRequest.Leave(null, PEER_ID));
    }

    private static TrackerRequest.Update update(List<Integer> pieces, String epoch, List<TrackerRequest.Link> links) {
        return new TrackerRequest.Update(
                INFO_HASH, PEER_ID, pieces, epoch, 5, TransferStatus.DOWNLOADING, 1, 2, 3, 4, links);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void whatIsWrittenIsReadBackTheSame(TrackerRequest request) {
        assertThat(TrackerRequest.read(new JsonObject(request.toJson().toBuffer())))
                .isEqualTo(request);
    }

    @Test
    void readsTheMessageOfTheDesign() {
        assertThat(TrackerRequest.read(UPDATE))
                .isEqualTo(update(List.of(1, 2), "e", List.of(new TrackerRequest.Link("a", "b", 9))));
    }

    @Test
    void namesTheOpsThatThereAre() {
        assertThatThrownBy(() -> TrackerRequest.read(new JsonObject().put("op", "destroy")))
                .isInstanceOf(BusException.class)
                .hasMessage("op: destroy (expected one of: find, join, leave, list, publish, register, swarm, update)");
        assertThatThrownBy(() -> TrackerRequest.read(new JsonObject().put("op", new JsonObject())))
                .isInstanceOf(BusException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"peer", "peerId", "host", "port"})
    void namesAFieldThatIsMissingFromARegister(String field) {
        JsonObject body = REGISTER.copy();
        body.remove(field);

        assertMalformed(body, field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"infoHash", "peerId", "status"})
    void namesAFieldThatIsMissingFromAnUpdate(String field) {
        JsonObject body = UPDATE.copy();
        body.remove(field);

        assertMalformed(body, field);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            peer     | 7
            peer     | ""
            peer     | "../../etc"
            peer     | "a b"
            peer     | ["a"]
            peerId   | "2d53"
            peerId   | 12
            peerId   | {"hex":"2d53"}
            host     | "a b"
            host     | "<script>"
            host     | 127
            port     | "6881"
            port     | 0
            port     | 65536
            port     | -1
            port     | 6881.5
            port     | 99999999999999999999
            port     | true
            port     | null
            holds    | "0123456789abcdef0123456789abcdef01234567"
            holds    | {"a":1}
            holds    | ["x"]
            holds    | [null]
            holds    | [["0123456789abcdef0123456789abcdef01234567"]]
            """)
    void namesAFieldOfARegisterThatIsWrong(String field, String value) {
        assertMalformed(with(REGISTER, field, value), field);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            infoHash | "0123456789abcdef0123456789abcdef0123456"
            infoHash | "0123456789abcdef0123456789abcdef0123456g"
            pieces   | 1
            pieces   | ["1"]
            pieces   | [1.5]
            pieces   | [null]
            pieces   | [2147483648]
            epoch    | 5
            since    | -1
            since    | 1e400
            since    | 9223372036854775808
            since    | "0"
            status   | "downloading"
            status   | 3
            status   | ""
            uploaded | -5
            uploaded | 0.5
            upRate   | -5
            links    | [{"from":"a","to":"b","rate":-1}]
            links    | [{"from":"a","rate":1}]
            links    | [{"from":5,"to":"b","rate":1}]
            links    | [7]
            links    | [null]
            """)
    void namesAFieldOfAnUpdateThatIsWrong(String field, String value) {
        assertMalformed(with(UPDATE, field, value), field);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            list    | {"page":-1}                   | page
            list    | {"size":0}                    | size
            list    | {"size":1001}                 | size
            list    | {"query":5}                   | query
            find    | {}                            | find
            find    | {"name":"a","infoHash":"0123456789abcdef0123456789abcdef01234567"} | find
            publish | {"name":" ","torrent":"ZGU="} | name
            publish | {"name":"a"}                  | torrent
            publish | {"name":"a","torrent":"*"}    | torrent
            publish | {"name":"a","torrent":[1]}    | torrent
            """)
    void namesAFieldOfTheOthersThatIsWrong(String op, String fields, String field) {
        assertMalformed(new JsonObject(fields).put("op", op), field);
    }

    @Test
    void saysWhatWasFoundAndWhatIsExpected() {
        assertThatThrownBy(() -> TrackerRequest.read(with(REGISTER, "port", "70000")))
                .hasMessage("port: 70000 (expected: 1..65535)");
        assertThatThrownBy(() -> TrackerRequest.read(with(REGISTER, "port", "\"x\"")))
                .hasMessage("port: expected a whole number");
        assertThatThrownBy(() ->
                        TrackerRequest.read(with(UPDATE, "links", "[{\"from\":\"a\",\"to\":\"b\",\"rate\":\"9\"}]")))
                .hasMessage("links[0].rate: expected a whole number");
    }

    @Test
    void answersAMegabyteOfNonsenseInOneShortLine() {
        String nonsense = "\u001b[31m\n\u202e".repeat(200_000);
        BusException refused = catchThrowableOfType(
                BusException.class, () -> TrackerRequest.read(REGISTER.copy().put("host", nonsense)));

        assertThat(refused.getMessage())
                .hasSizeLessThan(1_100)
                .startsWith("host: ")
                .doesNotContain("\n", "\u001b", "\u202e");
    }

    /** Whatever a field is replaced by, the outcome is a request or a 400. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesRandomReplacements(long seed) {
        Random random = new Random(seed);
        List<Object> values = new ArrayList<>(Arrays.asList(
                null, -1, 0, 1L << 62, 1e300, "", "x", true, HASH, List.of(), List.of(1), new JsonObject()));
        List<JsonObject> bodies = requests().map(TrackerRequest::toJson).toList();
        for (int i = 0; i < 3_000; i++) {
            JsonObject body = bodies.get(random.nextInt(bodies.size())).copy();
            List<String> fields = new ArrayList<>(body.fieldNames());
            Collections.shuffle(fields, random);
            body.put(fields.get(0), values.get(random.nextInt(values.size())));
            try {
                assertThat(TrackerRequest.read(body)).isNotNull();
            } catch (BusException e) {
                assertThat(e.code()).as("seed %d: %s", seed, body).isEqualTo(BusException.MALFORMED);
            }
        }
    }

    private static JsonObject with(JsonObject body, String field, String value) {
        return body.copy().put(field, new JsonObject("{\"x\":" + value + "}").getValue("x"));
    }

    private static void assertMalformed(JsonObject body, String field) {
        BusException refused = catchThrowableOfType(BusException.class, () -> TrackerRequest.read(body));
        assertThat(refused).as("refusal of %s", body).isNotNull();
        assertThat(refused.code()).isEqualTo(BusException.MALFORMED);
        assertThat(refused.getMessage()).startsWith(field);
    }
}
