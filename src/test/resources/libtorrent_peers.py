"""libtorrent peers of which no tracker, no DHT and no local discovery tells.

    libtorrent_peers.py TORRENT SEED_DIRECTORY BYTES_PER_SECOND [SLOW_DIRECTORY]

The first peer seeds at that rate. With a SLOW_DIRECTORY there is a second one, which is connected with the first and gives others
next to nothing. Says where the last of them listens, a line, and goes on until its stdin ends:

    LISTENS 127.0.0.1:PORT
"""
import sys
import time

import libtorrent as lt

LOCAL = {
    "listen_interfaces": "127.0.0.1:0",
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "enable_outgoing_utp": False,
    "enable_incoming_utp": False,
    # All peers of a test have one address.
    "allow_multiple_connections_per_ip": True,
    # Both have everything, and are to know each other all the same.
    "close_redundant_connections": False,
}

SLOW_UPLOAD = 16384


def peer(torrent, directory):
    session = lt.session(LOCAL)
    flags = lt.torrent_flags.default_flags & ~lt.torrent_flags.auto_managed & ~lt.torrent_flags.paused
    handle = session.add_torrent({"ti": lt.torrent_info(torrent), "save_path": directory, "flags": flags})
    return session, handle


def wait_until(is_reached):
    while not is_reached():
        time.sleep(0.05)


def is_connected(handle):
    unready = lt.peer_info.connecting | lt.peer_info.handshake
    return any(not info.flags & unready for info in handle.get_peer_info())


def main():
    torrent, seed_directory, rate, *slow_directory = sys.argv[1:]
    seed, seeding = peer(torrent, seed_directory)
    # Those of a session are not of peers on the same machine.
    seeding.set_upload_limit(int(rate))
    wait_until(lambda: seeding.status().is_seeding and seed.listen_port())
    named = seed
    if slow_directory:
        slow, fetching = peer(torrent, slow_directory[0])
        fetching.set_upload_limit(SLOW_UPLOAD)
        wait_until(slow.listen_port)
        fetching.connect_peer(("127.0.0.1", seed.listen_port()))
        wait_until(lambda: is_connected(fetching))
        named = slow
    print("LISTENS 127.0.0.1:%d" % named.listen_port(), flush=True)
    sys.stdin.read()


main()
