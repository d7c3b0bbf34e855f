package io.starling.tracker;

import io.starling.announce.AnnounceRequest;
import io.starling.announce.ScrapeReply;
import io.starling.announce.UdpAction;
import io.starling.announce.UdpAnnounce;
import io.starling.announce.UdpOptions;
import io.starling.announce.UdpRequest;
import io.starling.announce.UdpScrape;
import io.starling.bus.BusException;
import io.starling.bus.OneLine;
import io.starling.torrent.InfoHash;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.SocketAddress;
import java.net.BindException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tracker's door for stock clients, by UDP: announce, with options, and scrape (BEP 15, 41). Anybody can send a datagram
 * in the name of another. So who has not shown by its connection id that it is where it says is sent nothing that is longer
 * than what it sent, and nothing of it is kept; what is no request is not answered at all. Owned by the tracker's context.
 */
final class UdpDoor {
    /** An announce has 98 bytes and its options, a scrape of {@link ScrapeReply#MAX_INFO_HASHES} torrents 1,496. */
    static final int MAX_REQUEST_BYTES = 1_536;

    /** What every way takes in one piece, IPv6 with its least packet too: 202 peers, or 67 by IPv6. */
    static final int MAX_ANNOUNCE_BYTES = 1_232;

    static final String UNPROVEN = "unknown connection id";

    private static final Logger LOG = LoggerFactory.getLogger(UdpDoor.class);

    private static final int MAX_REASON_CHARS = 120;

    /** The path of the URL by which a client knows this tracker; most say none. */
    private static final Set<String> PATHS = Set.of("", "/", HttpDoor.ANNOUNCE);

    private static final String NO_REQUEST = "unknown";
    private static final String EVERYBODY = "everybody";

    private final Announces announces;
    private final TrackerOptions options;
    private final TrackerMeters meters;
    private final Limits limits;
    private final ConnectionIds ids;
    private final Pace strangers;
    private final Pace clients;
    private final DatagramSocket socket;
    private int port;
    private int unsent;

    /**
     * How much strangers may take of this door; what is beyond it is dropped, and asked again by those who mean it.
     *
     * @param strangers datagrams without a connection id, or with a wrong one, that are answered in a second
     * @param clients requests with one
     * @param clientsPerNetwork the part of them that is left to one machine, or to a network behind one address
     * @param unsent answers that wait for the network to take them
     */
    record Limits(int strangers, int clients, int clientsPerNetwork, int unsent) {
        static final Limits DEFAULT = new Limits(20_000, 20_000, 4_000, 1_000);
    }

    /** One datagram, where it comes from, and when it came. */
    private record Visit(Buffer datagram, SocketAddress sender, InetAddress from, long sinceNanos) {}

    UdpDoor(Vertx vertx, Announces announces, TrackerOptions options, Limits limits, TrackerMeters meters) {
        LongSupplier clockMillis = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        this.announces = announces;
        this.options = options;
        this.meters = meters;
        this.limits = limits;
        this.ids = new ConnectionIds(new SecureRandom(), clockMillis);
        this.strangers = new Pace(limits.strangers(), limits.strangers(), clockMillis);
        this.clients = new Pace(limits.clients(), limits.clientsPerNetwork(), clockMillis);
        this.socket = vertx.createDatagramSocket(
                new DatagramSocketOptions().setIpV6(options.getHost().contains(":")));
        socket.handler(this::receive);
        socket.exceptionHandler(cause -> LOG.debug("a datagram was lost", cause));
    }

    /** Fails with a {@link BindException} that names the address when it is in use or not of this machine. */
    Future<Void> listen() {
        return socket.listen(options.getUdpPort(), options.getHost())
                .onSuccess(listening -> port = listening.localAddress().port())
                .<Void>mapEmpty()
                .recover(cause -> Future.failedFuture(
                        BindFailure.of("tracker.udpPort", options.address(options.getUdpPort()), cause)));
    }

    /** The port that it listens on. */
    int port() {
        return port;
    }

    Future<Void> close() {
        return socket.close();
    }

