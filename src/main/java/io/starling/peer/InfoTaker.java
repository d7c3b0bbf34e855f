package io.starling.peer;

import io.starling.bencode.ByteString;
import io.vertx.core.Future;
import java.net.InetAddress;

/** Somebody who has no more of a torrent than its info-hash, and takes the info dictionary of whoever dials us (BEP 9). */
public interface InfoTaker {
    /** Whether one more may be asked. */
    boolean hasRoom();

    /** Whether it still is wanted; when not, the connections end. */
    boolean isWanted();

    /**
     * One who has dialled us is being asked.
     *
     * @param info fails as that of {@link PeerSockets#fetchInfo}
     */
    void onOffer(InetAddress from, Future<ByteString> info);
}
