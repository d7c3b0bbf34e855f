"""
The programs that are measured, all with the same few words: `start(…)`, `order(number)`, which returns at once, and `accepted(number)`,
which then waits until it was taken; `finished(number)` (seconds of the wall clock, or None), `settled(number)`, `final(number)`,
`downloaded(number)`, `leave(number)`, `stop()`. Starling's seed publishes the files with its own tracker; the others' seed
torrents that name one.
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
from .network import Host, connect

HERE = Path(__file__).resolve().parent
JAR = HERE.parent.parent / "target" / "starling-fat.jar"


# To install; see machine.install.
LIBTORRENT = ("python3-libtorrent", "/usr/bin/python3 -c 'import libtorrent'")
ARIA2 = ("aria2", "command -v aria2c")


def need_jar():
    if not JAR.exists():
        raise SystemExit(f"{JAR} is not there: run  mvn -q -B -DskipTests package")


def free_port(host="127.0.0.1"):
    with socket.socket() as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


class Peer:
    """Has a folder of its own, and a host, so that several peers are several hosts."""

    def __init__(self, folder, host):
        self.folder = folder
        self.host = host
        self.address = host.address
        self.downloads = folder / "downloads"
        self.downloads.mkdir(parents=True)
        self.log = folder / "log"

    def launch(self, command, **settings):
        self.process = Process([*self.host.within, *command], self.log, **settings)

    def stop(self):
        if hasattr(self, "process"):
            self.process.stop()

    def accepted(self, number):
        """Most have nothing to answer."""

    def settled(self, number):
        """Whether the program has also made the file durable; most do not try."""
        return True

    def downloaded(self, number):
        """Bytes of the file that came, and those that came twice; None from who does not tell."""
        return None

    def final(self, number):
        return self.downloads / self.names[number]


class StarlingSeed(Peer):
    """Tracker in a JVM, seed in a second; what the seed costs is what the seed's JVM costs."""

    def __init__(self, folder, host, options, tracker_host=Host("127.0.0.1")):
        super().__init__(folder, host)
        self.options = options
        self.tracker_host = tracker_host

    def start(self, files, piece_length):
        tracker_conf = self.folder / "tracker.json"
        tracker_conf.write_text(json.dumps({
            "node": {"name": "bench", "dataDir": str(self.folder / "data")},
            "tracker": {"host": self.tracker_host.address, "port": 0, "httpPort": 0, "udpPort": 0},
        }))
        # Elsewhere it would have cores of its own; here it must not spend ours on compiling itself twice.
        self.tracker = Process(
            [*self.tracker_host.within, "java", "-XX:TieredStopAtLevel=1", "-jar", JAR, "-conf", tracker_conf],
            self.folder / "tracker.log")
        self.tracker.wait_for(lambda: "STARLING READY" in self.tracker.output(), "the tracker's start")
        ready = ready_line(self.tracker)
        self.tracker_address = ready["tracker"]
        self.announce_url = f"http://{ready['http']}/announce"
        self.launch(["java", *self.options, "-jar", JAR, "share", *files, "--tracker", self.tracker_address,
                     "--host", self.address, "--piece-length", piece_length])
        shared = lambda: self.process.output().count("magnet:")
        self.process.wait_for(lambda: shared() == len(files), "the seed's start", 300)

    def stop(self):
        super().stop()
        if hasattr(self, "tracker"):
            self.tracker.stop()


class StarlingLeech(Peer):
    """Fetches what the tracker of Starling's seed knows by name, and else by the torrent, whose tracker it asks."""

    def __init__(self, folder, host, options, settings):
        super().__init__(folder, host)
        self.options = options
        self.settings = settings
        self.orders = {}
        self.paths = {}

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
        self.launch(["java", *self.options, "-jar", JAR, "-conf", conf])
        self.process.wait_for(lambda: "STARLING READY" in self.process.output(), "the leech's start")
        host, port = ready_line(self.process)["dashboard"].removeprefix("http://").rstrip("/").split(":")
        self.dashboard = (host, int(port))

    def order(self, number):
        self.orders[number] = send(
            self.dashboard, "POST", "/api/v1/transfers", {"source": self.sources[number]}, self.host.connect)

    def accepted(self, number):
        status, text = answer(self.orders[number])
        if status != 201:
            raise SystemExit(f"the order was refused: {text}")
        transfer = json.loads(text)
        self.paths[number] = f"/api/v1/transfers/{transfer['peer']}/{transfer['infoHash']}"

    def finished(self, number):
        """By the rename, which comes after the last piece is verified in its place."""
        return time.time() if self.final(number).exists() else None

    def settled(self, number):
        """The last step deletes what was temporary."""
        folder = self.downloads / ".starling"
        return not any((torrent / "files").exists() or (torrent / "pieces.part").exists() for torrent in folder.iterdir())

    def downloaded(self, number):
        _, text = request(self.dashboard, "GET", self.paths[number], None, self.host.connect)
        return json.loads(text)["downloaded"]

    def leave(self, number):
        request(self.dashboard, "DELETE", self.paths[number], None, self.host.connect)


