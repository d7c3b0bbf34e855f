package io.starling.swarm;

import io.starling.announce.AnnounceEvent;
import io.starling.announce.AnnounceRequest;
import io.starling.announce.TorrentAnnouncer;
import io.starling.bencode.ByteString;
import io.starling.peer.InfoTaker;
import io.starling.torrent.MagnetLink;
import io.starling.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Looks for the info dictionary of a torrent of which only a magnet link is here (BEP 9): the peers that the link names, and
 * those that its trackers tell of, are asked for it, a few at a time, and so are those who dial us, until one has given it.
 * Goes on until it is ended, whatever fails. Owned by the peer's context.
 */
public final class MetadataSearch implements TorrentAnnouncer.Subject, InfoTaker {
    /** As many as other clients ask for (BEP 3). */
    private static final int NUM_WANT = 50;

    /** How much is missing is not known; that it is not nothing has us counted among those who fetch. */
    private static final int LEFT = 16 * 1024;

    /** How often it is looked whether somebody is to be asked again. */
    private static final long TICK_MILLIS = 500;

    private final SwarmHome home;
    private final int listenPort;
    private final MagnetLink link;
    private final Consumer<String> warnings;
    private final TorrentAnnouncer announcer;
    private final Suppliers suppliers = new Suppliers();
    private final Promise<ByteString> info = Promise.promise();
    private final ByteString key = ByteString.utf8(String.format(Locale.ROOT, "%08X", new Random().nextInt()));
    private long timer;
    private boolean isEnded;

    /** How many of those that have dialled us are being asked. */
    private int offers;

    private boolean isSaid;

    /** @param warnings of what a person wants to know */
    public MetadataSearch(SwarmHome home, int listenPort, MagnetLink link, Consumer<String> warnings) {
        this.home = home;
        this.listenPort = listenPort;
        this.link = link;
        this.warnings = warnings;
        List<List<String>> tiers = link.trackers().stream().map(List::of).toList();
        this.announcer = new TorrentAnnouncer(home.vertx(), tiers, this);
    }

    /** Begins; completes with the bytes that the info-hash is of. */
    public Future<ByteString> begin() {
        timer = home.vertx().setPeriodic(TICK_MILLIS, id -> ask());
        announcer.start();
        if (!announcer.isRunning() && suppliers.honest().isEmpty()) {
            warnings.accept("no peers and no trackers in the link");
        }
        ask();
        return info.future();
    }

    /** Ends; completes when the trackers know, or have had time enough. */
    public Future<Void> end() {
        isEnded = true;
        home.vertx().cancelTimer(timer);
        return announcer.stop();
    }

    /** These peers may have it. */
    public void learn(List<SocketAddress> peers) {
        suppliers.learn(peers);
    }

    /** All peers of the torrent that are known by now, but for those that have lied. */
    public List<SocketAddress> peers() {
        return suppliers.honest();
    }

    /** How many are being asked. */
    public int asked() {
        return suppliers.asked() + offers;
    }

    @Override
    public boolean hasRoom() {
        return isWanted() && offers < Suppliers.MAX_ASKED;
    }

    @Override
    public boolean isWanted() {
        return !isEnded;
    }

    @Override
    public void onOffer(InetAddress from, Future<ByteString> offered) {
        offers++;
        offered.onComplete(done -> offers--).onSuccess(this::found).onFailure(cause -> {
            if (!isEnded && cause instanceof WireException) {
                String why = String.valueOf(cause.getMessage());
                String address = from.getHostAddress();
                home.offences().report(from, why, "turned away " + address + ": " + why, warnings);
            }
        });
    }

    private void ask() {
        for (SocketAddress address : suppliers.next(System.nanoTime())) {
            home.sockets()
                    .fetchInfo(address, link.infoHash(), this::isWanted)
                    .onSuccess(this::found)
                    .onFailure(cause -> failed(address, cause));
        }
    }

    private void found(ByteString bytes) {
        if (!isEnded) {
            info.tryComplete(bytes);
        }
    }

    private void failed(SocketAddress address, Throwable cause) {
        if (isEnded) {
            return;
        }
        String why = String.valueOf(cause.getMessage());
        if (cause instanceof WireException) {
            suppliers.refuse(address);
            home.offences().report(address, why, address + " is not asked again: " + why, warnings);
        } else {
            suppliers.failed(address, System.nanoTime());
        }
        if (!isSaid && suppliers.haveAllFailed()) {
            isSaid = true;
            warnings.accept("no peer has given its metadata yet (the last one, " + address + ": " + why
                    + "); still looking for one");
        }
        ask();
    }

    @Override
    public AnnounceRequest request(AnnounceEvent event) {
        return new AnnounceRequest(link.infoHash(), home.peerId(), listenPort, 0, 0, LEFT, event, key, NUM_WANT);
    }

    @Override
    public void onPeers(List<SocketAddress> found) {
        suppliers.learn(found);
        ask();
    }

    @Override
    public void onUnanswered(String reasons) {
        warnings.accept("none of its trackers answers (" + reasons + "); trying again");
    }
}
