"""
The programs that are measured, all with the same few words: `start(…)`, `order(number)`, `finished(number)` (seconds of
the wall clock, or None), `settled(number)`, `final(number)`, `stop()`. Starling's seed publishes the files with its own
tracker; the others' seed torrents that name one.
"""

import base64
import http.client
import json
import os
import socket
import subprocess
import time
from pathlib import Path

from .machine import Process

HERE = Path(__file__).resolve().parent
JAR = HERE.parent.parent / "target" / "starling-fat.jar"


def free_port(host="127.0.0.1"):
    with socket.socket() as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


class Peer:
    """Has a folder of its own, and an address so that several peers are several hosts."""

    def __init__(self, folder, address):
        self.folder = folder
        self.address = address
        self.downloads = folder / "downloads"
        self.downloads.mkdir(parents=True)
        self.log = folder / "log"

    def stop(self):
        if hasattr(self, "process"):
            self.process.stop()

    def settled(self, number):
        """Whether the program has also made the file durable; most do not try."""
        return True

    def final(self, number):
        return self.downloads / self.names[number]


class StarlingSeed(Peer):
    """Tracker in a JVM, seed in a second; what the seed costs is what the seed's JVM costs."""

    def __init__(self, folder, address, options):
        super().__init__(folder, address)
        self.options = options

    def start(self, files, piece_length):
        tracker_conf = self.folder / "tracker.json"
        tracker_conf.write_text(json.dumps({
            "node": {"name": "bench", "dataDir": str(self.folder / "data")},
            "tracker": {"host": "127.0.0.1", "port": 0, "httpPort": 0, "udpPort": 0},
        }))
        # Elsewhere it would have cores of its own; here it must not spend ours on compiling itself twice.
        self.tracker = Process(
            ["java", "-XX:TieredStopAtLevel=1", "-jar", JAR, "-conf", tracker_conf], self.folder / "tracker.log")
        self.tracker.wait_for(lambda: "STARLING READY" in self.tracker.output(), "the tracker's start")
        ready = ready_line(self.tracker)
        self.tracker_address = ready["tracker"]
        self.announce_url = f"http://{ready['http']}/announce"
        self.process = Process(
            ["java", *self.options, "-jar", JAR, "share", *files, "--tracker", self.tracker_address,
             "--host", self.address, "--piece-length", piece_length],
            self.log,
        )
        shared = lambda: self.process.output().count("magnet:")
        self.process.wait_for(lambda: shared() == len(files), "the seed's start", 300)

    def stop(self):
        super().stop()
        if hasattr(self, "tracker"):
            self.tracker.stop()


class StarlingLeech(Peer):
    """Fetches what the tracker of Starling's seed knows by name, and else by the torrent, whose tracker it asks."""

    def __init__(self, folder, address, options, settings):
        super().__init__(folder, address)
        self.options = options
        self.settings = settings

    def start(self, seed, files, torrents):
        peer = {"id": "leech", "host": self.address, "port": 0, "downloadDir": str(self.downloads), **self.settings}
        roots = {str(torrent.parent) for torrent in torrents}
        parts = {"tracker": {"host": "127.0.0.1", "port": 0, "httpPort": 0, "udpPort": 0}}
        if not torrents:
            parts = {}
            peer["tracker"] = "tcp://" + seed.tracker_address
        conf = self.folder / "leech.json"
        conf.write_text(json.dumps({
            "node": {"name": "leech", "dataDir": str(self.folder / "data")},
            "peers": [peer],
            "dashboard": {"host": "127.0.0.1", "port": 0, "roots": [*roots]},
            **parts,
        }))
        self.names = [file.name for file in files]
        self.sources = [str(torrent) for torrent in torrents] or self.names
        self.process = Process(["java", *self.options, "-jar", JAR, "-conf", conf], self.log)
        self.process.wait_for(lambda: "STARLING READY" in self.process.output(), "the leech's start")
        host, port = ready_line(self.process)["dashboard"].removeprefix("http://").rstrip("/").split(":")
        self.dashboard = (host, int(port))

    def order(self, number):
        status, answer = request(self.dashboard, "POST", "/api/v1/transfers", {"source": self.sources[number]})
        if status != 201:
            raise SystemExit(f"the order was refused: {answer}")

    def finished(self, number):
        """By the rename, which comes after the last piece is verified in its place."""
        return time.time() if self.final(number).exists() else None

    def settled(self, number):
        """The last step deletes what was temporary."""
        folder = self.downloads / ".starling"
        return not any((torrent / "files").exists() or (torrent / "pieces.part").exists() for torrent in folder.iterdir())


