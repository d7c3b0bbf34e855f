"""What the links of a network carried while something was measured."""

import time

# Less is greetings, and what peers have to say to one another and to the tracker.
DATA = 64 << 10


class Uplinks:
    """The counters of all links, as they stood every tenth of a second, if `look` is called often enough."""

    INTERVAL = 0.1

    def __init__(self, network):
        self._network = network
        self._looks = []
        self.last_look()

    def look(self):
        if time.time() - self._looks[-1][0] >= self.INTERVAL:
            self.last_look()

    def last_look(self):
        self._looks.append((time.time(), self._network.bytes_passed()))

    def sent(self, name):
        """Bytes, from the beginning to the last look."""
        return self._looks[-1][1][name][0] - self._looks[0][1][name][0]

    def begun(self, source):
        """Seconds until this host had begun to send."""
        return self._looks[self._first(source)][0] - self._looks[0][0]

    def _first(self, source):
        nothing = self._looks[0][1][source][0] + DATA
        return next((i for i, (_, passed) in enumerate(self._looks) if passed[source][0] > nothing), 0)

    def rates(self, names, source, parts=1):
        """
        Mean bytes per second that each of these hosts sent, from when the source had begun to send until the last look, in
        each of so many parts of that time.
        """
        first, last = self._first(source), len(self._looks) - 1
        marks = [self._looks[first + (last - first) * part // parts] for part in range(parts + 1)]
        return [
            sum(after[name][0] - before[name][0] for name in names) / len(names) / max(until - since, self.INTERVAL)
            for (since, before), (until, after) in zip(marks, marks[1:])]

    def by_second(self):
        """For each second: when it ended, and by host the bytes per second (up, down)."""
        begun, _ = earlier = self._looks[0]
        for look in self._looks[1:]:
            if look[0] - earlier[0] >= 1 or look is self._looks[-1]:
                lasted = look[0] - earlier[0]
                yield look[0] - begun, {
                    name: tuple((now - before) / lasted for now, before in zip(passed, earlier[1][name]))
                    for name, passed in look[1].items()}
                earlier = look

    def write(self, file):
        """Mbit/s of each uplink and downlink, a line a second, with tabs between."""
        with open(file, "w") as out:
            names = list(self._looks[0][1])
            print("s", *(f"{name} {way}" for way in ("up", "down") for name in names), sep="\t", file=out)
            for seconds, rates in self.by_second():
                print(f"{seconds:.1f}", *(f"{rates[name][way] * 8e-6:.1f}" for way in (0, 1) for name in names), sep="\t", file=out)
