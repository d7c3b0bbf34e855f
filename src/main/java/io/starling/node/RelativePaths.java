package io.starling.node;

import io.starling.dashboard.DashboardOptions;
import io.starling.dashboard.TlsOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes the paths of options absolute, those too that are there by default. */
final class RelativePaths {
    private final Path directory;

    /** @param directory what relative paths are relative to */
    RelativePaths(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    StarlingOptions resolve(StarlingOptions options) {
        NodeOptions node = options.getNode();
        node.setDataDir(resolve(node.getDataDir()));
        options.getPeers().forEach(this::resolve);
        options.getDashboard().ifPresent(this::resolve);
        return options;
    }

    void resolve(PeerOptions peer) {
        peer.setDownloadDir(resolve(peer.getDownloadDir()));
        peer.setShare(peer.getShare().stream().map(this::resolve).toList());
        peer.setGet(peer.getGet().stream().map(this::resolveSource).toList());
    }

    /** Whether a source can only be a file of this machine; a link has a scheme. */
    static boolean isFile(String source) {
        return source.toLowerCase(Locale.ROOT).endsWith(".torrent") && !source.matches("[A-Za-z]+:.*");
    }

    private String resolveSource(String source) {
        return isFile(source) ? resolve(PathText.parse(source)).toString() : source;
    }

    private void resolve(DashboardOptions dashboard) {
        String tokenFile = dashboard.getTokenFile();
        if (tokenFile != null) {
            dashboard.setTokenFile(resolve("dashboard.tokenFile", tokenFile));
        }
        dashboard.getTls().ifPresent(this::resolve);
        List<String> roots = new ArrayList<>();
        for (String root : dashboard.getRoots()) {
            roots.add(resolve("dashboard.roots[" + roots.size() + "]", root));
        }
        dashboard.setRoots(roots);
    }

    private void resolve(TlsOptions tls) {
        String certificateFile = tls.getCertificateFile();
        if (certificateFile != null) {
            tls.setCertificateFile(resolve("dashboard.tls.certificateFile", certificateFile));
        }
        String keyFile = tls.getKeyFile();
        if (keyFile != null) {
            tls.setKeyFile(resolve("dashboard.tls.keyFile", keyFile));
        }
    }

    private String resolve(String key, String text) {
        try {
            return resolve(PathText.parse(text)).toString();
        } catch (IllegalArgumentException e) {
            throw new OptionsException(key + ": " + e.getMessage());
        }
    }

    private Path resolve(Path path) {
        return directory.resolve(path).normalize();
    }
}
