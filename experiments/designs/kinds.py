"""The kinds of designs: the rows of each, and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import comb, prod
from typing import Any

import numpy as np

from experiments.designs import fractional
from experiments.designs.factor import Factor
from experiments.errors import RequestError

Options = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """Rows of a design.

    Attributes
    ----------
    values : list of list
        Rows by factors: what is run.
    places : ndarray
        The same in places of [0, 1] of each factor's range.
    structure : dict of str to list
        What the kind says of each row.
    """

    values: list[list[Any]]
    places: np.ndarray
    structure: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A kind of design.

    Attributes
    ----------
    name, meaning : str
    options : dict
        Key of the design file → default; None where it has to be given.
    count : callable
        Number of rows, from factors and options.
    rows : callable
        The rows, from factors, options and the seed of the design.
    nested : bool
        Whether a larger design of the kind holds the rows of a smaller one.
    drawn : bool
        Whether the rows hang on the seed of the design.
    """

    name: str
    meaning: str
    options: Options
    count: Callable[[Sequence[Factor], Options], int]
    rows: Callable[[Sequence[Factor], Options, int], Rows]
    nested: bool = True
    drawn: bool = False


def _even(number: int) -> list[float]:
    return np.linspace(0.0, 1.0, number).tolist() if number > 1 else [0.0]


def _crossed(factors: Sequence[Factor], levels: int) -> Rows:
    """Every combination of levels; the last factor changes fastest."""
    steps = [factor.stepped(levels) for factor in factors]
    places = list(product(*(_even(len(one)) for one in steps)))
    return Rows([list(one) for one in product(*steps)], np.array(places, dtype=np.float64))


def _combinations(factors: Sequence[Factor], levels: int) -> int:
    return prod(len(factor.stepped(levels)) for factor in factors)


def _ends(factors: Sequence[Factor], high: np.ndarray) -> Rows:
    """Rows of ends: 0 for the low one, 1 for the high one."""
    ends = [factor.ends_of() for factor in factors]
    values = [[ends[at][one] for at, one in enumerate(row)] for row in high.tolist()]
    return Rows(values, high.astype(np.float64))


def _placed(
    factors: Sequence[Factor], places: np.ndarray, structure: dict[str, list[Any]] | None = None
) -> Rows:
    """Rows whose values stand at places of [0, 1]."""
    values = [
        [one.at(place) for one, place in zip(factors, row, strict=True)] for row in places.tolist()
    ]
    return Rows(values, places, structure or {})


def _grid(factors: Sequence[Factor], options: Options, _: int) -> Rows:
    return _crossed(factors, options["levels"])


def _factorial(factors: Sequence[Factor], _: Options, __: int) -> Rows:
    return _ends(factors, fractional.fraction(len(factors), []))


def _fraction(factors: Sequence[Factor], options: Options, _: int) -> Rows:
    return _ends(factors, fractional.fraction(len(factors), options["generators"]))


def _divided(factors: Sequence[Factor], options: Options) -> tuple[list[Factor], list[Factor]]:
    """Factors that are sampled, and levers that every sample is crossed with."""
    if not options["cross_levers"]:
        return list(factors), []
    levers = [factor for factor in factors if factor.role == "lever"]
    return [factor for factor in factors if factor.role != "lever"], levers


def _sampled(
    draw: Callable[[int, int, int], np.ndarray],
) -> Callable[[Sequence[Factor], Options, int], Rows]:
    """The rows of a kind that draws samples by columns from a seed."""

    def rows(factors: Sequence[Factor], options: Options, seed: int) -> Rows:
        drawn, levers = _divided(factors, options)
        sample = _placed(drawn, draw(options["samples"], len(drawn), seed))
        if not levers:
            return sample
        sets = _crossed(levers, options["levels"])
        # every combination of levers of a sample stands together, so that what a batch that was
        # cut short has done is whole samples
        order = list(product(range(len(sample.values)), range(len(sets.values))))
        column = {factor.name: at for at, factor in enumerate([*drawn, *levers])}
        at = [column[factor.name] for factor in factors]
        joined = [sample.values[one] + sets.values[other] for one, other in order]
        places = np.array([[*sample.places[one], *sets.places[other]] for one, other in order])
        return Rows(
            [[row[one] for one in at] for row in joined],
            places[:, at],
            {"levers": [other for _, other in order]},
        )

    return rows


def _sampled_count(factors: Sequence[Factor], options: Options) -> int:
    _, levers = _divided(factors, options)
    return int(options["samples"]) * _combinations(levers, options["levels"])


def _latin(samples: int, columns: int, seed: int) -> np.ndarray:
    from scipy.stats import qmc

    return qmc.LatinHypercube(columns, rng=np.random.default_rng(seed)).random(samples)


def _sequence(samples: int, columns: int, seed: int) -> np.ndarray:
    from scipy.stats import qmc

    drawn = qmc.Sobol(columns, scramble=True, rng=np.random.default_rng(seed))
    return drawn.random_base2(samples.bit_length() - 1)


