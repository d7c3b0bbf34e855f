"""What one link of a network carries: plain TCP, measured, because headers and whoever shapes it take their part."""

import socket
import threading
import time
from dataclasses import dataclass

CHUNK = bytes(1 << 16)
PORT = 5001
# Until the sender has found the rate, and how long it is then measured.
SETTLING_SECONDS = 1.5
MEASURED_SECONDS = 4


@dataclass
class Link:
    """Bytes per second: payload; what the counters of the link then say; payload while as much goes the other way."""

    payload: float
    counted: float
    both_ways: float


def measure(network, one, other):
    (payload, counted), = transfers(network, [(one, other)])
    both = transfers(network, [(one, other), (other, one)])
    return Link(payload, counted, sum(rate for rate, _ in both) / 2)


def transfers(network, ways):
    """All at once; the rates of payload, and of the sender's uplink."""
    connections = [Connection(network, *way) for way in ways]
    time.sleep(SETTLING_SECONDS)
    begun, received, passed = time.monotonic(), [each.received for each in connections], network.bytes_passed()
    time.sleep(MEASURED_SECONDS)
    seconds, ended = time.monotonic() - begun, network.bytes_passed()
    rates = [
        ((connection.received - before) / seconds, (ended[source][0] - passed[source][0]) / seconds)
        for connection, before, (source, _) in zip(connections, received, ways)]
    for connection in connections:
        connection.close()
    return rates


class Connection:
    """Sends as fast as it goes, and counts what arrives."""

    def __init__(self, network, source, target):
        address = (network.addresses[target], PORT)
        with network.entered(target):
            listener = socket.create_server(address)
        self._sender = network.connect(source, address)
        self._receiver, _ = listener.accept()
        listener.close()
        self.received = 0
        self._threads = [threading.Thread(target=each) for each in (self._send, self._receive)]
        for thread in self._threads:
            thread.start()

    def _send(self):
        try:
            while True:
                self._sender.sendall(CHUNK)
        except OSError:
            pass  # it was closed

    def _receive(self):
        while got := len(self._receiver.recv(len(CHUNK))):
            self.received += got

    def close(self):
        self._sender.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._sender.close()
        self._receiver.close()
