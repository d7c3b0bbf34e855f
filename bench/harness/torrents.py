"""Files to move, and torrents of them."""

import hashlib
import os


def bencode(value):
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, str):
        return bencode(value.encode())
    if isinstance(value, bytes):
        return b"%d:%s" % (len(value), value)
    if isinstance(value, list):
        return b"l" + b"".join(bencode(item) for item in value) + b"e"
    return b"d" + b"".join(bencode(key) + bencode(value[key]) for key in sorted(value)) + b"e"


class Payload:
    """Random bytes under several names, one inode: to move it again is another torrent, and no more page cache."""

    def __init__(self, folder, mib, copies):
        folder.mkdir(parents=True, exist_ok=True)
        self.bytes = mib << 20
        whole = folder / f"random-{mib}.bin"
        if not whole.exists() or whole.stat().st_size != self.bytes:
            with open(whole, "wb") as out:
                for _ in range(mib):
                    out.write(os.urandom(1 << 20))
        self.files = [folder / f"random-{mib}-{number}.bin" for number in range(copies)]
        for file in self.files:
            if not file.exists():
                os.link(whole, file)
        self.sha256 = digest("sha256", whole)  # which also brings it into the page cache

    def torrents(self, folder, piece_length, announce):
        """A .torrent a name, in order; the pieces are hashed once."""
        folder.mkdir(parents=True, exist_ok=True)
        hashes = b""
        with open(self.files[0], "rb") as data:
            while piece := data.read(piece_length):
                hashes += hashlib.sha1(piece).digest()
        made = []
        for file in self.files:
            info = {"length": self.bytes, "name": file.name, "piece length": piece_length, "pieces": hashes}
            torrent = folder / (file.name + ".torrent")
            torrent.write_bytes(bencode({"announce": announce, "info": info}))
            made.append(torrent)
        return made


def digest(algorithm, file):
    with open(file, "rb") as data:
        return hashlib.file_digest(data, algorithm).hexdigest()
