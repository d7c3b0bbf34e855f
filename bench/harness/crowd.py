"""
Crowds: one that has the files and many that want them, each on a host of its own. All run, and those of Starling are registered
with their tracker, before anybody is told to fetch.
"""

from . import peers
from .network import Network
from .tracker import Tracker

SEED = "seed"


class Crowd:
    """`seed`, and `peers` by host; to fetch the next file is the next round."""

    def __init__(self, network, folder):
        self.network = network
        self.folder = folder
        self.peers = {}
        self._closing = []

    def _add(self, kind, name, *settings):
        member = kind(self.folder / name, self.network.host(name), *settings)
        self._closing.append(member)
        return member

    def processes(self):
        """Those of its members, and what else runs for them."""
        return [self.seed.process, *(peer.process for peer in self.peers.values())]

    def stop(self):
        for each in reversed(self._closing):
            each.stop()


class StarlingCrowd(Crowd):
    """A tracker, the seed and the peers, a JVM each. Strangers are libtorrent, and know the tracker by HTTP."""

    def __init__(self, network, folder, jvm, settings, strangers):
        super().__init__(network, folder)
        self._jvm = jvm
        self._settings = settings
        self._strangers = strangers

    def start(self, payload, piece_length, names):
        self.seed = self._add(peers.StarlingSeed, SEED, self._jvm, self.network.host(Network.SWITCH))
        self.seed.start(payload.files, piece_length)
        torrents = payload.torrents(self.folder / "torrents", piece_length, self.seed.announce_url)
        for name in names:
            if name in self._strangers:
                self.peers[name] = self._add(peers.LibtorrentLeech, name, "crowd")
                self.peers[name].start(self.seed, payload.files, torrents)
            else:
                self.peers[name] = self._add(peers.StarlingLeech, name, self._jvm, {"id": name, **self._settings})
                self.peers[name].start(self.seed, payload.files, [])

    def processes(self):
        return [*super().processes(), self.seed.tracker]


class StockCrowd(Crowd):
    """Ordinary clients, and a tracker in this program."""

    def __init__(self, network, folder, seed, leech, *settings):
        super().__init__(network, folder)
        self._kinds = seed, leech
        self._settings = settings

    def start(self, payload, piece_length, names):
        seed, leech = self._kinds
        with self.network.entered(Network.SWITCH):
            tracker = Tracker(self.network.addresses[Network.SWITCH])
        self._closing.append(tracker)
        torrents = payload.torrents(self.folder / "torrents", piece_length, tracker.url)
        self.seed = self._add(seed, SEED, *self._settings)
        self.seed.start(payload.files, torrents)
        self.seed.process.wait_for(lambda: tracker.seeded() == len(torrents), "the seed's announces", 300)
        for name in names:
            self.peers[name] = self._add(leech, name, *self._settings)
            self.peers[name].start(self.seed, payload.files, torrents)