class LibtorrentPeer(Peer):
    """With settings for a fast `link`, or for a `crowd` on slow ones."""

    def __init__(self, folder, host, settings="link"):
        super().__init__(folder, host)
        self.settings = settings

    def run(self):
        self.launch(["/usr/bin/python3", HERE / "libtorrent_peer.py", self.address, self.settings], stdin=subprocess.PIPE)
        self.process.wait_for(lambda: "listening" in self.process.output(), "libtorrent's start")

    def finish_times(self):
        return self.told("finished")

    def told(self, what):
        """By the file's name."""
        lines = [line.split() for line in self.process.output().splitlines()]
        return {words[1]: float(words[2]) for words in lines if words and words[0] == what and len(words) == 3}


class LibtorrentSeed(LibtorrentPeer):
    def start(self, files, torrents):
        self.run()
        for file, torrent in zip(files, torrents):
            os.link(file, self.downloads / file.name)
            self.process.say(f"add {torrent} {self.downloads}")
        self.process.wait_for(lambda: len(self.finish_times()) == len(files), "libtorrent's check", 300)


class LibtorrentLeech(LibtorrentPeer):
    def start(self, seed, files, torrents):
        self.names = [file.name for file in files]
        self.torrents = torrents
        self.run()

    def order(self, number):
        self.process.say(f"add {self.torrents[number]} {self.downloads}")

    def finished(self, number):
        return self.finish_times().get(self.names[number])

    def downloaded(self, number):
        self.process.say(f"count {self.names[number]}")
        self.process.wait_for(lambda: self.names[number] in self.told("counted"), "libtorrent's count")
        return int(self.told("counted")[self.names[number]])

    def leave(self, number):
        self.process.say(f"remove {self.names[number]}")


class Aria2Peer(Peer):
    def run(self):
        self.rpc = ("127.0.0.1", free_port())
        self.launch(
            ["aria2c", "--no-conf", "--enable-rpc", f"--rpc-listen-port={self.rpc[1]}", f"--interface={self.address}",
             "--listen-port=6891", f"--dir={self.downloads}", "--enable-dht=false", "--enable-dht6=false",
             "--disable-ipv6=true", "--bt-enable-lpd=false", "--seed-ratio=0.0", "--check-integrity=true",
             "--allow-overwrite=true", "--max-concurrent-downloads=1000", "--show-console-readout=false", "--summary-interval=0", "--bt-max-peers=0",
             "--file-allocation=falloc", "--disk-cache=64M", "--bt-request-peer-speed-limit=100M",
             f"--on-bt-download-complete={HERE / 'aria2_done'}"])
        self.process.wait_for(self.answers, "aria2's start")

    def answers(self):
        try:
            return answer(self.call("aria2.getVersion"))[0] == 200
        except OSError:
            return False

    def call(self, method, *parameters):
        return send(self.rpc, "POST", "/jsonrpc",
                    {"jsonrpc": "2.0", "id": "1", "method": method, "params": list(parameters)}, self.host.connect)

    def add(self, torrent):
        return self.call("aria2.addTorrent", base64.b64encode(torrent.read_bytes()).decode())

    def added(self, call):
        """The name that aria2 gives it."""
        status, text = answer(call)
        if status != 200:
            raise SystemExit(f"aria2 refused: {text}")
        return json.loads(text)["result"]


class Aria2Seed(Aria2Peer):
    def start(self, files, torrents):
        self.run()
        for file, torrent in zip(files, torrents):
            os.link(file, self.downloads / file.name)
            self.added(self.add(torrent))


class Aria2Leech(Aria2Peer):
    def start(self, seed, files, torrents):
        self.names = [file.name for file in files]
        self.torrents = torrents
        self.orders = {}
        self.gids = {}
        self.run()

    def order(self, number):
        self.orders[number] = self.add(self.torrents[number])

    def accepted(self, number):
        self.gids[number] = self.added(self.orders[number])

    def leave(self, number):
        answer(self.call("aria2.remove", self.gids[number]))

    def finished(self, number):
        mark = Path(f"{self.final(number)}.done")
        return mark.stat().st_mtime if mark.exists() else None


def ready_line(process):
    line = next(line for line in process.output().splitlines() if line.startswith("STARLING READY "))
    return json.loads(line.removeprefix("STARLING READY "))


def request(address, method, path, body, connect=connect):
    return answer(send(address, method, path, body, connect))


def send(address, method, path, body, connect=connect):
    """Returns the connection on which the answer comes."""
    connection = http.client.HTTPConnection(*address)
    connection.sock = connect(address)
    connection.request(
        method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"})
    return connection


def answer(connection):
    """Waits for it: its status and its text."""
    try:
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()
