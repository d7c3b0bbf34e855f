package io.starling.it.stock;

/** The clients that are tried. */
public enum StockKind {
    LIBTORRENT("libtorrent", true, Libtorrent::new),
    ARIA2("aria2", true, Aria2::new),
    TRANSMISSION("Transmission", false, Transmission::new),
    QBITTORRENT("qBittorrent", false, Qbittorrent::new),
    RTORRENT("rTorrent", true, Rtorrent::new);

    private final String title;
    private final boolean knowsHandshakes;
    private final Driver driver;

    StockKind(String title, boolean knowsHandshakes, Driver driver) {
        this.title = title;
        this.knowsHandshakes = knowsHandshakes;
        this.driver = driver;
    }

    private interface Driver {
        StockClient start(Order order, Place place) throws Exception;
    }

    /** Its name, as its makers write it. */
    public String title() {
        return title;
    }

    /** Whether it can be asked for a hidden handshake alone; the others ask for RC4 or for nothing. */
    public boolean knowsHiddenHandshakes() {
        return knowsHandshakes;
    }

    /** Whether it makes the files of a torrent that have no bytes. */
    public boolean makesEmptyFiles() {
        return this != TRANSMISSION;
    }

    /** Whether it tells the tracker that it has all now, as soon as it has; rTorrent 0.9.8 was not seen to. */
    public boolean announcesCompletion() {
        return this != RTORRENT;
    }

    /** Starts one with an address of its own. */
    public StockClient start(Order order, ClientNetwork network) throws Exception {
        return driver.start(order, network.place());
    }

    /** Starts one on loopback, where Transmission dials nobody. */
    public StockClient startOnLoopback(Order order) throws Exception {
        return driver.start(order, Place.onLoopback());
    }
}
