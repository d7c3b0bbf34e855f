"""
One libtorrent peer, driven by lines: `add TORRENT DIR`, `count NAME`, `remove NAME`. Prints `listening`, `finished NAME SECONDS` (of
the wall clock) for each torrent that is complete and verified, and `counted NAME BYTES` that came, those that came twice included.
"""

import socket
import sys
import threading
import time

import libtorrent

# TCP, plain: uTP and encryption cost a libtorrent pair more than half of its rate.
PLAIN_TCP = {
    "enable_outgoing_utp": False,
    "enable_incoming_utp": False,
    "in_enc_policy": 2,
    "out_enc_policy": 2,
}
SETTINGS = {
    # One connection; queues and buffers for gigabits: the defaults are for home links.
    "link": {
        **PLAIN_TCP,
        "allow_multiple_connections_per_ip": True,
        "max_out_request_queue": 3000,
        "max_allowed_in_request_queue": 4000,
        "request_queue_time": 3,
        "send_buffer_low_watermark": 1 << 20,
        "send_buffer_watermark": 5 << 20,
        "send_buffer_watermark_factor": 150,
        "recv_socket_buffer_size": 4 << 20,
        "send_socket_buffer_size": 4 << 20,
        "max_queued_disk_bytes": 64 << 20,
        "checking_mem_usage": 1024,
        "aio_threads": 2,
        "hashing_threads": 1,
        "unchoke_slots_limit": -1,
    },
    # Many connections over slow links, for seconds: short queues, few at a time, choices made anew every other second.
    "crowd": {
        **PLAIN_TCP,
        "unchoke_slots_limit": 4,
        "unchoke_interval": 2,
        "num_optimistic_unchoke_slots": 1,
        "optimistic_unchoke_interval": 4,
        "max_out_request_queue": 64,
        "request_queue_time": 1,
        "send_buffer_low_watermark": 32 << 10,
        "send_buffer_watermark": 128 << 10,
        "initial_picker_threshold": 1,
        "torrent_connect_boost": 60,
        "connection_speed": 200,
        "peer_connect_timeout": 3,
        "min_reconnect_time": 1,
    },
}


def session(address, settings):
    return libtorrent.session({
        **SETTINGS[settings],
        "listen_interfaces": f"{address}:6881",
        "outgoing_interfaces": address,
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "alert_mask": libtorrent.alert.category_t.status_notification,
    })


def main():
    peer = session(sys.argv[1], sys.argv[2])
    torrents = {}

    def add(torrent, folder):
        parameters = libtorrent.add_torrent_params()
        parameters.ti = libtorrent.torrent_info(torrent)
        parameters.save_path = folder
        parameters.flags &= ~(libtorrent.torrent_flags.auto_managed | libtorrent.torrent_flags.paused)
        torrents[parameters.ti.name()] = peer.add_torrent(parameters)

    def count(name):
        print("counted", name, torrents[name].status().total_payload_download, flush=True)

    def remove(name):
        peer.remove_torrent(torrents.pop(name))

    def obey():
        commands = {"add": add, "count": count, "remove": remove}
        for line in sys.stdin:
            command, *words = line.split()
            commands[command](*words)

    threading.Thread(target=obey, daemon=True).start()
    print("listening", peer.listen_port(), flush=True)
    # wait_for_alert hands out an alert that is still in the queue, which its owner may move meanwhile: a crash now and then.
    woken, waker = socket.socketpair()
    peer.set_alert_fd(waker.fileno())
    while woken.recv(4096):
        for alert in peer.pop_alerts():
            if isinstance(alert, libtorrent.torrent_finished_alert):
                print("finished", alert.torrent_name, repr(time.time()), flush=True)


main()
