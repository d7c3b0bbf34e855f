package io.starling.node;

import io.starling.bus.Addresses;
import io.starling.bus.BusException;
import io.starling.bus.BusJson;
import io.starling.bus.PeerCommand;
import io.starling.bus.PeerStatus;
import io.starling.torrent.PeerId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;

/** One peer of this node: it listens and answers for its state. */
public final class PeerVerticle extends VerticleBase {
    private final PeerOptions options;
    private final PeerId peerId = PeerId.random();

    public PeerVerticle(PeerOptions options) {
        this.options = options;
    }

    @Override
    public Future<?> start() {
        return vertx.createNetServer()
                .connectHandler(NetSocket::close)
                .listen(options.getPort(), options.getHost())
                .onSuccess(server -> vertx.eventBus()
                        .<JsonObject>consumer(Addresses.peer(options.getId()), command -> answer(command, server)));
    }

    private void answer(Message<JsonObject> command, NetServer server) {
        if (PeerCommand.read(command.body()) instanceof PeerCommand.Status) {
            command.reply(BusJson.write(
                    new PeerStatus(options.getId(), peerId, options.getHost(), server.actualPort(), false, List.of())));
        } else {
            command.fail(BusException.INTERNAL, "not available yet");
        }
    }
}
