"""Time and memory per citizen, from a small town to the largest cities, on one and two threads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from experiments.benchmark.reading import Reading, in_process

PART, LARGEST = "scale", "largest city"
#: Months of a run, and its burn-in: the measured months include a yearly measurement.
MONTHS, BURN_IN = 16, 3


def readings(citizens: Sequence[int], threads: Sequence[int]) -> Iterator[Reading]:
    """Nanoseconds per citizen-month, share of each process, bytes per citizen."""
    for count in citizens:
        for workers in threads:
            yield from _readings(
                count, workers, in_process("city_run", count, MONTHS, BURN_IN, threads=workers)
            )


#: Residents of Greater Tokyo, the largest urban area there is (United Nations, World Urbanization
#: Prospects 2018: 37.4 million).
TOKYO = 37_000_000


def largest() -> Iterator[Reading]:
    """Greater Tokyo, citizen by citizen: a few minutes and about 17 GiB."""
    found = in_process("city_run", TOKYO, 4, 1, threads=2)
    for reading in _readings(TOKYO, 2, found):
        if not reading.what.startswith("process: "):
            yield replace(reading, part=LARGEST)
    yield Reading(LARGEST, "memory of the whole process", TOKYO, 2, found["peak"] / 2**30, "GiB")


def _readings(citizens: int, threads: int, found: dict[str, Any]) -> Iterator[Reading]:
    """The numbers of one city, per citizen."""
    for what, value, unit in (
        ("month", found["month"] / citizens * 1e9, "ns per citizen-month"),
        ("month, mean with yearly readings", found["mean_month"] / citizens * 1e9,
         "ns per citizen-month"),
        ("founding", found["founded"] / citizens * 1e9, "ns per citizen"),
        ("columns of citizens", found["table_bytes"], "bytes per citizen"),
        ("peak of memory", found["peak_bytes"], "bytes per citizen"),
    ):  # fmt: skip
        yield Reading(PART, what, citizens, threads, value, unit)
    for name, seconds in found["processes"].items():
        value = seconds / citizens * 1e9
        yield Reading(PART, f"process: {name}", citizens, threads, value, "ns per citizen-month")


def steadiness(citizens: int, months: int) -> Iterator[Reading]:
    """Whether months become slower as a city ages."""
    found = in_process("city_run", citizens, months, 12)
    yield Reading(PART, f"second half of {months} months over the first", citizens, 1,
                  found["later_over_earlier"], "ratio")  # fmt: skip
