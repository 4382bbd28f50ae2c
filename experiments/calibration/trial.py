"""A trial: a small city with other values, run with a few seeds, and its loss."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from experiments.calibration.targets import Target
from experiments.validation.facts import BY_KEY

#: Weight in the loss of the distance from the middle within the range. It is small compared with
#: the distance outside, so that no fact leaves its range to move another towards the middle.
INSIDE = 0.1
#: Distance from the middle, in half-widths of the range, of a fact that has no value.
NO_VALUE = 10.0


@dataclass(frozen=True)
class Trial:
    """A finished trial.

    Attributes
    ----------
    number : int
        From 0, the current values.
    start : int
        Start of its chain, from 1; see :mod:`experiments.calibration.starts`.
    values : dict
        Parameter → value tried.
    facts : dict
        Row of the facts → value; empty if the trial failed.
    loss : float
        nan if the trial failed.
    """

    number: int
    start: int
    values: dict[str, float]
    facts: dict[str, float]
    loss: float


def loss_of(target: Target, value: float) -> float:
    """Squared standardised distance of a value from the range of its target.

    ``z = (x − middle) / half-width``; ``loss = w [(|z| − 1)₊² + 0.1 min(|z|, 1)²]``. A value in the
    range costs at most 0.1 w, one that is a half-width outside costs 1.1 w.
    """
    half = 0.5 * (target.high - target.low)
    size = abs(value - 0.5 * (target.low + target.high)) / half
    if not math.isfinite(size):
        size = NO_VALUE
    return target.weight * (max(size - 1.0, 0.0) ** 2 + INSIDE * min(size, 1.0) ** 2)


def total_loss(targets: Iterable[Target], values: Mapping[str, float]) -> float:
    """Sum of the losses of all targets, given the value of each row (mean over seeds)."""
    return sum(loss_of(target, values[target.key]) for target in targets)


@dataclass(frozen=True)
class City:
    """One city of a trial: its resolved settings, its seed, and the rows of facts to compute."""

    settings: Mapping[str, Any]
    seed: int
    keys: tuple[str, ...]


def run_city(city: City) -> dict[str, float] | str:
    """The value of each row in one city; the cause in one line if the run fails."""
    from simulation.engine import simulate
    from simulation.settings import Settings

    try:
        months = simulate(Settings(city.settings), city.seed).measures
    except Exception as error:  # a failing trial must not end the others
        first = (str(error).splitlines() or [""])[0]
        return f"{type(error).__name__}: {first}"
    measured = months[months["month"] > city.settings["city.burn_in"]]
    return {key: BY_KEY[key].read(measured) for key in city.keys}


def means(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Mean of each row over the seeds; nan if it has no value for one of them."""
    return {key: sum(values[key] for values in found) / len(found) for key in found[0]}


def tried(
    points: Sequence[Mapping[str, Any]],
    seeds: Sequence[int],
    keys: Sequence[str],
    executor: Executor | None,
) -> list[dict[str, float] | str]:
    """Rows of several cities, as means over seeds, or the cause if one failed.

    Parameters
    ----------
    points : sequence of mapping
        Resolved settings, one per city.
    seeds : sequence of int
        The same for all, so that cities are compared with common random numbers.
    keys : sequence of str
        Rows of the facts to compute.
    executor : Executor or None
        Its processes run the cities; this process if None.

    Returns
    -------
    list
        In the order of the points, whatever the number of processes.
    """
    cities = [City(point, seed, tuple(keys)) for point in points for seed in seeds]
    ends = list(map(run_city, cities) if executor is None else executor.map(run_city, cities))
    results: list[dict[str, float] | str] = []
    for place in range(0, len(ends), len(seeds)):
        mine = ends[place : place + len(seeds)]
        failures = [end for end in mine if isinstance(end, str)]
        results.append(failures[0] if failures else means([e for e in mine if isinstance(e, dict)]))
    return results
