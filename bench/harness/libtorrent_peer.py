"""
One libtorrent peer with settings for a fast link, driven by lines: `add TORRENT DIR`. Prints `listening`, and
`finished NAME SECONDS` (of the wall clock) for each torrent that is complete and verified.
"""

import socket
import sys
import threading
import time

import libtorrent

FAST_LINK = {
    # One connection, TCP, plain: uTP and encryption cost a libtorrent pair more than half of its rate.
    "enable_outgoing_utp": False,
    "enable_incoming_utp": False,
    "in_enc_policy": 2,
    "out_enc_policy": 2,
    "allow_multiple_connections_per_ip": True,
    # Queues and buffers for gigabits; the defaults are for home links.
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
}


def session(address):
    return libtorrent.session({
        **FAST_LINK,
        "listen_interfaces": f"{address}:6881",
        "outgoing_interfaces": address,
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "alert_mask": libtorrent.alert.category_t.status_notification,
    })


def main():
    peer = session(sys.argv[1])

    def obey():
        for line in sys.stdin:
            _, torrent, folder = line.split()
            parameters = libtorrent.add_torrent_params()
            parameters.ti = libtorrent.torrent_info(torrent)
            parameters.save_path = folder
            parameters.flags &= ~(libtorrent.torrent_flags.auto_managed | libtorrent.torrent_flags.paused)
            peer.add_torrent(parameters)

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
