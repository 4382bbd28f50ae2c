"""Agent-steps per second compared with models of other libraries, in the same run.

These models are far simpler than a month of this one (a few lines against more than 40 processes),
so their steps are not the same work: the comparison shows waiting times, not the quality of loops.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from experiments.benchmark.plain_peers import PEERS
from experiments.benchmark.reading import Reading, in_process

PART = "peers"


def readings(citizens: Sequence[int], python: str = sys.executable) -> Iterator[Reading]:
    """Speed of a city and of the models of other libraries.

    Parameters
    ----------
    citizens : sequence of int
    python : str
        Interpreter of an environment with other libraries. Libraries that it lacks are searched in
        the environment of this city; those missing in both are left out.
    """
    interpreters = dict.fromkeys((python, sys.executable))
    for count in citizens:
        found = in_process("city_run", count, 8, 1)
        yield Reading(PART, "this city: a whole month", count, 1, count / found["month"],
                      "agent-steps per second")  # fmt: skip
        for name in PEERS:
            speeds = (
                in_process("plain_peers", name, count, python=python) for python in interpreters
            )
            speed = next((found for found in speeds if found is not None), None)
            if speed is not None:
                yield Reading(PART, name, count, 1, speed, "agent-steps per second")
