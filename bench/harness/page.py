"""A page of the dashboard, as far as the node can tell: a WebSocket (RFC 6455) on which it follows events."""

import base64
import json
import os
import socket
import struct

TEXT = 0x81  # the whole of a message
PING_SECONDS = 5


class Page:
    """Reads what it is sent when it is asked to, and only then."""

    def __init__(self, address, addresses):
        self.received = 0
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # soon full, so that it is the node that has to wait
        self._socket.connect(address)
        self._greet(address)
        for each in addresses:
            self._say({"type": "register", "address": each})

    def _greet(self, address):
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall((
            f"GET /eventbus/websocket HTTP/1.1\r\nHost: {address[0]}:{address[1]}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self._socket.recv(1)
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise SystemExit(f"no WebSocket: {head.decode()}")
        self._socket.setblocking(False)

    def ping(self):
        """As a page does whose network works, even if its window is frozen; False when the node has hung up."""
        try:
            self._say({"type": "ping"})
            return True
        except OSError:
            return False

    def _say(self, frame):
        text = json.dumps(frame).encode()
        mask = os.urandom(4)
        length = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + struct.pack(">H", len(text))
        self._socket.sendall(bytes([TEXT]) + length + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(text)))

    def read(self):
        """Takes what is there; False when the node has hung up."""
        try:
            while chunk := self._socket.recv(1 << 20):
                self.received += len(chunk)
            return False
        except BlockingIOError:
            return True
        except ConnectionError:
            return False

    def close(self):
        self._socket.close()
