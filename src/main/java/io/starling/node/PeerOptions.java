package io.starling.node;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.starling.peer.Encryption;
import io.starling.peer.PeerTimeouts;
import io.starling.policy.PickOrder;
import io.starling.storage.StorageMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One peer: where it listens, where it keeps files, which tracker it asks, and what it does from the start. */
public final class PeerOptions {
    public static final int DEFAULT_PORT = 6881;
    public static final Path DEFAULT_DOWNLOAD_DIR = Path.of("downloads");
    public static final int DEFAULT_MAX_CONNECTIONS = 50;

    /** Each connection has buffers and a place in every decision; more than this many serve nobody. */
    private static final int LIMIT_OF_CONNECTIONS = 2_000;

    private static final String TRACKER_SCHEME = "tcp://";

    private @Nullable String id;
    private String host = "127.0.0.1";
    private int port = DEFAULT_PORT;
    private @Nullable String publicHost;
    private Path downloadDir = DEFAULT_DOWNLOAD_DIR;
    private @Nullable String tracker;
    private List<Path> share = List.of();
    private List<String> get = List.of();
    private PickOrder picker = PickOrder.RAREST_FIRST;
    private StorageMode storage = StorageMode.APPEND;
    private Encryption encryption = Encryption.ALLOW;
    private int maxConnections = DEFAULT_MAX_CONNECTIONS;
    private int maxUploadKiBps;
    private int maxDownloadKiBps;

    /** Not written as JSON either: see {@link #setRestoring}, {@link #setTimeouts}. */
    private transient boolean isRestoring = true;

    private transient PeerTimeouts timeouts = PeerTimeouts.DEFAULT;

    /** Throws {@link IllegalStateException} before it has one: {@link Starling#start} names those that have none. */
    public String getId() {
        if (id == null) {
            throw new IllegalStateException("a peer without an id");
        }
        return id;
    }

    boolean hasId() {
        return id != null;
    }

    /** Names the peer on the event bus and on the page; letters, digits, {@code . _ -}. */
    public PeerOptions setId(String id) {
        this.id = Check.id("id", id);
        return this;
    }

    public String getHost() {
        return host;
    }

    /** The address to listen on. */
    public PeerOptions setHost(String host) {
        this.host = Check.host("host", host);
        return this;
    }

    public int getPort() {
        return port;
    }

    /** The port to listen on; 0 is any free one. */
    public PeerOptions setPort(int port) {
        this.port = Check.port("port", port);
        return this;
    }

    public Optional<String> getPublicHost() {
        return Optional.ofNullable(publicHost);
    }

    /** The host under which other peers reach this one; {@code host} when null. */
    public PeerOptions setPublicHost(@Nullable String publicHost) {
        this.publicHost = publicHost == null ? null : Check.host("publicHost", publicHost);
        return this;
    }

    public Path getDownloadDir() {
        return downloadDir;
    }

    public PeerOptions setDownloadDir(Path downloadDir) {
        this.downloadDir = downloadDir;
        return this;
    }

    /** The TCP doors of the trackers, of which one is active at a time; when empty, it is asked over the event bus. */
    public List<HostPort> getTrackers() {
        return tracker == null ? List.of() : parseTrackers(tracker);
    }

    /**
     * {@code tcp://HOST:PORT}, or null for the event bus. Of a cluster several, with commas between them: those that stand
     * by are passed over. In JSON also a list of texts.
     */
    @JsonDeserialize(using = TextOrTexts.class)
    public PeerOptions setTracker(@Nullable String tracker) {
        if (tracker != null) {
            parseTrackers(tracker);
        }
        this.tracker = tracker;
        return this;
    }

    private static List<HostPort> parseTrackers(String trackers) {
        return Stream.of(trackers.split(TextOrTexts.BETWEEN, -1))
                .map(String::strip)
                .map(PeerOptions::parseTracker)
                .toList();
    }

    private static HostPort parseTracker(String tracker) {
        return Optional.of(tracker)
                .filter(uri -> uri.startsWith(TRACKER_SCHEME))
                .flatMap(uri -> HostPort.tryParse(uri.substring(TRACKER_SCHEME.length())))
                .filter(address -> address.port() > 0)
                .orElseThrow(() -> Check.wrong("tracker", tracker, "tcp://HOST:PORT"));
    }

    public List<Path> getShare() {
        return share;
    }

    /** Files and directories to share from the start. */
    public PeerOptions setShare(List<Path> share) {
        this.share = List.copyOf(share);
        return this;
    }

    public List<String> getGet() {
        return get;
    }

    /** Sources to fetch from the start: names in the catalogue, info-hashes, magnet links, .torrent files or URLs. */
    public PeerOptions setGet(List<String> get) {
        this.get = Check.texts("get", get);
        return this;
    }

    public PickOrder getPicker() {
        return picker;
    }

    public PeerOptions setPicker(PickOrder picker) {
        this.picker = picker;
        return this;
    }

    public StorageMode getStorage() {
        return storage;
    }

    public PeerOptions setStorage(StorageMode storage) {
        this.storage = storage;
        return this;
    }

    public Encryption getEncryption() {
        return encryption;
    }

    public PeerOptions setEncryption(Encryption encryption) {
        this.encryption = encryption;
        return this;
    }

    public int getMaxConnections() {
        return maxConnections;
    }

    /** How many connections each torrent of the peer may have, those being dialled included; a fifth is for peers that it dials. */
    public PeerOptions setMaxConnections(int maxConnections) {
        this.maxConnections = Check.range("maxConnections", maxConnections, 1, LIMIT_OF_CONNECTIONS);
        return this;
    }

    public int getMaxUploadKiBps() {
        return maxUploadKiBps;
    }

    /** All uploads of the peer together, KiB per second; 0 is no limit. */
    public PeerOptions setMaxUploadKiBps(int maxUploadKiBps) {
        this.maxUploadKiBps = Check.range("maxUploadKiBps", maxUploadKiBps, 0, Integer.MAX_VALUE);
        return this;
    }

    public int getMaxDownloadKiBps() {
        return maxDownloadKiBps;
    }

    /** All downloads of the peer together, KiB per second; 0 is no limit. */
    public PeerOptions setMaxDownloadKiBps(int maxDownloadKiBps) {
        this.maxDownloadKiBps = Check.range("maxDownloadKiBps", maxDownloadKiBps, 0, Integer.MAX_VALUE);
        return this;
    }

    public boolean isRestoring() {
        return isRestoring;
    }

    /**
     * Whether the peer goes on with all the transfers that its download directory has from before. One that lives for a
     * single transfer should not: the others may be in use by another peer. For programs; not a key of the configuration.
     */
    @JsonIgnore
    public PeerOptions setRestoring(boolean isRestoring) {
        this.isRestoring = isRestoring;
        return this;
    }

    @JsonIgnore
    public PeerTimeouts getTimeouts() {
        return timeouts;
    }

    /** How long other peers are waited for. For programs; not a key of the configuration. */
    @JsonIgnore
    public PeerOptions setTimeouts(PeerTimeouts timeouts) {
        this.timeouts = timeouts;
        return this;
    }

    /**
     * Throws {@link OptionsException} when its options do not go together; {@code key} is where they stand. A tracker that
     * is reached by TCP sees where a peer comes from; on the event bus the peer has to say it.
     */
    void check(String key) {
        boolean isAnyAddress = List.of("0.0.0.0", "::", "[::]").contains(host);
        if (isAnyAddress && publicHost == null && tracker == null) {
            throw new OptionsException(key + ".publicHost: missing, and host is \"" + host
                    + "\" (expected: the address that other peers dial)");
        }
    }
}
