package io.starling.node;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.TransferSnapshot;
import io.starling.torrent.InfoHash;
import io.starling.torrent.TransferStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows one transfer from when somebody first wants to know: by its events, and until it is DOWNLOADED by asking once in
 * a while too, as an event may be lost. From then on only those are served who want every snapshot; when there are none,
 * this ends. All state belongs to the context given; the methods may be called from any thread.
 */
final class TransferWatch {
    /** Slow enough to cost nothing, quick enough that a lost last event is not noticed. */
    private static final long POLL_MILLIS = 1000;

    private final Context context;
    private final PeerBus bus;
    private final InfoHash infoHash;
    private final Set<TransferWatch> following;
    private final List<Handler<TransferSnapshot>> handlers = new ArrayList<>();
    private final Promise<List<Path>> downloaded = Promise.promise();
    private @Nullable MessageConsumer<JsonObject> events;
    private long pollTimer;
    private boolean isClosed;

    /** {@code following} has this as long as it follows something; it belongs to the context too. */
    TransferWatch(Context context, PeerBus bus, InfoHash infoHash, Set<TransferWatch> following) {
        this.following = following;
        this.context = context;
        this.bus = bus;
        this.infoHash = infoHash;
    }

    void onSnapshot(Handler<TransferSnapshot> handler) {
        context.runOnContext(unused -> {
            handlers.add(handler);
            if (events == null) {
                begin();
            } else {
                // Whoever comes late is told how it stands, though nobody may ask any more.
                pollOnce();
            }
        });
    }

    /** Fails with the reason when the transfer FAILED, was removed, or the node stopped. */
    Future<List<Path>> downloaded() {
        context.runOnContext(unused -> {
            if (!downloaded.future().isComplete()) {
                begin();
            }
        });
        return downloaded.future();
    }

    /** The transfer as it stands; fails with {@link BusException#UNKNOWN} when the peer has it no more. */
    Future<TransferSnapshot> poll() {
        return bus.status()
                .map(status -> status.transfers().stream()
                        .filter(transfer -> transfer.infoHash().equals(infoHash))
                        .findFirst()
                        .orElseThrow(() -> new BusException(BusException.UNKNOWN, infoHash + ": removed")));
    }

    /** Ends, as the transfer is there no more. */
    void removed() {
        context.runOnContext(unused -> end(new BusException(BusException.UNKNOWN, infoHash + ": removed")));
    }

    void close() {
        context.runOnContext(unused -> end(new BusException(BusException.CONFLICT, "the node stopped")));
    }

    private void begin() {
        if (isClosed || events != null) {
            return;
        }
        following.add(this);
        Vertx vertx = context.owner();
        events = vertx.eventBus()
                .<JsonObject>consumer(Addresses.transfer(bus.peer(), infoHash))
                .handler(message -> onSnapshot(BusJson.read(message.body(), TransferSnapshot.class)));
        pollTimer = vertx.setPeriodic(0, POLL_MILLIS, unused -> pollOnce());
    }

    private void pollOnce() {
        poll().onSuccess(this::onSnapshot).onFailure(failure -> {
            // Anything else is a poll that got lost: the next one tells.
            if (failure instanceof BusException e && e.code() == BusException.UNKNOWN) {
                end(e);
            }
        });
    }

    private void onSnapshot(TransferSnapshot snapshot) {
        if (isClosed) {
            return;
        }
        handlers.forEach(handler -> handler.handle(snapshot));
        if (snapshot.status() == TransferStatus.DOWNLOADED) {
            downloaded.tryComplete(snapshot.files().stream().map(Path::of).toList());
        } else if (snapshot.status() == TransferStatus.FAILED) {
            String error = snapshot.error() == null ? "failed" : snapshot.error();
            downloaded.tryFail(new BusException(BusException.INTERNAL, snapshot.name() + ": " + error));
        }
        if (downloaded.future().isComplete()) {
            context.owner().cancelTimer(pollTimer);
            if (handlers.isEmpty()) {
                unfollow();
            }
        }
    }

    private void end(BusException reason) {
        if (isClosed) {
            return;
        }
        isClosed = true;
        context.owner().cancelTimer(pollTimer);
        unfollow();
        downloaded.tryFail(reason);
    }

    private void unfollow() {
        following.remove(this);
        if (events != null) {
            // A bus that is closing has dropped it already.
            events.unregister().onFailure(unused -> {});
            events = null;
        }
    }
}
