package io.starling.dashboard;

import io.starling.bencode.ByteString;
import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.PeerCommand;
import io.starling.bus.PeerStatus;
import io.starling.bus.TransferFiles;
import io.starling.bus.TransferFiles.TransferFile;
import io.starling.bus.TransferSnapshot;
import io.starling.bus.TransfersChanged;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PeerId;
import io.starling.torrent.Priority;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** A peer as the bus sees it: answers commands, publishes what the test says. */
final class FakePeer {
    static final int PIECE_LENGTH = 256 * 1024;

    /** How many files each transfer has that is not METADATA, unless the test says otherwise. */
    static final int FILES = 4;

    private final Vertx vertx;
    private final String id;
    private final Map<InfoHash, TransferSnapshot> transfers = new ConcurrentHashMap<>();
    private final Map<InfoHash, List<TransferFile>> files = new ConcurrentHashMap<>();
    private final List<JsonObject> commands = new CopyOnWriteArrayList<>();

    private FakePeer(Vertx vertx, String id) {
        this.vertx = vertx;
        this.id = id;
    }

    static FakePeer start(Vertx vertx, String id) {
        FakePeer peer = new FakePeer(vertx, id);
        vertx.eventBus().<JsonObject>consumer(Addresses.peer(id), peer::answer);
        return peer;
    }

    String id() {
        return id;
    }

    /** What it was told to do with transfers that it has, in order. */
    List<JsonObject> commands() {
        return commands;
    }

    /** The info-hash whose 20 bytes are all {@code number}; of a greater one, the info-hash that is that number. */
    static InfoHash hash(int number) {
        return InfoHash.ofHex(
                number < 256 ? "%02x".formatted(number).repeat(InfoHash.LENGTH_BYTES) : "%040x".formatted(number));
    }

    static TransferSnapshot transfer(String peer, int hash, String name, int pieces, int have, TransferStatus status) {
        boolean isMoving = status == TransferStatus.DOWNLOADING;
        boolean isDone = status == TransferStatus.DOWNLOADED;
        Instant started = Instant.parse("2026-01-01T12:00:00Z");
        return new TransferSnapshot(
                peer,
                hash(hash),
                name,
                (long) pieces * PIECE_LENGTH,
                PIECE_LENGTH,
                pieces,
                have,
                pieces,
                null,
                status,
                (long) have * PIECE_LENGTH,
                (long) have * PIECE_LENGTH / 3,
                isMoving ? 8_400_000 + have * 10_000L : 0,
                isMoving ? 2_900_000 + have * 5_000L : 0,
                isMoving ? (long) (pieces - have) / 16 : null,
                isDone ? 2 : 4,
                PeerCommand.Limits.NONE,
                started,
                isDone ? started.plusSeconds(14) : null,
                status == TransferStatus.FAILED ? "no room on the disk" : null,
                List.of(),
                "magnet:?xt=urn:btih:" + hash(hash));
    }

    /** Changes a transfer and tells the bus. */
    void publish(TransferSnapshot transfer) {
        hold(transfer);
        vertx.eventBus()
                .publish(Addresses.TRANSFERS, BusJson.write(new TransfersChanged(id, List.of(transfer), List.of())));
    }

    /** Tells the bus of all transfers at once, as a peer does when all of them changed. */
    void publishAll() {
        vertx.eventBus()
                .publish(
                        Addresses.TRANSFERS,
                        BusJson.write(new TransfersChanged(id, List.copyOf(transfers.values()), List.of())));
    }

    /** Changes a transfer without a word on the bus. */
    void hold(TransferSnapshot transfer) {
        transfers.put(transfer.infoHash(), transfer);
    }

    /** From now on these are the files of a transfer. */
    void hold(InfoHash infoHash, List<TransferFile> held) {
        files.put(infoHash, held);
    }

    /** So many files of 1,000 bytes, of which each has so many per mille. */
    static List<TransferFile> files(int count, int have) {
        return IntStream.range(0, count)
                .mapToObj(file -> new TransferFile("part %04d.bin".formatted(file), 1_000, have, true, Priority.NORMAL))
                .toList();
    }

