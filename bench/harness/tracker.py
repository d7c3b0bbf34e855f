"""A tracker for the clients that stand beside Starling: HTTP, compact (BEP 3, 23), all in memory, on a thread."""

import http.server
import socket
import struct
import threading
import urllib.parse

from .torrents import bencode


class Tracker:
    def __init__(self, host="127.0.0.1"):
        swarms = {}

        class Announce(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                query = urllib.parse.urlsplit(self.path).query.encode()
                fields = {key: value for key, _, value in (pair.partition(b"=") for pair in query.split(b"&"))}
                info_hash = urllib.parse.unquote_to_bytes(fields[b"info_hash"])
                swarm = swarms.setdefault(info_hash, {})
                me = (self.client_address[0], int(fields[b"port"]))
                if fields.get(b"event") == b"stopped":
                    swarm.pop(me, None)
                else:
                    swarm[me] = fields.get(b"left") == b"0"
                others = [peer for peer in swarm if peer != me]
                body = bencode({
                    "interval": 60,
                    "peers": b"".join(socket.inet_aton(ip) + struct.pack(">H", port) for ip, port in others),
                })
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *unused):
                pass

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 256  # all of a crowd at once

        self._swarms = swarms
        self._server = Server((host, 0), Announce)
        self.url = f"http://{host}:{self._server.server_address[1]}/announce"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def seeded(self):
        """How many torrents have a seed."""
        return sum(any(swarm.values()) for swarm in self._swarms.values())

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
