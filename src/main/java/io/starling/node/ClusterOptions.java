package io.starling.node;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How nodes find each other and share one event bus. The keys are checked; a node that clusters does not exist yet. */
public final class ClusterOptions {
    public static final int DEFAULT_PORT = 5701;

    /** Hazelcast keeps at most so many copies of an entry besides the first. */
    private static final int MAX_BACKUPS = 6;

    private boolean enabled = true;
    private String name = "starling";
    private String host = "127.0.0.1";
    private int port = DEFAULT_PORT;
    private int busPort;
    private @Nullable String publicHost;
    private List<String> members = List.of("127.0.0.1:" + DEFAULT_PORT);
    private boolean bootstrap;
    private int backups = 1;
    private List<String> deployPackages = List.of("io.starling");

    public boolean isEnabled() {
        return enabled;
    }

    public ClusterOptions setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    public String getName() {
        return name;
    }

    /** Nodes form a cluster with those of the same name only. */
    public ClusterOptions setName(String name) {
        this.name = Check.id("name", name);
        return this;
    }

    public String getHost() {
        return host;
    }

    public ClusterOptions setHost(String host) {
        this.host = Check.host("host", host);
        return this;
    }

    public int getPort() {
        return port;
    }

    public ClusterOptions setPort(int port) {
        this.port = Check.port("port", port);
        return this;
    }

    public int getBusPort() {
        return busPort;
    }

    /** The port of the event bus between nodes; 0 is any free one. */
    public ClusterOptions setBusPort(int busPort) {
        this.busPort = Check.port("busPort", busPort);
        return this;
    }

    public Optional<String> getPublicHost() {
        return Optional.ofNullable(publicHost);
    }

    /** The host under which other nodes reach this one; {@code host} when null. */
    public ClusterOptions setPublicHost(@Nullable String publicHost) {
        this.publicHost = publicHost == null ? null : Check.host("publicHost", publicHost);
        return this;
    }

    public List<String> getMembers() {
        return members;
    }

    /** {@code host:port} of nodes to look for at the start. */
    public ClusterOptions setMembers(List<String> members) {
        for (int i = 0; i < members.size(); i++) {
            try {
                HostPort.parse(members.get(i));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("members[" + i + "]: " + e.getMessage());
            }
        }
        this.members = List.copyOf(members);
        return this;
    }

    public boolean isBootstrap() {
        return bootstrap;
    }

    public ClusterOptions setBootstrap(boolean bootstrap) {
        this.bootstrap = bootstrap;
        return this;
    }

    public int getBackups() {
        return backups;
    }

    public ClusterOptions setBackups(int backups) {
        this.backups = Check.range("backups", backups, 0, MAX_BACKUPS);
        return this;
    }

    public List<String> getDeployPackages() {
        return deployPackages;
    }

    /** Only verticles of these packages are deployed at another node's request. */
    public ClusterOptions setDeployPackages(List<String> deployPackages) {
        this.deployPackages = Check.texts("deployPackages", deployPackages);
        return this;
    }
}
