package io.starling.peer;

import io.starling.torrent.InfoHash;
import io.starling.wire.Handshake;
import io.starling.wire.KeyExchange;
import io.starling.wire.MseInitiator;
import io.starling.wire.MseResponder;
import io.starling.wire.SharedSecret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.Set;
import java.util.function.Supplier;

/** How the connections of one peer begin, by what it allows and requires of encryption. Owned by the peer's context. */
final class Openings {
    private final Encryption encryption;
    private final Supplier<Set<InfoHash>> torrents;
    private final KeyWork keys;
    private final SecureRandom random = new SecureRandom();
    private final TorrentMarks marks = new TorrentMarks();

    private record Exchanged(KeyExchange ours, SharedSecret secret) {}

    /** @param torrents those that a remote may mean */
    Openings(Vertx vertx, Encryption encryption, Supplier<Set<InfoHash>> torrents) {
        this.encryption = encryption;
        this.torrents = torrents;
        this.keys = new KeyWork(vertx);
    }

    /** Of a remote that dialled us. */
    Opening accepting(Greeting greeting) {
        return encryption == Encryption.OFF
                ? Opening.PLAIN
                : new AcceptedOpening(encryption, () -> responding(greeting));
    }

    /** Of a remote that we dialled, plain: our handshake is sent. */
    Opening plain(Greeting greeting, Handshake ours) {
        greeting.write(ours.encode());
        return Opening.PLAIN;
    }

    /** Of a remote that we dialled, encrypted: our key is sent, and then with the rest our handshake. */
    Opening encrypted(Greeting greeting, Handshake ours) {
        Future<KeyExchange> begun = keys.submit(greeting, () -> KeyExchange.begin(random));
        begun.onFailure(greeting::fail).onSuccess(exchange -> greeting.write(exchange.hello(random)));
        return new EncryptedOpening(theirKey -> begun.compose(
                        exchange -> keys.submit(greeting, () -> exchange.agree(theirKey)))
                .map(secret -> {
                    MseInitiator side = new MseInitiator(secret, ours.infoHash(), Set.copyOf(encryption.methods));
                    greeting.write(side.open(ours.encode(), random));
                    return side;
                }));
    }

    private Opening responding(Greeting greeting) {
        return new EncryptedOpening(theirKey -> keys.submit(greeting, () -> {
                    KeyExchange ours = KeyExchange.begin(random);
                    return new Exchanged(ours, ours.agree(theirKey));
                })
                .map(exchanged -> {
                    greeting.write(exchanged.ours.hello(random));
                    return new MseResponder(
                            exchanged.secret,
                            mark -> marks.find(mark, torrents.get()),
                            encryption.methods,
                            random,
                            greeting::write);
                }));
    }

    Future<Void> close() {
        return keys.close();
    }
}
