package io.starling.announce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.ByteString;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.starling.bus.PeerCommand;
import io.starling.bus.PeerStatus;
import io.starling.bus.SwarmSnapshot;
import io.starling.bus.SwarmView;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.starling.bus.TransferSnapshot;
import io.starling.testing.fuzz.Cost;
import io.starling.testing.fuzz.FuzzTarget;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.TransferStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A stream gives the same frames and the same fault however it is cut; whatever stands in a frame is read as each of our
 * messages or refused by a code, and what was read can be written.
 */
final class BusFrameTarget implements FuzzTarget {
    /** Far more than any of the streams here has, so that only a length can exceed it. */
    private static final int MAX_FRAME_BYTES = 16 * 1024;

    /** The costliest bytes are empty objects, whose two bytes become a map; they are read three times. */
    private static final int BYTES_PER_BYTE = 600;

    private static final List<Class<? extends Record>> REPLIES = List.of(
            TrackerReply.Registered.class,
            TrackerReply.Published.class,
            TrackerReply.Listing.class,
            TrackerReply.Found.class,
            SwarmView.class,
            SwarmSnapshot.class,
            TransferSnapshot.class,
            PeerStatus.class,
            LogEvent.class);

    /** What a decoder made of a stream: the frames, then the code of the fault that ended it, or 0. */
    private record Outcome(List<JsonObject> frames, int fault) {}

    @Override
    public void check(byte[] data) {
        Outcome[] whole = new Outcome[1];
        Cost.isBounded(data.length, BYTES_PER_BYTE, 200_000, () -> whole[0] = decode(data, data.length + 1));
        assertThat(decode(data, 1)).isEqualTo(whole[0]);
        assertThat(decode(data, 1 + (Arrays.hashCode(data) & 0x3F))).isEqualTo(whole[0]);
        whole[0].frames().forEach(BusFrameTarget::isReadOrRefused);
    }

    private static Outcome decode(byte[] data, int cut) {
        BusFrameDecoder decoder = new BusFrameDecoder(MAX_FRAME_BYTES);
        List<JsonObject> frames = new ArrayList<>();
        try {
            for (int at = 0; at < data.length; at += cut) {
                decoder.feed(Buffer.buffer().appendBytes(data, at, Math.min(cut, data.length - at)));
                for (Optional<JsonObject> next = decoder.next(); next.isPresent(); next = decoder.next()) {
                    frames.add(next.get());
                }
            }
            return new Outcome(frames, 0);
        } catch (BusException e) {
            assertThat(e.code()).isIn(BusException.MALFORMED, BusException.TOO_LARGE);
            return new Outcome(frames, e.code());
        }
    }

    private static void isReadOrRefused(JsonObject json) {
        try {
            BusFrame frame = BusFrame.read(json);
            assertThat(BusFrame.read(frame.toJson())).isEqualTo(frame);
            BusFrameEncoder.encode(frame);
            if (frame instanceof BusFrame.Send send && send.body() instanceof JsonObject body) {
                isMessageOrRefused(body);
            }
        } catch (BusException e) {
            isRefusal(e);
        }
    }

    private static void isMessageOrRefused(JsonObject body) {
        try {
            TrackerRequest request = TrackerRequest.read(body);
            assertThat(TrackerRequest.read(request.toJson())).isEqualTo(request);
            request.toJson().toBuffer();
        } catch (BusException e) {
            isRefusal(e);
        }
        try {
            PeerCommand command = PeerCommand.read(body);
            assertThat(PeerCommand.read(command.toJson())).isEqualTo(command);
        } catch (BusException e) {
            isRefusal(e);
        }
        for (Class<? extends Record> type : REPLIES) {
            try {
                Record reply = BusJson.read(body, type);
                assertThat(BusJson.read(BusJson.write(reply), type)).isEqualTo(reply);
            } catch (BusException e) {
                isRefusal(e);
            }
        }
    }

    private static void isRefusal(BusException e) {
        assertThat(e.code()).isEqualTo(BusException.MALFORMED);
        assertThat(e.getMessage()).isNotBlank().matches("\\P{Cntrl}+").hasSizeLessThan(1_100);
    }

