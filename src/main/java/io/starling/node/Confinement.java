package io.starling.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which files of this machine a peer may read and write that others deploy on it: those below its home, and below the
 * roots that this node's configuration names. Links are followed. Blocking.
 *
 * @param home the peer's own directory, which need not be there yet
 * @param roots {@code dashboard.roots}
 */
record Confinement(Path home, List<Path> roots) {
    Confinement {
        roots = List.copyOf(roots);
    }

    /** Throws {@link OptionsException} naming the first path that lies elsewhere; {@code key} is where the peer stands. */
    void check(String key, PeerOptions peer) throws IOException {
        check(key + ".downloadDir", peer.getDownloadDir());
        for (int i = 0; i < peer.getShare().size(); i++) {
            check(key + ".share[" + i + "]", peer.getShare().get(i));
        }
        for (int i = 0; i < peer.getGet().size(); i++) {
            if (RelativePaths.isFile(peer.getGet().get(i))) {
                check(key + ".get[" + i + "]", Path.of(peer.getGet().get(i)));
            }
        }
    }

    private void check(String key, Path path) throws IOException {
        List<Path> allowed = new ArrayList<>(List.of(home));
        allowed.addAll(roots);
        Path real = real(path);
        for (Path root : allowed) {
            if (real.startsWith(real(root))) {
                return;
            }
        }
        String expected = allowed.stream().map(Path::toString).collect(Collectors.joining(", or below "));
        throw new OptionsException(key + ": \"" + path + "\" (expected: a path below " + expected + ")");
    }

    /** With the links of that part of it which is there followed. */
    private static Path real(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        Path present = absolute;
        while (!Files.exists(present) && present.getParent() != null) {
            present = present.getParent();
        }
        return present.toRealPath().resolve(present.relativize(absolute)).normalize();
    }
}
