"""How soon the peers of a crowd had the file, beside the least time in which that is possible, and how busy their uplinks were."""

import math
import os
import statistics

from .crowd import SEED
from .machine import MIB

# Of the machine: more than this, and what was measured was something else.
MAX_FOREIGN = 0.10


class Report:
    """What `bench/crowd` prints, by its options; `slow` and `strangers` are some of the `names` of the peers."""

    def __init__(self, options, link, names, slow, strangers):
        self.options = options
        self.link = link
        self.names = names
        self.slow = slow
        self.strangers = strangers
        self.bytes = options.size * MIB

    def begin(self):
        mbit = lambda rate: f"{rate * 8e-6:.2f}"
        print(f"{self.options.size} MiB in pieces of {self.options.piece} KiB to {self.options.n} peers, {os.cpu_count()} cores\n"
              f"a link of {self.options.rate:g} Mbit/s carries {mbit(self.link.payload)} Mbit/s of payload, "
              f"{mbit(self.link.both_ways)} while as much goes the other way; least {self.least(False):.2f} s", flush=True)

    def least(self, slow):
        """
        Seconds in which it is possible at best. A piece can be passed on when it is whole: where all begin together and have the
        same rate, the last one has the last of M pieces after M + ⌊log₂ N⌋ times what a piece takes (Mundinger, Weber, Weiss
        2008). Elsewhere: after M times what a piece takes on the slowest link on its way.
        """
        pieces = math.ceil(self.bytes / (self.options.piece << 10))
        factor = self.options.slow[1] if slow else 1
        if self.options.seed_rate == 1 and not self.options.stagger and not slow:
            pieces += int(math.log2(max(1, len(self.names) - len(self.slow))))
        return pieces * (self.options.piece << 10) / (self.link.payload * min(factor, self.options.seed_rate))

    def longest(self):
        return max(self.least(bool(self.slow)), self.least(False))

    def groups(self, program):
        """Those who are compared with one another only, by title: who is in it, and the least time for it."""
        strangers = self.strangers if program == "starling" else []
        kinds = {
            program: [name for name in self.names if name not in {*self.slow, *strangers}],
            f"{program} (slow links)": self.slow,
            f"{program} (its libtorrents)": strangers,
        }
        return {title: (names, self.least(names is self.slow)) for title, names in kinds.items() if names}

    def show(self, title, result):
        groups = self.groups(title.partition(" ")[0])
        times = "; ".join(
            (f"{group}: " if len(groups) > 1 else "") + self.times(names, least, result) for group, (names, least) in groups.items())
        thirds = ", ".join(f"{used:.0%}" for used in self.used(result, 3))
        note = "  (others used the CPU: do not trust this one)" if result.foreign > MAX_FOREIGN else ""
        print(f"  {title}: {times}; first data after {result.uplinks.begun(SEED):.1f} s, uplinks used from then on: "
              f"seed's {self.seed_used(result):.0%}, peers' {self.used(result)[0]:.0%} (by thirds of the time {thirds}); "
              f"seed sent {self.copies(result):.2f} copies, all {self.sent(result):.3f} of the least, twice {self.twice(result)}; "
              f"orders in {result.ordering * 1e3:.0f} ms, CPU {result.cpu:.2f} s a peer, "
              f"machine busy {result.busy:.0%}, peak RSS {result.rss:.0f} MiB, others' CPU {result.foreign:.0%}{note}", flush=True)

    def times(self, names, least, result):
        seconds = [result.seconds[name] for name in names if name in result.seconds]
        missing = f", {len(names) - len(seconds)} of {len(names)} have it not" if len(seconds) < len(names) else ""
        last, middle = (max(seconds), statistics.median(seconds)) if seconds else (math.nan, math.nan)
        return f"last {last:.2f} s ({last / least:.2f}), median {middle:.2f} s ({middle / least:.2f}){missing}"

    def used(self, result, parts=1):
        """Share of what the peers' uplinks could have carried from the first data on, in each part of that time."""
        share = len(self.slow) / len(self.names)
        could = self.link.counted * (1 - share + share * self.options.slow[1])
        return [rate / could for rate in result.uplinks.rates(self.names, SEED, parts)]

    def seed_used(self, result):
        return result.uplinks.rates([SEED], SEED)[0] / (self.link.counted * self.options.seed_rate)

    def copies(self, result):
        """How often the seed sent the file, in bytes."""
        return result.uplinks.sent(SEED) / self.bytes

    def sent(self, result):
        """What all uplinks carried, of the payload that somebody has to send."""
        return sum(result.uplinks.sent(name) for name in [SEED, *self.names]) / (self.bytes * len(self.names))

    def twice(self, *results):
        """Bytes that peers had already when they came; not known of those who do not tell."""
        shares = [sum(result.downloaded.values()) / (self.bytes * len(result.downloaded)) - 1 for result in results if result.downloaded]
        return f"{statistics.median(shares):.1%}" if shares else "not told"

    def end(self, results):
        print("\n| | N | last s (rounds) | last ÷ least | median ÷ least | uplinks used: seed's, peers' | copies the seed sent "
              "| sent ÷ least | received twice | CPU s a peer | machine busy | peak RSS MiB |\n|" + "---|" * 12)
        for program, rounds in results.items():
            for group, (names, least) in self.groups(program).items():
                whole = [each for each in rounds if set(names) <= each.seconds.keys()]
                print(self.row(group, names, least, whole) if whole else f"| {group} | {len(names)} | never all of them |")

    def row(self, group, names, least, rounds):
        middle = lambda value: statistics.median(value(each) for each in rounds)
        last = [max(each.seconds[name] for name in names) for each in rounds]
        half = [statistics.median(each.seconds[name] for name in names) for each in rounds]
        return (f"| {group} | {len(names)} | {statistics.median(last):.1f} ({', '.join(f'{each:.1f}' for each in last)}) "
                f"| {statistics.median(last) / least:.2f} | {statistics.median(half) / least:.2f} "
                f"| {middle(self.seed_used):.0%}, {middle(lambda each: self.used(each)[0]):.0%} | {middle(self.copies):.2f} "
                f"| {middle(self.sent):.3f} | {self.twice(*rounds)} | {middle(lambda each: each.cpu):.2f} | {middle(lambda each: each.busy):.0%} | {middle(lambda each: each.rss):.0f} |")
