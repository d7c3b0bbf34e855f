"""A libtorrent client that knows others by the tracker alone: no DHT, no local discovery, no port mapping, TCP only.

    libtorrent_client.py SOURCE DIRECTORY HOST PORT [SETTING=NUMBER…]

SOURCE is a .torrent file or a magnet link. Seeds what is there and fetches what is not; says what happens, a line each,
until its stdin ends:

    VERSION number      LISTENS HOST:PORT      TRACKER text      PEER address      COMPLETE
"""
import socket
import sys
import threading

import libtorrent as lt

BY_TRACKERS_ALONE = {
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    # Between clients of its own kind libtorrent prefers uTP, which stalls on loopback.
    "enable_outgoing_utp": False,
    "enable_incoming_utp": False,
    # All peers of a test may have one address.
    "allow_multiple_connections_per_ip": True,
    "alert_mask": (lt.alert.category_t.error_notification | lt.alert.category_t.status_notification
                   | lt.alert.category_t.tracker_notification | lt.alert.category_t.connect_notification),
}

LEAVE_SECONDS = 5


def say(*words):
    print(*words, flush=True)


def watch(session, stop, left):
    # wait_for_alert hands out an alert that is still in the queue, which its owner may move meanwhile: a crash now and then.
    woken, waker = socket.socketpair()
    woken.settimeout(0.1)
    session.set_alert_fd(waker.fileno())
    is_leaving = False
    while not stop.is_set():
        try:
            woken.recv(4096)
        except socket.timeout:
            continue
        for alert in session.pop_alerts():
            if isinstance(alert, lt.listen_succeeded_alert):
                say("LISTENS", "%s:%d" % (alert.address, alert.port))
            elif isinstance(alert, lt.tracker_announce_alert):
                is_leaving = alert.event == lt.event_t.stopped
            elif isinstance(alert, (lt.tracker_reply_alert, lt.tracker_error_alert, lt.tracker_warning_alert)):
                say("TRACKER", alert.message())
                if is_leaving:
                    left.set()
            elif isinstance(alert, (lt.peer_connect_alert, lt.peer_disconnected_alert)):
                say("PEER", alert.message())
            elif isinstance(alert, (lt.file_error_alert, lt.torrent_error_alert, lt.hash_failed_alert)):
                say("ERROR", alert.message())
            elif isinstance(alert, lt.state_changed_alert) and alert.state == lt.torrent_status.seeding:
                say("COMPLETE")


def torrent_of(source):
    if source.startswith("magnet:"):
        return lt.parse_magnet_uri(source)
    torrent = lt.add_torrent_params()
    torrent.ti = lt.torrent_info(source)
    return torrent


def main():
    source, directory, host, port, *settings = sys.argv[1:]
    given = {name: int(number) for name, number in (setting.split("=") for setting in settings)}
    session = lt.session({
        **BY_TRACKERS_ALONE, "listen_interfaces": "%s:%s" % (host, port), "outgoing_interfaces": host, **given})
    say("VERSION", lt.version)
    stop, left = threading.Event(), threading.Event()
    watcher = threading.Thread(target=watch, args=(session, stop, left))
    watcher.start()
    torrent = torrent_of(source)
    torrent.save_path = directory
    # At once, instead of when the queue of torrents is looked at next.
    torrent.flags &= ~(lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
    handle = session.add_torrent(torrent)
    sys.stdin.read()
    # A session that ends takes no leave by UDP, or waits seconds for an answer that it has.
    handle.pause()
    left.wait(LEAVE_SECONDS)
    stop.set()
    watcher.join()


main()
