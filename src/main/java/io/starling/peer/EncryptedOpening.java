package io.starling.peer;

import io.netty.buffer.ByteBuf;
import io.starling.bencode.ByteString;
import io.starling.wire.KeyExchange;
import io.starling.wire.MseHandshake;
import io.starling.wire.MseStream;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Both sides exchange keys and agree on encryption (MSE), and the socket does from then on what was agreed. */
final class EncryptedOpening implements Opening {
    private final Function<ByteString, Future<? extends MseHandshake>> exchange;
    private @Nullable MseHandshake handshake;
    private boolean isExchanging;

    /** @param exchange is given the remote's key, and begins the handshake with the secret that it makes */
    EncryptedOpening(Function<ByteString, Future<? extends MseHandshake>> exchange) {
        this.exchange = exchange;
    }

    @Override
    public boolean isOver(ByteBuf in, Greeting greeting) {
        if (handshake != null) {
            Optional<MseStream> agreed = handshake.receive(in);
            agreed.ifPresent(greeting.socket()::secure);
            return agreed.isPresent();
        }
        if (!isExchanging && in.readableBytes() >= KeyExchange.KEY_BYTES) {
            isExchanging = true;
            exchange.apply(KeyExchange.readKey(in)).onFailure(greeting::fail).onSuccess(begun -> {
                handshake = begun;
                greeting.advance();
            });
        }
        return false;
    }
}