    private void receive(DatagramPacket packet) {
        InetAddress from = Endpoint.address(packet.sender().hostAddress())
                .orElseThrow(() -> new IllegalStateException("a datagram from no address"));
        Visit visit = new Visit(packet.data(), packet.sender(), from, System.nanoTime());
        if (visit.datagram.length() > MAX_REQUEST_BYTES) {
            count(visit, NO_REQUEST, BusException.TOO_LARGE);
        } else {
            UdpRequest.read(visit.datagram)
                    .ifPresentOrElse(
                            request -> handle(request, visit), () -> count(visit, NO_REQUEST, BusException.MALFORMED));
        }
    }

    private void handle(UdpRequest request, Visit visit) {
        boolean isClient = !request.isConnect() && ids.isGiven(request.connectionId(), visit.from);
        boolean isInPace = isClient
                ? clients.enter(new Endpoint(visit.from, visit.sender.port()).network())
                : strangers.enter(EVERYBODY);
        if (!isInPace) {
            count(visit, op(request), BusException.TOO_LARGE);
        } else if (isClient) {
            serve(request, visit);
        } else if (request.isConnect()) {
            send(request.answer(UdpAction.CONNECT).appendLong(ids.give(visit.from)), visit);
            meters.answered(TrackerMeters.UDP, op(request), TrackerMeters.OK, visit.sinceNanos);
        } else {
            turnAway(request, visit);
        }
    }

    /** Real clients use an id for hours, and ask for another when they are told. What is too short for that is not theirs. */
    private void turnAway(UdpRequest request, Visit visit) {
        Buffer error = request.answer(UdpAction.ERROR).appendString(UNPROVEN);
        if (error.length() <= visit.datagram.length()) {
            send(error, visit);
        }
        count(visit, op(request), BusException.FORBIDDEN);
    }

    private void serve(UdpRequest request, Visit visit) {
        String result = TrackerMeters.OK;
        try {
            send(answer(request, visit), visit);
        } catch (BusException | IllegalArgumentException e) {
            result = TrackerMeters.result(e);
            send(error(request, String.valueOf(e.getMessage())), visit);
        } catch (RuntimeException e) {
            LOG.error("an announce or a scrape failed", e);
            result = TrackerMeters.result(e);
            send(error(request, "the tracker failed"), visit);
        }
        meters.answered(TrackerMeters.UDP, op(request), result, visit.sinceNanos);
    }

    private Buffer answer(UdpRequest request, Visit visit) {
        if (request.is(UdpAction.ANNOUNCE)) {
            return announce(request, visit);
        } else if (request.is(UdpAction.SCRAPE)) {
            List<InfoHash> infoHashes = UdpScrape.readRequest(visit.datagram);
            return UdpScrape.writeReply(request.answer(UdpAction.SCRAPE), infoHashes, announces.scrape(infoHashes));
        }
        throw new IllegalArgumentException("action: " + request.action() + " (expected: 0, 1 or 2)");
    }

    private Buffer announce(UdpRequest request, Visit visit) {
        AnnounceRequest announce = UdpAnnounce.readRequest(visit.datagram);
        UdpOptions extensions = UdpOptions.read(visit.datagram);
        if (!PATHS.contains(extensions.path())) {
            throw new BusException(
                    BusException.UNKNOWN, "path: " + extensions.path() + " (expected: " + HttpDoor.ANNOUNCE + ")");
        }
        return UdpAnnounce.writeReply(
                request.answer(UdpAction.ANNOUNCE),
                announces.announce(announce, visit.from, isLike(visit.from)),
                MAX_ANNOUNCE_BYTES);
    }

    /** An answer has room for addresses of one kind only. */
    private static Predicate<InetAddress> isLike(InetAddress from) {
        return other -> other.getClass() == from.getClass();
    }

    private static Buffer error(UdpRequest request, String reason) {
        return request.answer(UdpAction.ERROR).appendString(OneLine.of(reason, MAX_REASON_CHARS));
    }

    private static String op(UdpRequest request) {
        return UdpAction.of(request.action())
                .map(action -> action.name().toLowerCase(Locale.ROOT))
                .orElse(NO_REQUEST);
    }

    private void count(Visit visit, String op, int code) {
        meters.answered(TrackerMeters.UDP, op, String.valueOf(code), visit.sinceNanos);
    }

    private void send(Buffer answer, Visit visit) {
        if (unsent < limits.unsent() && visit.sender.port() > 0) {
            unsent++;
            socket.send(answer, visit.sender.port(), visit.sender.hostAddress())
                    .onFailure(cause -> LOG.debug("an answer was not sent", cause))
                    .onComplete(unused -> unsent--);
        }
    }
}
