package io.starling.storage;

import io.starling.bencode.ByteString;
import io.starling.torrent.InfoHash;
import io.starling.torrent.Metainfo;
import io.starling.torrent.PieceSet;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code files.json}: final files as they were when their pieces were last known to be sound, so that they need not be
 * hashed again until they change. {@code {"infoHash","root","shared","pieces":base64 bitfield,"files":[[size,mtime],…]}}
 *
 * @param root the file or directory
 * @param isShared whether it existed before, outside of our care, and is only read
 * @param pieces those that are sound
 * @param files of each file, in the order of the metainfo
 */
record FileStamps(InfoHash infoHash, Path root, boolean isShared, PieceSet pieces, List<DataStamp> files) {
    FileStamps {
        pieces = pieces.copy();
        files = List.copyOf(files);
    }

    static List<DataStamp> take(FileLayout layout) throws IOException {
        List<DataStamp> stamps = new ArrayList<>();
        for (Path path : layout.paths()) {
            stamps.add(DataStamp.of(path));
        }
        return stamps;
    }

    /** Reads what was kept; null when there is nothing, or nothing sensible. */
    static @Nullable FileStamps read(Path file, Metainfo metainfo) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            FileStamps stamps = ofJson(
                    new JsonObject(Files.readString(file, StandardCharsets.UTF_8)),
                    metainfo.grid().pieces());
            boolean isOurs = stamps.infoHash().equals(metainfo.infoHash())
                    && stamps.files().size() == metainfo.files().size();
            return isOurs ? stamps : null;
        } catch (DecodeException | IllegalArgumentException | ClassCastException | NullPointerException e) {
            return null;
        }
    }

    /** The pieces of which no file has changed since, given the stamps of now. */
    PieceSet unchanged(Metainfo metainfo, List<DataStamp> now) {
        PieceSet unchanged = pieces.copy();
        for (int i = 0; i < files.size(); i++) {
            if (!files.get(i).equals(now.get(i))) {
                unchanged.removeAll(FilePieces.of(metainfo, i));
            }
        }
        return unchanged;
    }

    JsonObject toJson() {
        JsonArray stamps = new JsonArray();
        files.forEach(file -> stamps.add(new JsonArray().add(file.sizeBytes()).add(file.mtimeNanos())));
        return new JsonObject()
                .put("infoHash", infoHash.hex())
                .put("root", root.toString())
                .put("shared", isShared)
                .put("pieces", pieces.toBitfield().base64())
                .put("files", stamps);
    }

    private static FileStamps ofJson(JsonObject json, int pieces) {
        List<DataStamp> files = new ArrayList<>();
        for (Object each : json.getJsonArray("files")) {
            JsonArray stamp = (JsonArray) each;
            files.add(new DataStamp(stamp.getLong(0), stamp.getLong(1)));
        }
        return new FileStamps(
                InfoHash.ofHex(json.getString("infoHash")),
                Path.of(json.getString("root")),
                json.getBoolean("shared"),
                PieceSet.ofBitfield(ByteString.ofBase64(json.getString("pieces")), pieces),
                files);
    }
}
