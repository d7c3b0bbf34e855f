package io.starling.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files of seeded random bytes, and what is compared of copies: SHA-256, and for directories the names too. */
final class SampleFiles {
    static final int MIB = 1 << 20;

    static final String SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private SampleFiles() {}

    /** Writes {@code length} bytes; the same name and length give the same bytes. */
    static Path write(Path file, int length) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Random random = new Random(31L * file.getFileName().toString().hashCode() + length);
        byte[] chunk = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int left = length; left > 0; left -= chunk.length) {
                random.nextBytes(chunk);
                out.write(chunk, 0, Math.min(left, chunk.length));
            }
        }
        return file;
    }

    /** A directory with sub-directories, files smaller than a piece, one that spans many, and an empty one. */
    static Path writeTree(Path directory) throws IOException {
        write(directory.resolve("film.mkv"), 20 * MIB + 4_321);
        write(directory.resolve("empty.txt"), 0);
        write(directory.resolve("read me.txt"), 1);
        write(directory.resolve("extras/1/cover.jpg"), 70_001);
        write(directory.resolve("extras/1/empty.nfo"), 0);
        write(directory.resolve("extras/2/Größe ☂.txt"), 16_384);
        return directory;
    }

    static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Relative path to SHA-256 of each file below {@code root}; of the file itself when it is one. */
    static Map<String, String> sha256OfAll(Path root) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            List<Path> files = walk.filter(Files::isRegularFile).toList();
            files.forEach(file -> all.put(root.relativize(file).toString(), sha256(file)));
        }
        return all;
    }
}
