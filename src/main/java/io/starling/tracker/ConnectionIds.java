package io.starling.tracker;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Connection ids of the UDP door (BEP 15): who shows one has received it, and so is at the address that it sends from.
 * Nothing is kept of whom they were given to. An id is a keyed hash of the address, and counts as long as its key is known:
 * keys are random, and each is the newest for one {@link #PERIOD} and the last one for another. The port is no part of it:
 * that may change on the way while a client has its id. Owned by the tracker's context.
 */
final class ConnectionIds {
    /** For which an id counts at least; clients use one for half of it (BEP 15). */
    static final Duration PERIOD = Duration.ofMinutes(2);

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecureRandom random;
    private final LongSupplier clockMillis;
    private long period;
    private Mac newest;
    private Mac last;

    /** @param clockMillis milliseconds of a clock that never goes back */
    ConnectionIds(SecureRandom random, LongSupplier clockMillis) {
        this.random = random;
        this.clockMillis = clockMillis;
        this.period = periodNow();
        this.newest = withFreshKey();
        this.last = withFreshKey();
    }

    /** The id for who asks from this address. */
    long give(InetAddress address) {
        turnKeys();
        return hash(newest, address);
    }

    /** Whether it was given to this address, within the last two periods; takes as long whatever the id is. */
    boolean isGiven(long id, InetAddress address) {
        turnKeys();
        return (id == hash(newest, address)) | (id == hash(last, address));
    }

    private void turnKeys() {
        long now = periodNow();
        if (now != period) {
            last = now == period + 1 ? newest : withFreshKey();
            newest = withFreshKey();
            period = now;
        }
    }

    private long periodNow() {
        return Math.floorDiv(clockMillis.getAsLong(), PERIOD.toMillis());
    }

    private Mac withFreshKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static long hash(Mac mac, InetAddress address) {
        return ByteBuffer.wrap(mac.doFinal(address.getAddress())).getLong();
    }
}
