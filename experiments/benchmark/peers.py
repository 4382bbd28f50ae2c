"""Agent-steps per second beside other libraries' models, in the same run.

Their models are far simpler than a month of this one (a handful of lines against more than 40
processes), so a step of theirs is not the same work: the comparison says what a researcher waits
for, not who writes the better loop.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from experiments.benchmark.plain_peers import PEERS
from experiments.benchmark.reading import Reading, apart

PART = "peers"


def readings(citizens: Sequence[int], python: str = sys.executable) -> Iterator[Reading]:
    """Ours and theirs.

    Parameters
    ----------
    citizens : sequence of int
    python : str
        Interpreter of an environment in which peers are. Those that are not there are looked for
        in the environment of this city, where mesa is; those that are in neither are left out.
    """
    places = dict.fromkeys((python, sys.executable))
    for count in citizens:
        found = apart("life", count, 8, 1)
        yield Reading(PART, "this city: a whole month", count, 1, count / found["month"],
                      "agent-steps per second")  # fmt: skip
        for name in PEERS:
            speeds = (apart("plain_peers", name, count, python=place) for place in places)
            speed = next((one for one in speeds if one is not None), None)
            if speed is not None:
                yield Reading(PART, name, count, 1, speed, "agent-steps per second")