def salib_at_hand() -> None:
    """Raise a RequestError of one line if SALib is not installed."""
    try:
        import SALib  # noqa: F401
    except ImportError:
        raise RequestError(
            "designs for sensitivities need SALib, which is not installed: "
            "pip install 'cityfit[sensitivity]'"
        ) from None


def _problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """The factors as SALib asks for them, each from 0 to 1."""
    return {
        "num_vars": len(factors),
        "names": [factor.name for factor in factors],
        "bounds": [[0.0, 1.0]] * len(factors),
    }


def _saltelli(factors: Sequence[Factor], options: Options, seed: int) -> Rows:
    """Blocks of Saltelli (2010): A, then B's columns one by one in A, then B."""
    salib_at_hand()
    from SALib.sample import sobol

    samples, second = options["samples"], options["second_order"]
    places = sobol.sample(_problem(factors), samples, calc_second_order=second, seed=seed)
    names = [factor.name for factor in factors]
    block = ["A", *(f"AB:{one}" for one in names)]
    block += [*(f"BA:{one}" for one in names), "B"] if second else ["B"]
    structure = {
        "block": np.repeat(np.arange(samples), len(block)).tolist(),
        "matrix": block * samples,
    }
    return _placed(factors, places, structure)


def _trajectories(factors: Sequence[Factor], options: Options, seed: int) -> Rows:
    """Trajectories of Morris (1991) over a lattice of levels."""
    salib_at_hand()
    from SALib.sample import morris

    trajectories, steps = options["trajectories"], len(factors) + 1
    places = morris.sample(_problem(factors), trajectories, options["levels"], seed=seed)
    structure = {
        "trajectory": np.repeat(np.arange(trajectories), steps).tolist(),
        "step": list(range(steps)) * trajectories,
    }
    return _placed(factors, places, structure)


def divisions_of(whole: int, among: int) -> Iterator[tuple[int, ...]]:
    """Every way to divide a whole number of parts, the first component's share falling."""
    if among == 1:
        yield (whole,)
        return
    for first in range(whole, -1, -1):
        for rest in divisions_of(whole - first, among - 1):
            yield (first, *rest)


def _lattice(options: Options) -> list[tuple[int, ...]]:
    """The simplex lattice of Scheffé (1958), and the even division where it is not in it."""
    among, parts = len(options["components"]), options["divisions"]
    points = list(divisions_of(parts, among))
    if options["centre"] and parts % among:
        points.append((1,) * among)
    return points


def _lattice_count(factors: Sequence[Factor], options: Options) -> int:
    among, parts = len(options["components"]), options["divisions"]
    points = comb(parts + among - 1, among - 1) + bool(options["centre"] and parts % among)
    return points * len(options["pot"]) * _combinations(factors[among:], options["levels"])


def _mixture(factors: Sequence[Factor], options: Options, _: int) -> Rows:
    """The lattice for every pot, crossed with the levels of further factors.

    The components are the first of the factors.
    """
    levels = _crossed(factors[len(options["components"]) :], options["levels"])
    values: list[list[Any]] = []
    places: list[list[float]] = []
    pots: list[float] = []
    for pot in options["pot"]:
        for parts in _lattice(options):
            shares = [part / sum(parts) for part in parts]
            for more, where in zip(levels.values, levels.places.tolist(), strict=True):
                values.append([float(pot * share) for share in shares] + more)
                places.append(shares + where)
                pots.append(float(pot))
    return Rows(values, np.array(places, dtype=np.float64), {"pot": pots})


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "grid", "every combination of the levels of all factors",
            {"levels": 3},
            lambda factors, options: _combinations(factors, options["levels"]), _grid,
        ),
        Kind(
            "factorial", "every combination of the two ends of all factors",
            {}, lambda factors, _: 2 ** len(factors), _factorial,
        ),
        Kind(
            "fractional_factorial", "a part of the factorial that keeps a resolution",
            {"resolution": 4, "generators": None},
            lambda factors, options: 2 ** (len(factors) - len(options["generators"])), _fraction,
        ),
        Kind(
            "latin_hypercube", "samples, one in each of as many equal parts of every range",
            {"samples": None, "cross_levers": False, "levels": 2},
            _sampled_count, _sampled(_latin), nested=False, drawn=True,
        ),
        Kind(
            "sobol_sequence", "samples that fill the ranges evenly and can be added to",
            {"samples": None, "cross_levers": False, "levels": 2},
            _sampled_count, _sampled(_sequence), drawn=True,
        ),
        Kind(
            "sobol", "Saltelli's samples, for Sobol' indices",
            {"samples": None, "second_order": False},
            lambda factors, options: options["samples"]
            * (2 * len(factors) + 2 if options["second_order"] else len(factors) + 2),
            _saltelli, drawn=True,
        ),
        Kind(
            "morris", "trajectories of one step per factor, for screening many of them",
            {"trajectories": 10, "levels": 4},
            lambda factors, options: options["trajectories"] * (len(factors) + 1), _trajectories,
            drawn=True,
        ),
        Kind(
            "mixture", "divisions of a pot of money over the interventions",
            {"levels": 2},  # and what stands in [mixture]
            _lattice_count, _mixture,
        ),
    )
}  # fmt: skip