class LibtorrentPeer(Peer):
    def launch(self):
        self.process = Process(
            ["/usr/bin/python3", HERE / "libtorrent_peer.py", self.address], self.log, stdin=subprocess.PIPE)
        self.process.wait_for(lambda: "listening" in self.process.output(), "libtorrent's start")

    def finish_times(self):
        lines = [line.split() for line in self.process.output().splitlines()]
        return {words[1]: float(words[2]) for words in lines if words and words[0] == "finished" and len(words) == 3}


class LibtorrentSeed(LibtorrentPeer):
    def start(self, files, torrents):
        self.launch()
        for file, torrent in zip(files, torrents):
            os.link(file, self.downloads / file.name)
            self.process.say(f"add {torrent} {self.downloads}")
        self.process.wait_for(lambda: len(self.finish_times()) == len(files), "libtorrent's check", 300)


class LibtorrentLeech(LibtorrentPeer):
    def start(self, seed, files, torrents):
        self.names = [file.name for file in files]
        self.torrents = torrents
        self.launch()

    def order(self, number):
        self.process.say(f"add {self.torrents[number]} {self.downloads}")

    def finished(self, number):
        return self.finish_times().get(self.names[number])


class Aria2Peer(Peer):
    def launch(self):
        self.rpc = ("127.0.0.1", free_port())
        self.process = Process(
            ["aria2c", "--no-conf", "--enable-rpc", f"--rpc-listen-port={self.rpc[1]}", f"--interface={self.address}",
             "--listen-port=6891", f"--dir={self.downloads}", "--enable-dht=false", "--enable-dht6=false",
             "--disable-ipv6=true", "--bt-enable-lpd=false", "--seed-ratio=0.0", "--check-integrity=true",
             "--allow-overwrite=true", "--max-concurrent-downloads=1000", "--show-console-readout=false", "--summary-interval=0", "--bt-max-peers=0",
             "--file-allocation=falloc", "--disk-cache=64M", "--bt-request-peer-speed-limit=100M",
             f"--on-bt-download-complete={HERE / 'aria2_done'}"],
            self.log,
        )
        self.process.wait_for(self.answers, "aria2's start")

    def answers(self):
        try:
            return self.call("aria2.getVersion")[0] == 200
        except OSError:
            return False

    def call(self, method, *parameters):
        return request(self.rpc, "POST", "/jsonrpc",
                       {"jsonrpc": "2.0", "id": "1", "method": method, "params": list(parameters)})

    def add(self, torrent):
        status, answer = self.call("aria2.addTorrent", base64.b64encode(torrent.read_bytes()).decode())
        if status != 200:
            raise SystemExit(f"aria2 refused: {answer}")


class Aria2Seed(Aria2Peer):
    def start(self, files, torrents):
        self.launch()
        for file, torrent in zip(files, torrents):
            os.link(file, self.downloads / file.name)
            self.add(torrent)


class Aria2Leech(Aria2Peer):
    def start(self, seed, files, torrents):
        self.names = [file.name for file in files]
        self.torrents = torrents
        self.launch()

    def order(self, number):
        self.add(self.torrents[number])

    def finished(self, number):
        mark = Path(f"{self.final(number)}.done")
        return mark.stat().st_mtime if mark.exists() else None


def ready_line(process):
    line = next(line for line in process.output().splitlines() if line.startswith("STARLING READY "))
    return json.loads(line.removeprefix("STARLING READY "))


def request(address, method, path, body):
    connection = http.client.HTTPConnection(*address, timeout=30)
    try:
        connection.request(
            method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()
