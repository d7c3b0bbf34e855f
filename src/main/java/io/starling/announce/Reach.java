package io.starling.announce;

import java.net.InetAddress;

/** How close to this machine an address is: the closer, the more of what answers there trusts whoever can ask. */
public enum Reach {
    PUBLIC,

    /** Of a local network: RFC 1918, RFC 4193, and the shared space of RFC 6598. */
    PRIVATE,

    /** This machine, or its link, where clouds keep their machines' credentials. */
    LOCAL;

    public static Reach of(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()) {
            return LOCAL;
        }
        byte[] bytes = address.getAddress();
        boolean isUniqueLocal = bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC;
        boolean isShared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
        return address.isSiteLocalAddress() || isUniqueLocal || isShared ? PRIVATE : PUBLIC;
    }

    /** Whether somebody who is so close to this machine is to have us dial that address. */
    public boolean mayName(InetAddress address) {
        boolean isNowhere = address.isAnyLocalAddress() || address.isMulticastAddress();
        return !isNowhere && (this == LOCAL || of(address) != LOCAL);
    }

    public boolean isCloserThan(Reach other) {
        return compareTo(other) > 0;
    }
}