    @Override
    public byte[] sample(Random random) {
        Buffer stream = Buffer.buffer();
        for (int i = random.nextInt(3); i >= 0; i--) {
            stream.appendBuffer(BusFrameEncoder.encode(twisted(frame(random).toJson(), random)));
        }
        return stream.getBytes();
    }

    private static BusFrame frame(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> new BusFrame.Ping();
            case 1 -> new BusFrame.Register("starling.events.log", Map.of("token", "x"));
            case 2 -> new BusFrame.Failure("r1", "starling.tracker", 404, "RECIPIENT_FAILURE", "no");
            case 3 -> new BusFrame.Delivery("r1", Map.of(), new JsonObject().put("a", 1), true);
            default -> new BusFrame.Send("starling.tracker", "r" + random.nextInt(9), Map.of(), body(random));
        };
    }

    private static JsonObject body(Random random) {
        byte[] ids = new byte[20];
        random.nextBytes(ids);
        InfoHash infoHash = new InfoHash(ByteString.copyOf(ids));
        PeerId peerId = new PeerId(ByteString.copyOf(ids));
        return switch (random.nextInt(10)) {
            case 0 -> new TrackerRequest.Register("alpha", peerId, "10.0.0.1", 6881, List.of(infoHash)).toJson();
            case 1 -> new TrackerRequest.Publish("name", ByteString.copyOf(ids)).toJson();
            case 2 -> new TrackerRequest.ListFiles("q", random.nextInt(5), 1 + random.nextInt(5)).toJson();
            case 3 -> new TrackerRequest.Find(null, infoHash).toJson();
            case 4 -> new TrackerRequest.Join(infoHash, peerId, ByteString.copyOf(ids), TransferStatus.QUEUED).toJson();
            case 5 -> new TrackerRequest.Leave(infoHash, peerId).toJson();
            case 6 -> PeerCommand.Add.of("magnet:?x").toJson();
            case 7 -> BusJson.write(new SwarmView("e", 3, false, 9, List.of(member(peerId)), List.of(peerId), 2, 1));
            default -> update(infoHash, peerId, random).toJson();
        };
    }

    private static SwarmView.Member member(PeerId peerId) {
        return new SwarmView.Member(peerId, "beta", "10.0.0.2", 1, null, List.of(1, 2), false);
    }

    private static TrackerRequest.Update update(InfoHash infoHash, PeerId peerId, Random random) {
        return new TrackerRequest.Update(
                infoHash,
                peerId,
                List.of(1, 2, random.nextInt()),
                "epoch",
                random.nextInt(9),
                TransferStatus.DOWNLOADING,
                1,
                2,
                3,
                4,
                List.of(new TrackerRequest.Link("a", "b", 5)));
    }

    /** Puts another value under one of the keys, as only a client does that is not ours. */
    private static JsonObject twisted(JsonObject json, Random random) {
        List<String> keys = List.copyOf(json.fieldNames());
        String key = keys.get(random.nextInt(keys.size()));
        if (json.getValue(key) instanceof JsonObject object && !object.isEmpty()) {
            return json.put(key, twisted(object, random));
        }
        return switch (random.nextInt(16)) {
            case 0 -> json.putNull(key);
            case 1 -> json.put(key, random.nextLong());
            case 2 -> json.put(key, random.nextDouble());
            case 3 -> json.put(key, new JsonArray().add(1).addNull());
            case 4 -> json.put(key, new JsonObject().put("op", "x"));
            case 5 -> json.put(key, "\u0000\u202e\ud83d\udc26");
            case 6 -> json.put(key, true);
            default -> json;
        };
    }

    @Override
    public List<String> words() {
        return List.of(
                "\\ud800",
                "\\u0000",
                "\\udc00x",
                "\"op\":",
                "\"v\":1",
                "\"v\":2",
                "\"v\":1.0",
                "null",
                "[]",
                "{}",
                "[[",
                "1e999",
                "-1",
                "123456789012345678901234567890",
                "NaN",
                "true",
                "\"update\"",
                "\"register\"",
                "\"list\"",
                "\"startedAt\":\"x\",",
                "\"pieces\":[null]",
                "\"links\":[{}]",
                "\"type\":\"send\"",
                new String(new byte[] {(byte) 0xC0, (byte) 0xAF}, ISO_8859_1),
                "\0\0\0\0",
                "\0\0\0\2{}");
    }
}
