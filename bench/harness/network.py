"""Hosts of a network on this machine: a namespace each, joined by a switch, every link with the same rate both ways. Needs root."""

import os
import subprocess


class Network:
    """Hosts 10.77.0.1 and on, named as given; `within(name)` is the command prefix that runs something there."""

    def __init__(self, names, mbit):
        self._switch = f"sb{os.getpid()}"
        self._namespaces = {name: f"{self._switch}-{name}" for name in names}
        self.addresses = {name: f"10.77.0.{number + 1}" for number, name in enumerate(names)}
        try:
            self._build(mbit)
        except BaseException:
            self.close()
            raise

    def _build(self, mbit):
        run("ip", "netns", "add", self._switch)
        inside(self._switch, "ip", "link", "add", "switch", "type", "bridge")
        inside(self._switch, "ip", "link", "set", "switch", "up")
        for name, namespace in self._namespaces.items():
            port = f"p{self.addresses[name].rsplit('.', 1)[1]}"
            run("ip", "netns", "add", namespace)
            run("ip", "link", "add", "eth0", "netns", namespace, "type", "veth", "peer", "name", port, "netns", self._switch)
            inside(namespace, "ip", "address", "add", f"{self.addresses[name]}/24", "dev", "eth0")
            inside(self._switch, "ip", "link", "set", port, "master", "switch")
            for space, device in ((namespace, "lo"), (namespace, "eth0"), (self._switch, port)):
                inside(space, "ip", "link", "set", device, "up")
            for space, device in ((namespace, "eth0"), (self._switch, port)):
                inside(space, "tc", "qdisc", "add", "dev", device, "root", "tbf",
                       "rate", f"{mbit}mbit", "burst", "256kb", "latency", "50ms")

    def within(self, name):
        return ["ip", "netns", "exec", self._namespaces[name]]

    def close(self):
        for namespace in [*self._namespaces.values(), self._switch]:
            subprocess.run(["ip", "netns", "delete", namespace], stderr=subprocess.DEVNULL)


class Loopback:
    """The same without a network: everything runs here, at whatever rate the machine is capable of."""

    def __init__(self, names):
        self.addresses = {name: "127.0.0.1" for name in names}

    def within(self, name):
        return []

    def close(self):
        pass


def inside(namespace, *command):
    run("ip", "netns", "exec", namespace, *command)


def run(*command):
    subprocess.run(command, check=True)
