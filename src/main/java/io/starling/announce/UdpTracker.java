package io.starling.announce;

import io.starling.bus.OneLine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A tracker that is asked by UDP (BEP 15, 41). Each announce has a socket of its own, on a port of the system's choice, and
 * asks for a connection id first: announces are far apart, and an id counts for a minute. Whatever does not come from the
 * tracker, or does not answer what was asked last, is passed over.
 */
final class UdpTracker implements ForeignTracker {
    private static final int MAX_REASON_CHARS = 200;
    private static final int HEAD_BYTES = 8;
    private static final int CONNECT_BYTES = 16;
    private static final int TRANSACTION_ID = 4;

    private final Vertx vertx;
    private final URI url;
    private final Patience patience;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param first wait for an answer; each further one is twice as long (BEP 15)
     * @param tries how often one request is sent before other trackers are asked
     */
    record Patience(Duration first, int tries) {
        static final Patience DEFAULT = new Patience(Duration.ofSeconds(15), 2);
    }

    UdpTracker(Vertx vertx, URI url, Patience patience) {
        this.vertx = vertx;
        this.url = url;
        this.patience = patience;
    }

    @Override
    public Future<Announced> announce(AnnounceRequest request) {
        String host = url.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return vertx.executeBlocking(() -> InetAddress.getByName(bare), false)
                .compose(address -> {
                    boolean isIpv6 = address instanceof Inet6Address;
                    DatagramSocket socket = vertx.createDatagramSocket(new DatagramSocketOptions().setIpV6(isIpv6));
                    return socket.listen(0, isIpv6 ? "::" : "0.0.0.0")
                            .compose(open -> new Exchange(socket, address).announce(request))
                            .eventually(socket::close);
                })
                .recover(cause -> Future.failedFuture(ForeignTracker.shown(url) + ": "
                        + OneLine.of(String.valueOf(cause.getMessage()), MAX_REASON_CHARS)));
    }

    private String pathAndQuery() {
        String path = Objects.requireNonNullElse(url.getRawPath(), "");
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /** A connect and an announce, one after the other. */
    private final class Exchange {
        private final DatagramSocket socket;
        private final InetAddress address;
        private Promise<Buffer> answer = Promise.promise();
        private @Nullable UdpAction asked;
        private int transactionId;

        Exchange(DatagramSocket socket, InetAddress address) {
            this.socket = socket;
            this.address = address;
            socket.handler(this::receive);
            socket.exceptionHandler(cause -> answer.tryFail(cause));
        }

        Future<Announced> announce(AnnounceRequest request) {
            int addressBytes = address.getAddress().length;
            return ask(UdpAction.CONNECT, id -> new UdpRequest(UdpRequest.PROTOCOL_ID, 0, id).toBuffer())
                    .compose(connected -> ask(
                            UdpAction.ANNOUNCE,
                            id -> UdpAnnounce.writeRequest(connectionId(connected), id, request, pathAndQuery())))
                    .map(reply -> UdpAnnounce.readReply(reply, Reach.of(address), addressBytes));
        }

        private static long connectionId(Buffer connected) {
            if (connected.length() < CONNECT_BYTES) {
                throw new IllegalArgumentException(
                        "answer: " + connected.length() + " bytes (expected: " + CONNECT_BYTES + ")");
            }
            return connected.getLong(HEAD_BYTES);
        }

        private Future<Buffer> ask(UdpAction action, IntFunction<Buffer> request) {
            answer = Promise.promise();
            asked = action;
            transactionId = random.nextInt();
            send(request.apply(transactionId), 1, patience.first());
            return answer.future();
        }

        private void send(Buffer request, int tries, Duration wait) {
            Promise<Buffer> awaited = answer;
            socket.send(request, url.getPort(), address.getHostAddress()).onFailure(awaited::tryFail);
            long timer = vertx.setTimer(wait.toMillis(), id -> {
                if (tries < patience.tries()) {
                    send(request, tries + 1, wait.multipliedBy(2));
                } else {
                    awaited.tryFail("no answer to " + tries + " datagrams");
                }
            });
            awaited.future().onComplete(done -> vertx.cancelTimer(timer));
        }

        private void receive(DatagramPacket packet) {
            Buffer datagram = packet.data();
            boolean isFromTracker = packet.sender().port() == url.getPort()
                    && address.getHostAddress().equals(packet.sender().hostAddress());
            if (!isFromTracker || datagram.length() < HEAD_BYTES || datagram.getInt(TRANSACTION_ID) != transactionId) {
                return;
            }
            UdpAction action = UdpAction.of(datagram.getInt(0)).orElse(null);
            if (action == UdpAction.ERROR) {
                answer.tryFail("refuses: " + datagram.getString(HEAD_BYTES, datagram.length()));
            } else if (action == asked) {
                answer.tryComplete(datagram);
            }
        }
    }
}
