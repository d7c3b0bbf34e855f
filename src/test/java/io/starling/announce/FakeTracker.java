package io.starling.announce;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** The other end of a {@link TcpTrackerClient}: a server socket that does with each frame what the test says. */
final class FakeTracker {
    final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
    final List<BusFrame> received = new CopyOnWriteArrayList<>();
    private final NetServer server;

    FakeTracker(Vertx vertx, BiConsumer<NetSocket, BusFrame> answer) {
        server = vertx.createNetServer().connectHandler(socket -> {
            sockets.add(socket);
            BusFrameDecoder decoder = new BusFrameDecoder();
            socket.handler(bytes -> {
                decoder.feed(bytes);
                for (Optional<JsonObject> json = decoder.next(); json.isPresent(); json = decoder.next()) {
                    BusFrame frame = BusFrame.read(json.get());
                    received.add(frame);
                    answer.accept(socket, frame);
                }
            });
        });
    }

    Future<Integer> listen(int port) {
        return server.listen(port, "127.0.0.1").map(NetServer::actualPort);
    }

    Future<Void> close() {
        return server.close();
    }

    /** Answers each request with its own body. */
    static void echo(NetSocket socket, BusFrame frame) {
        if (frame instanceof BusFrame.Send send) {
            write(socket, new BusFrame.Delivery(String.valueOf(send.replyAddress()), Map.of(), send.body(), true));
        }
    }

    static void write(NetSocket socket, BusFrame frame) {
        socket.write(BusFrameEncoder.encode(frame));
    }

    static BiConsumer<NetSocket, BusFrame> doing(Handler<NetSocket> what) {
        return (socket, frame) -> what.handle(socket);
    }
}