    /** Has a transfer no more, without a word on the bus. */
    void forget(InfoHash infoHash) {
        transfers.remove(infoHash);
    }

    private void answer(Message<JsonObject> message) {
        try {
            PeerCommand command = PeerCommand.read(message.body());
            if (!isHashedForLong(command)) {
                message.reply(answer(command));
            }
        } catch (BusException e) {
            message.fail(e.code(), e.getMessage());
        }
    }

    private static boolean isHashedForLong(PeerCommand command) {
        return command instanceof PeerCommand.Share share && share.path().endsWith("large.iso");
    }

    private JsonObject answer(PeerCommand command) {
        if (command instanceof PeerCommand.Add add) {
            return BusJson.write(add(add));
        } else if (command instanceof PeerCommand.Share share) {
            return BusJson.write(transfer(id, 0x5a, share.path(), 4, 4, TransferStatus.DOWNLOADED));
        } else if (command instanceof PeerCommand.Status) {
            return BusJson.write(status());
        }
        JsonObject body = command.toJson();
        TransferSnapshot transfer = known(InfoHash.ofHex(body.getString("infoHash")));
        if (command instanceof PeerCommand.Recheck && transfer.status() == TransferStatus.CHECKING) {
            throw new BusException(
                    BusException.CONFLICT,
                    "\"" + transfer.name() + "\" is CHECKING (expected: to be checked when that is done)");
        }
        if (command instanceof PeerCommand.Files asked) {
            return BusJson.write(page(transfer, asked));
        }
        if (command instanceof PeerCommand.Choose && body.encode().contains("\"none\"")) {
            throw new BusException(
                    BusException.MALFORMED, "priorities.low: \"none\" matches no file of \"" + transfer.name() + "\"");
        }
        commands.add(body);
        if (command instanceof PeerCommand.Remove) {
            transfers.remove(transfer.infoHash());
            return new JsonObject().put("v", BusJson.VERSION);
        }
        return BusJson.write(transfer);
    }

    private TransferFiles page(TransferSnapshot transfer, PeerCommand.Files asked) {
        if (transfer.status() == TransferStatus.METADATA) {
            throw new BusException(BusException.CONFLICT, transfer.infoHash() + " is METADATA (expected: later)");
        }
        int have = transfer.piecesHave() * 1_000 / transfer.pieces();
        List<TransferFile> matching = files.getOrDefault(transfer.infoHash(), files(FILES, have)).stream()
                .filter(file -> asked.query() == null || file.path().contains(asked.query()))
                .toList();
        int size = Objects.requireNonNullElse(asked.size(), PeerCommand.Files.MAX_PAGE_SIZE);
        int page = Objects.requireNonNullElse(asked.page(), 0);
        return new TransferFiles(
                matching.stream().skip((long) page * size).limit(size).toList(), matching.size());
    }

    private TransferSnapshot known(InfoHash infoHash) {
        TransferSnapshot transfer = transfers.get(infoHash);
        if (transfer == null) {
            throw new BusException(BusException.UNKNOWN, "peer " + id + " has no transfer " + infoHash);
        }
        return transfer;
    }

    private PeerStatus status() {
        PeerId peerId = new PeerId(ByteString.wrap(new byte[PeerId.LENGTH_BYTES]));
        return new PeerStatus(id, peerId, "127.0.0.1", 6881, true, List.copyOf(transfers.values()), 0, 0);
    }

    private TransferSnapshot add(PeerCommand.Add add) {
        if (add.source().equals("unknown.iso")) {
            throw new BusException(BusException.UNKNOWN, "no file is called unknown.iso");
        }
        if (add.source().equals("twice.iso")) {
            throw new BusException(BusException.CONFLICT, "two files are called twice.iso");
        }
        commands.add(add.toJson());
        TransferSnapshot transfer = transfer(id, 0xad, add.source(), 100, 0, TransferStatus.QUEUED);
        publish(transfer);
        return transfer;
    }
}
