"""Hosts of a network on this machine: a namespace each, joined by a switch, every link with a rate of its own, both ways. Needs root."""

import contextlib
import ctypes
import os
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

CLONE_NEWNET = 0x40000000
# Of a token bucket: what its link carries in this time, and no less than a packet as the kernel hands them on.
BURST_SECONDS = 0.0064
LEAST_BURST = 32 << 10

libc = ctypes.CDLL(None, use_errno=True)


def connect(address):
    return socket.create_connection(address, timeout=30)


@dataclass
class Host:
    """Where a program runs: the command prefix that runs it there, and how one connects from there."""

    address: str
    within: tuple = ()
    connect: Callable = connect


class Network:
    """
    Hosts 10.77.0.1 and on, named and with the rates (Mbit/s) as given; `within(name)` is the command prefix that runs something there. The
    switch is a host too, whose own link is as fast as the machine: for whatever is not measured.
    """

    SWITCH = "switch"

    def __init__(self, rates):
        self._switch = f"sb{os.getpid()}"
        self._rates = rates
        self._namespaces = {name: f"{self._switch}-{name}" for name in rates}
        self.addresses = {name: f"10.77.0.{number + 1}" for number, name in enumerate(rates)}
        try:
            self._build()
        except BaseException:
            self.close()
            raise
        self._namespaces[self.SWITCH] = self._switch
        self.addresses[self.SWITCH] = "10.77.0.254"
        with self.entered(self.SWITCH):
            self._counters = os.open("/proc/thread-self/net/dev", os.O_RDONLY)

    def _build(self):
        run("ip", "netns", "add", self._switch)
        inside(self._switch, "ip", "link", "add", "switch", "type", "bridge")
        inside(self._switch, "ip", "address", "add", "10.77.0.254/24", "dev", "switch")
        inside(self._switch, "ip", "link", "set", "switch", "up")
        inside(self._switch, "ip", "link", "set", "lo", "up")
        for name, mbit in self._rates.items():
            namespace, port = self._namespaces[name], self._port(name)
            burst = max(LEAST_BURST, int(mbit * 1e6 / 8 * BURST_SECONDS))
            run("ip", "netns", "add", namespace)
            run("ip", "link", "add", "eth0", "netns", namespace, "type", "veth", "peer", "name", port, "netns", self._switch)
            inside(namespace, "ip", "address", "add", f"{self.addresses[name]}/24", "dev", "eth0")
            inside(self._switch, "ip", "link", "set", port, "master", "switch")
            for space, device in ((namespace, "lo"), (namespace, "eth0"), (self._switch, port)):
                inside(space, "ip", "link", "set", device, "up")
            for space, device in ((namespace, "eth0"), (self._switch, port)):
                inside(space, "tc", "qdisc", "add", "dev", device, "root", "tbf",
                       "rate", f"{mbit}mbit", "burst", str(burst), "latency", "50ms")

    def _port(self, name):
        return f"p{self.addresses[name].rsplit('.', 1)[1]}"

    def within(self, name):
        return ["ip", "netns", "exec", self._namespaces[name]]

    @contextlib.contextmanager
    def entered(self, name):
        """While it lasts, this thread is there: its new sockets stay there."""
        here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{self._namespaces[name]}", os.O_RDONLY)
        try:
            enter(there)
            yield
        finally:
            enter(here)
            os.close(there)
            os.close(here)

    def connect(self, name, address):
        """A TCP connection from that host."""
        with self.entered(name):
            return connect(address)

    def host(self, name):
        return Host(self.addresses[name], tuple(self.within(name)), lambda address: self.connect(name, address))

    def bytes_passed(self):
        """By host what its link has carried so far, both ways: (up, down). What was dropped is not in it."""
        table = os.pread(self._counters, 1 << 16, 0).decode().splitlines()[2:]
        ports = {port.strip(): fields.split() for port, _, fields in (line.partition(":") for line in table)}
        carried = {name: ports[self._port(name)] for name in self._rates}
        return {name: (int(fields[0]), int(fields[8])) for name, fields in carried.items()}

    def close(self):
        for namespace in {self._switch, *self._namespaces.values()}:
            subprocess.run(["ip", "netns", "delete", namespace], stderr=subprocess.DEVNULL)


class Loopback:
    """The same without a network: everything runs here, at whatever rate the machine is capable of."""

    def __init__(self, names):
        self.addresses = {name: "127.0.0.1" for name in names}

    def within(self, name):
        return []

    def close(self):
        pass


def enter(namespace):
    if libc.setns(namespace, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def inside(namespace, *command):
    run("ip", "netns", "exec", namespace, *command)


def run(*command):
    subprocess.run(command, check=True)
