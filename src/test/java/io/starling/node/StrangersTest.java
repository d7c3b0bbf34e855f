package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.bencode.ByteString;
import io.starling.bus.Addresses;
import io.starling.bus.BusJson;
import io.starling.bus.LogEvent;
import io.starling.bus.TransferSnapshot;
import io.starling.testing.WirePeer;
import io.starling.torrent.Block;
import io.starling.torrent.InfoHash;
import io.starling.torrent.PieceSet;
import io.starling.torrent.TransferStatus;
import io.starling.wire.AllowedFastSet;
import io.starling.wire.Message;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that are told by the test what to say, right or wrong, and a peer of ours that has to live with them. */
class StrangersTest {
    private static final int PIECE = 32 * 1024;
    private static final int PIECES = 40;

    @TempDir
    private Path directory;

    private LocalSwarm swarm;
    private Path original;
    private byte[] bytes;

    @BeforeEach
    void open() throws Exception {
        swarm = new LocalSwarm(directory);
        swarm.tracker(0);
        original = swarm.file("file.bin", PIECES * PIECE);
        bytes = Files.readAllBytes(original);
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    @Test
    void servesThePiecesThatItHasAndRejectsThoseThatAreNotYetAvailable() throws Exception {
        LocalSwarm.Peer half = halfAFile();
        InfoHash infoHash = half.transfer().infoHash();
        try (WirePeer stranger = WirePeer.dial(swarm.vertx, half.port(), infoHash, true)) {
            stranger.send(new Message.HaveNone(), new Message.Interested());
            PieceSet has =
                    PieceSet.ofBitfield(stranger.await(Message.Bitfield.class).bits(), PIECES);
            stranger.await(Message.Unchoke.class);
            Block here = new Block(has.next(0), 16_384, 16_384);
            Block missing = new Block(has.nextMissing(0), 0, 16_384);
            stranger.send(new Message.Request(missing), new Message.Request(here));

            assertThat(stranger.await(Message.Reject.class).block()).isEqualTo(missing);
            Message.Piece piece = stranger.await(Message.Piece.class);
            assertThat(piece.piece()).isEqualTo(here.piece());
            assertThat(bytesOf(piece)).isEqualTo(slice(here));
        }
    }

    @Test
    void rejectsABlockOfMoreThan128KiBAndGoesOnServing() throws Exception {
        LocalSwarm.Peer seed = swarm.peer("seed");
        InfoHash infoHash = seed.share(original, 262_144).infoHash();
        try (WirePeer stranger = WirePeer.dial(swarm.vertx, seed.port(), infoHash, true)) {
            stranger.send(new Message.HaveNone(), new Message.Interested()).await(Message.Unchoke.class);
            Block tooLong = new Block(1, 0, 131_073);
            stranger.send(new Message.Request(tooLong), new Message.Request(new Block(1, 0, 16_384)));

            assertThat(stranger.await(Message.Reject.class).block()).isEqualTo(tooLong);
            assertThat(stranger.await(Message.Piece.class).piece()).isEqualTo(1);
        }
    }

    @Test
    void aStrangerMayFetchAFewPiecesWhileItIsChoked() throws Exception {
        LocalSwarm.Peer seed = swarm.peer("seed");
        InfoHash infoHash = seed.share(original, PIECE).infoHash();
        try (WirePeer stranger = WirePeer.dial(swarm.vertx, seed.port(), infoHash, true)) {
            stranger.send(new Message.HaveNone());
            Set<Integer> allowed = new HashSet<>();
            while (allowed.size() < AllowedFastSet.SIZE) {
                allowed.add(stranger.await(Message.AllowedFast.class).piece());
            }
            int other = IntStream.range(0, PIECES)
                    .filter(piece -> !allowed.contains(piece))
                    .findFirst()
                    .orElseThrow();
            int one = allowed.iterator().next();
            stranger.send(
                    new Message.Request(new Block(other, 0, 16_384)), new Message.Request(new Block(one, 0, 16_384)));

            assertThat(stranger.await(Message.Reject.class).block().piece()).isEqualTo(other);
            assertThat(stranger.await(Message.Piece.class).piece()).isEqualTo(one);
        }
    }

    /** Each block that the one who stays gets was read after some that the one who left had asked for. */
    @Test
    void readsNothingMoreForOneThatHasHungUp() throws Exception {
        LocalSwarm.Peer seed = swarm.peer("seed");
        InfoHash infoHash = seed.share(original, PIECE).infoHash();
        Block block = new Block(3, 0, 16_384);
        int asked = 1_900;
        try (WirePeer stays = WirePeer.dial(swarm.vertx, seed.port(), infoHash, true)) {
            stays.send(new Message.HaveNone(), new Message.Interested()).await(Message.Unchoke.class);
            WirePeer leaves = WirePeer.dial(swarm.vertx, seed.port(), infoHash, true);
            leaves.send(new Message.HaveNone(), new Message.Interested()).await(Message.Unchoke.class);
            leaves.send(Collections.nCopies(asked, new Message.Request(block)).toArray(Message[]::new));
            leaves.close();
            for (int i = 0; i < 100; i++) {
                stays.send(new Message.Request(block)).await(Message.Piece.class);
            }
        }

        assertThat(seed.transfer().uploaded()).isLessThan(asked * 16_384L);
    }

    @Test
    void ignoresWhatComesTwiceAndWhatNobodyAskedFor() throws Exception {
        LocalSwarm.Peer peer = swarm.peer("peer");
        InfoHash infoHash = publishedBySomebodyElse(peer);
        try (WirePeer stranger = WirePeer.dial(swarm.vertx, peer.port(), infoHash, true)) {
            stranger.answering(message -> {
                        if (message instanceof Message.Request request) {
                            stranger.sendBlock(request.block(), bytes, PIECE);
                            stranger.sendBlock(request.block(), bytes, PIECE);
                            stranger.sendBlock(new Block(0, 0, 16_384), bytes, PIECE);
                        }
                    })
                    .send(new Message.HaveAll(), new Message.Unchoke());
            peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        }

        assertThat(Files.mismatch(original, directory.resolve("peer").resolve("file.bin")))
                .isEqualTo(-1);
    }

    @Test
    void severalPeersSupplyBlocksOfOnePiece() throws Exception {
        LocalSwarm.Peer peer = swarm.peer("peer");
        InfoHash infoHash = publishedBySomebodyElse(peer);
        try (WirePeer firstHalves = WirePeer.dial(swarm.vertx, peer.port(), infoHash, true);
                WirePeer secondHalves = WirePeer.dial(swarm.vertx, peer.port(), infoHash, true)) {
            servesOnly(firstHalves, 0);
            servesOnly(secondHalves, 16_384);

            peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        }
    }

    @Test
    void throwsAwayADamagedPieceBansWhoSentItAndSaysWhy() throws Exception {
        BlockingQueue<LogEvent> events = new LinkedBlockingQueue<>();
        swarm.vertx
                .eventBus()
                .<JsonObject>consumer(
                        Addresses.LOG, message -> events.add(BusJson.read(message.body(), LogEvent.class)));
        LocalSwarm.Peer peer = swarm.peer("peer");
        InfoHash infoHash = publishedBySomebodyElse(peer);
        byte[] damaged = bytes.clone();
        damaged[17 * PIECE + 5] ^= 1;
        try (WirePeer liar = WirePeer.dial(swarm.vertx, peer.port(), infoHash, true)) {
            servesAll(liar, damaged);
            liar.awaitClosed();
        }
        assertThat(awaitEvent(events, "banned").text()).contains("bad piece 17");

        swarm.peer("seed").share(original, PIECE);
        peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        assertThat(Files.mismatch(original, directory.resolve("peer").resolve("file.bin")))
                .isEqualTo(-1);
    }

    @Test
    void asksAnotherWhenOneRejectsAndWhenOneHangsUp() throws Exception {
        LocalSwarm.Peer peer = swarm.peer("peer");
        InfoHash infoHash = publishedBySomebodyElse(peer);
        WirePeer rejects = WirePeer.dial(swarm.vertx, peer.port(), infoHash, true);
        rejects.answering(message -> {
                    if (message instanceof Message.Request request) {
                        rejects.send(new Message.Reject(request.block()));
                    }
                })
                .send(new Message.HaveAll(), new Message.Unchoke());
        rejects.await(Message.Request.class);
        WirePeer stalls = WirePeer.dial(swarm.vertx, peer.port(), infoHash, true);
        stalls.send(new Message.HaveAll(), new Message.Unchoke()).await(Message.Request.class);
        stalls.close();
        swarm.peer("seed").share(original, PIECE);

        peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        rejects.close();
    }

    @Test
    void aStrangerWithoutTheFastExtensionIsServedAndServes() throws Exception {
        LocalSwarm.Peer peer = swarm.peer("peer");
        InfoHash infoHash = publishedBySomebodyElse(peer);
        try (WirePeer old = WirePeer.dial(swarm.vertx, peer.port(), infoHash, false)) {
            old.answering(message -> {
                        if (message instanceof Message.Request request) {
                            old.sendBlock(request.block(), bytes, PIECE);
                        }
                    })
                    .send(new Message.Bitfield(PieceSet.all(PIECES).toBitfield()), new Message.Unchoke());
            peer.awaitTransfer("downloaded", now -> now.status() == TransferStatus.DOWNLOADED);
        }
        try (WirePeer old = WirePeer.dial(swarm.vertx, peer.port(), infoHash, false)) {
            old.send(new Message.Interested()).await(Message.Unchoke.class);
            old.send(new Message.Request(new Block(3, 0, 16_384)));
            assertThat(bytesOf(old.await(Message.Piece.class))).isEqualTo(slice(new Block(3, 0, 16_384)));
        }
    }

    /** A peer that has a part of the file and cannot get more: its seed has gone. */
    private LocalSwarm.Peer halfAFile() {
        LocalSwarm.Peer seed = swarm.peer("seed", peer -> peer.setMaxUploadKiBps(1024));
        seed.share(original, PIECE);
        LocalSwarm.Peer half = swarm.peer("half");
        half.get("file.bin");
        half.awaitTransfer("underway", transfer -> transfer.piecesHave() >= 10);
        seed.stop();
        TransferSnapshot alone = half.awaitTransfer("alone", transfer -> transfer.connections() == 0);
        assertThat(alone.piecesHave()).isLessThan(PIECES);
        return half;
    }

    /** The torrent is in the catalogue, and the peer wants it, but the one who published it is gone. */
    private InfoHash publishedBySomebodyElse(LocalSwarm.Peer peer) {
        LocalSwarm.Peer publisher = swarm.peer("publisher");
        InfoHash infoHash = publisher.share(original, PIECE).infoHash();
        publisher.stop();
        peer.get("file.bin");
        return infoHash;
    }

    private void servesAll(WirePeer peer, byte[] content) {
        peer.answering(message -> {
                    if (message instanceof Message.Request request) {
                        peer.sendBlock(request.block(), content, PIECE);
                    }
                })
                .send(new Message.HaveAll(), new Message.Unchoke());
    }

    /** Serves one of the two blocks of each piece, and rejects the other. */
    private void servesOnly(WirePeer peer, int begin) {
        peer.answering(message -> {
                    if (message instanceof Message.Request request
                            && request.block().begin() == begin) {
                        peer.sendBlock(request.block(), bytes, PIECE);
                    } else if (message instanceof Message.Request request) {
                        peer.send(new Message.Reject(request.block()));
                    }
                })
                .send(new Message.HaveAll(), new Message.Unchoke());
    }

    private static LogEvent awaitEvent(BlockingQueue<LogEvent> events, String word) throws InterruptedException {
        while (true) {
            LogEvent event = events.poll(30, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no event says \"" + word + "\"");
            }
            if (event.text().contains(word)) {
                return event;
            }
        }
    }

    private ByteString slice(Block block) {
        return ByteString.copyOf(bytes, block.piece() * PIECE + block.begin(), block.length());
    }

    private static ByteString bytesOf(Message.Piece piece) {
        byte[] data = new byte[piece.data().readableBytes()];
        piece.data().getBytes(piece.data().readerIndex(), data);
        return ByteString.wrap(data);
    }
}
