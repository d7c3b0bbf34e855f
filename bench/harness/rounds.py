"""One round of a crowd: all are told to fetch the same file, and watched until they have it."""

import os
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .crowd import SEED
from .machine import busy_seconds, idle_seconds, make_ready
from .torrents import digest
from .uplinks import Uplinks

# So exactly is it known when somebody has the file.
PAUSE_SECONDS = 0.005


@dataclass
class Terms:
    """How a round goes: `seed_dies` is in bytes that it has sent, `patience` in seconds, the others as in the options of `bench/crowd`."""

    stagger: float
    leave: bool
    seed_dies: float
    patience: float


@dataclass
class Result:
    """`seconds` from the order and `downloaded` bytes are by host, for those who got it, and who tell."""

    seconds: dict
    downloaded: dict
    ordering: float
    uplinks: Uplinks
    cpu: float
    busy: float
    foreign: float
    rss: float


class Round:
    def __init__(self, crowd, number, terms):
        self._seed = crowd.seed.process
        self._peers = crowd.peers
        self._processes = crowd.processes()
        self._network = crowd.network
        self._number = number
        self._terms = terms
        self._aside = ThreadPoolExecutor(16)
        self._due = {}
        self._late = 0
        self._answers = {}
        self._done = {}
        self._partings = {}

    def run(self, sha256):
        make_ready(2)
        for process in self._processes:
            process.reset_peak()
        cpu = {process: process.cpu_seconds() for process in self._processes}
        busy, idle, own = busy_seconds(), idle_seconds(), time.process_time()
        begun = time.time()
        uplinks = Uplinks(self._network)
        self._watch(begun, uplinks)
        uplinks.last_look()
        seconds = (time.time() - begun) * os.cpu_count()
        used = {process: process.cpu_seconds() - cpu[process] for process in self._processes if process.is_running()}
        foreign = busy_seconds() - busy - sum(used.values()) - (time.process_time() - own)
        idle = idle_seconds() - idle
        rss = max(peer.process.peak_mib() for peer in self._peers.values())
        return Result(
            seconds={name: done - self._due[name] for name, done in self._done.items()},
            downloaded=self._end(sha256),
            ordering=self._late,
            uplinks=uplinks,
            cpu=sum(used[peer.process] for peer in self._peers.values()) / len(self._peers),
            busy=1 - idle / seconds,
            foreign=max(0.0, foreign / seconds),
            rss=rss,
        )

    def _watch(self, begun, uplinks):
        """Until all have it, or nobody believes that the others will."""
        coming = deque((begun + number * self._terms.stagger, name) for number, name in enumerate(self._peers))
        while len(self._done) < len(self._peers) and time.time() - begun < self._terms.patience:
            while coming and coming[0][0] <= time.time():
                self._order(*coming.popleft())
            for name in self._due.keys() - self._done.keys():
                self._look(name)
            uplinks.look()
            if self._terms.seed_dies and self._seed.is_running() and uplinks.sent(SEED) > self._terms.seed_dies:
                self._seed.kill()
            time.sleep(PAUSE_SECONDS)

    def _order(self, due, name):
        self._peers[name].order(self._number)
        self._late = max(self._late, time.time() - due)
        self._due[name] = due
        self._answers[name] = self._aside.submit(self._peers[name].accepted, self._number)

    def _look(self, name):
        done = self._peers[name].finished(self._number)
        if done is not None:
            self._done[name] = done
            if self._terms.leave:
                self._part(name)

    def _part(self, name):
        if name not in self._partings:
            self._partings[name] = self._aside.submit(self._leave, name)

    def _leave(self, name):
        """Takes the peer out of the swarm; returns how many bytes it got of it."""
        self._answers[name].result()
        downloaded = self._peers[name].downloaded(self._number)
        self._peers[name].leave(self._number)
        return downloaded

    def _end(self, sha256):
        """Compares what is there and takes it away; returns the bytes that came, by host, of those who tell."""
        for name in self._done:
            file = self._peers[name].final(self._number)
            if digest("sha256", file) != sha256:
                raise SystemExit(f"{name}: {file} is not what was sent")
        for name in self._peers:
            self._part(name)
        downloaded = {name: parting.result() for name, parting in self._partings.items()}
        self._aside.shutdown()
        for name in self._done:
            self._peers[name].final(self._number).unlink()
        return {name: downloaded[name] for name in self._done if downloaded[name] is not None}
