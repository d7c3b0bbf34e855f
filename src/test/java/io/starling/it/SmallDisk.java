package io.starling.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.testing.JarProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small disk that one node alone sees, in a mount namespace of its own, and that is gone with it. Being root does not
 * help against what it refuses.
 *
 * @param mountPoint an existing directory
 * @param options of the mount, besides the size
 */
record SmallDisk(Path mountPoint, int mib, String options) {
    static SmallDisk at(Path mountPoint, int mib) throws IOException {
        return new SmallDisk(Files.createDirectories(mountPoint), mib, "rw");
    }

    static SmallDisk readOnlyAt(Path mountPoint) throws IOException {
        return new SmallDisk(Files.createDirectories(mountPoint), 1, "ro");
    }

    /** The node that sees it. */
    JarProcess.Builder command(Path configuration) {
        return under(JarProcess.of("-conf", configuration.toString()));
    }

    JarProcess.Builder under(JarProcess.Builder jar) {
        String mount = "mount -t tmpfs -o size=" + mib + "m," + options + " tmpfs \"$0\" && exec \"$@\"";
        // Where the tests do not run as root, they are root in a namespace of users of their own.
        String namespaces = System.getProperty("user.name").equals("root") ? "-m" : "-rm";
        return jar.under(List.of("unshare", namespaces, "sh", "-c", mount, mountPoint.toString()));
    }

    /** The path as the node sees it, for those who are not in its namespace. */
    static Path seenBy(JarProcess node, Path path) {
        return Path.of("/proc", Long.toString(node.pid()), "root")
                .resolve(Path.of("/").relativize(path));
    }

    /** Takes all the room that is left, but for so much; the file that is returned gives it back when it is deleted. */
    Path fill(JarProcess node, long leftBytes) throws IOException {
        Path disk = seenBy(node, mountPoint);
        long room = Files.getFileStore(disk).getUsableSpace();
        assertThat(room).as("room that is to be filled").isGreaterThan(leftBytes);
        Path filler = disk.resolve("filler");
        byte[] chunk = new byte[64 * 1024];
        try (var out = Files.newOutputStream(filler)) {
            for (long left = room - leftBytes; left > 0; left -= chunk.length) {
                out.write(chunk, 0, (int) Math.min(left, chunk.length));
            }
        }
        return filler;
    }
}
