package io.starling.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.announce.TrackerClient;
import io.starling.bus.PeerCommand;
import io.starling.bus.TrackerRequest;
import io.starling.peer.BanList;
import io.starling.peer.Encryption;
import io.starling.peer.InfoTaker;
import io.starling.peer.Offences;
import io.starling.peer.PeerDoor;
import io.starling.peer.PeerSockets;
import io.starling.peer.PeerTimeouts;
import io.starling.peer.SwarmDoor;
import io.starling.policy.PickOrder;
import io.starling.storage.Checking;
import io.starling.storage.FilePriorities;
import io.starling.storage.FileSelection;
import io.starling.storage.PieceStore;
import io.starling.storage.Storage;
import io.starling.storage.StorageOptions;
import io.starling.storage.TorrentSpec;
import io.starling.swarm.SwarmHome;
import io.starling.swarm.SwarmOptions;
import io.starling.swarm.Throttle;
import io.starling.swarm.TrackerSession;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PeerId;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class TransfersTest {
    private static final PeerId SELF = PeerId.random();

    @TempDir
    private Path directory;

    private static Transfers transfers(Vertx vertx, Storage storage) {
        return new Transfers(
                home(vertx),
                new SwarmOptions(PickOrder.SEQUENTIAL, 10, 1, PeerTimeouts.DEFAULT),
                storage,
                new Sources(vertx, noTracker(vertx)));
    }

    @Test
    void takesUpNothingThatWasOpenedWhileItWasStopped(Vertx vertx, VertxTestContext test) throws Exception {
        Path file = Files.write(directory.resolve("file.bin"), new byte[100_000]);
        Storage real = Storage.create(vertx, new StorageOptions().setDownloadDir(directory.resolve("downloads")));
        LateStorage late = new LateStorage(real);
        Transfers transfers = transfers(vertx, late);

        Future<?> shared = transfers.share(new PeerCommand.Share(file.toString(), null));
        late.asked
                .future()
                .compose(metainfo -> {
                    Future<Void> stopped = transfers.stop();
                    test.verify(() -> assertThat(stopped.isComplete())
                            .as("what is being opened is waited for")
                            .isFalse());
                    late.gate.complete();
                    return stopped.otherwiseEmpty().map(metainfo);
                })
                .compose(metainfo -> shared.transform(ended -> {
                    test.verify(() -> {
                        assertThat(ended.cause()).hasMessageContaining("has stopped");
                        assertThat(transfers.infoHashes()).isEmpty();
                    });
                    // What was opened is closed: otherwise its lock would stand in the way.
                    return real.openExisting(metainfo, file, true, Checking.NONE);
                }))
                .compose(PieceStore::close)
                .onComplete(test.succeedingThenComplete());
    }

    @Test
    void aTransferIsCheckingWhileItsStoreIsBeingOpened(Vertx vertx, VertxTestContext test) throws Exception {
        Path file = Files.write(directory.resolve("file.bin"), new byte[100_000]);
        Storage real = Storage.create(vertx, new StorageOptions().setDownloadDir(directory.resolve("downloads")));
        LateStorage late = new LateStorage(real);
        Transfers transfers = transfers(vertx, late);

        transfers.share(new PeerCommand.Share(file.toString(), null));
        late.asked
                .future()
                .onComplete(test.succeeding(metainfo -> test.verify(() -> {
                    late.checking.future().result().onProgress(3, 7);
                    assertThat(transfers.snapshots()).singleElement().satisfies(transfer -> {
                        assertThat(transfer.status()).isEqualTo(TransferStatus.CHECKING);
                        assertThat(transfer.piecesChecked()).isEqualTo(3);
                    });
                    test.completeNow();
                })));
    }

    private static SwarmHome home(Vertx vertx) {
        return new SwarmHome(
                vertx,
                vertx.getOrCreateContext(),
                "me",
                SELF,
                new PeerSockets(vertx, new NobodysDoor(), PeerTimeouts.DEFAULT, Encryption.ALLOW),
                noTracker(vertx),
                new Throttle(0),
                new Throttle(0),
                new BanList(),
                new Offences(line -> {}),
                event -> {});
    }

    /** There is no tracker on this bus. */
    private static TrackerSession noTracker(Vertx vertx) {
        return new TrackerSession(
                TrackerClient.overEventBus(vertx),
                () -> new TrackerRequest.Register("me", SELF, "127.0.0.1", 1, List.of()),
                line -> {});
    }

    private static final class NobodysDoor implements PeerDoor {
        @Override
        public PeerId peerId() {
            return SELF;
        }

        @Override
        public Optional<SwarmDoor> swarm(InfoHash infoHash) {
            return Optional.empty();
        }

        @Override
        public Set<InfoHash> torrents() {
            return Set.of();
        }

        @Override
        public Optional<InfoTaker> awaited(InfoHash infoHash) {
            return Optional.empty();
        }

        @Override
        public boolean isBanned(InetAddress address) {
            return false;
        }

        @Override
        public void onOffence(InetAddress address, String why) {}
    }

    /** Opens what it is asked for when the gate is opened. */
    private record LateStorage(Storage storage, Promise<Metainfo> asked, Promise<Checking> checking, Promise<Void> gate)
            implements Storage {
        LateStorage(Storage storage) {
            this(storage, Promise.promise(), Promise.promise(), Promise.promise());
        }

        @Override
        public Future<Void> prepare() {
            return storage.prepare();
        }

        @Override
        public Future<PieceStore> open(Metainfo metainfo, FileSelection selection, Checking checking) {
            return storage.open(metainfo, selection, checking);
        }

        @Override
        public Future<PieceStore> openExisting(Metainfo metainfo, Path root, boolean isVerified, Checking checking) {
            this.checking.complete(checking);
            asked.complete(metainfo);
            return gate.future().compose(open -> storage.openExisting(metainfo, root, isVerified, checking));
        }

        @Override
        public Future<Void> keepPaused(InfoHash infoHash, boolean isPaused) {
            return storage.keepPaused(infoHash, isPaused);
        }

        @Override
        public Future<Void> keepPriorities(InfoHash infoHash, FilePriorities priorities) {
            return storage.keepPriorities(infoHash, priorities);
        }

        @Override
        public Future<Void> keepLink(SavedLink link) {
            return storage.keepLink(link);
        }

        @Override
        public Future<List<SavedLink>> savedLinks() {
            return storage.savedLinks();
        }

        @Override
        public Future<Void> forget(InfoHash infoHash) {
            return storage.forget(infoHash);
        }

        @Override
        public Future<List<Saved>> saved() {
            return storage.saved();
        }

        @Override
        public Future<Metainfo> build(TorrentSpec spec, LongConsumer progress) {
            return storage.build(spec, progress);
        }

        @Override
        public Future<Void> close() {
            return storage.close();
        }
    }
}
