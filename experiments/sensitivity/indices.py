"""Morris' and Sobol' indices, by SALib.

Morris (1991), Campolongo, Cariboni & Saltelli (2007): an elementary effect is what the outcome
changes when one parameter alone changes, scaled to its whole range; ``mu`` is the mean of it over
the space, ``mu_star`` the mean of its size, ``sigma`` its standard deviation, which is large where
the effect is not linear or depends on other parameters.

Sobol' (2001), Saltelli et al. (2010): the share of a parameter in the outcome's variance, alone
(``first``) and with all interactions (``total``), and that of a pair (``second``).
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from experiments.designs.factor import require_salib
from experiments.sensitivity.answers import Answers

#: Resamples of the bootstrap, coverage of its intervals, and its seed.
RESAMPLES, LEVEL, SEED = 1_000, 0.95, 2021
#: Fewest trajectories for an interval.
FEWEST = 4

Rows = list[dict[str, Any]]


def salib() -> Any:
    """SALib's methods of analysis."""
    require_salib()
    import SALib.analyze.morris
    import SALib.analyze.sobol

    return SALib.analyze


def elementary_effects(places: np.ndarray, outcome: np.ndarray, factors: int) -> np.ndarray:
    """Elementary effects over the whole range, trajectories by factors.

    Parameters
    ----------
    places : ndarray
        Rows by factors, in [0, 1], trajectory by trajectory of ``factors + 1`` rows.
    outcome : ndarray
        One value per row.
    factors : int
    """
    steps = np.diff(places.reshape(-1, factors + 1, factors), axis=1)
    changes = np.diff(outcome.reshape(-1, factors + 1), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[..., None], axis=2)[..., 0]
    effects = np.empty_like(changes)
    np.put_along_axis(effects, moved, changes / size, axis=1)
    return effects


def interval(effects: np.ndarray, statistic: Any) -> tuple[np.ndarray, np.ndarray]:
    """Bootstrap interval of a statistic of each column; nan for too few rows."""
    from scipy.stats import bootstrap

    if len(effects) < FEWEST:
        nothing = np.full(effects.shape[1], math.nan)
        return nothing, nothing
    ends = bootstrap(
        (effects,), statistic, n_resamples=RESAMPLES, confidence_level=LEVEL, axis=0,
        method="percentile", rng=np.random.default_rng(SEED),
    ).confidence_interval  # fmt: skip
    return ends.low, ends.high


def morris(answers: Answers) -> Rows:
    """Morris' indices of one outcome, the largest ``mu_star`` first.

    ``noise`` is the expected ``mu_star`` of a parameter without any effect, given the randomness of
    the seeds: √2 √(2/π) s / Δ, with s the standard error of a point's mean and Δ the step.
    """
    design, outcome = answers.design, answers.means
    levels = int(design.options["levels"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # one trajectory has no sigma: it is nan
        found = salib().morris.analyze(
            design.problem, design.places(), outcome, num_levels=levels, num_resamples=2, seed=SEED
        )
    effects = elementary_effects(design.places(), outcome, len(design.factors))
    ends = {
        "mu_star": interval(np.abs(effects), np.mean),
        "mu": interval(effects, np.mean),
        "sigma": interval(effects, lambda data, axis: np.std(data, axis=axis, ddof=1)),
    }
    step = levels / (2.0 * (levels - 1))
    by_chance = 2.0 / math.sqrt(math.pi) * answers.noise.of_mean / step
    rows = [
        {
            "measure": answers.column,
            "parameter": name,
            **{
                column: value
                for index, (low, high) in ends.items()
                for column, value in (
                    (index, float(found[index][at])),
                    (f"{index}_low", float(low[at])),
                    (f"{index}_high", float(high[at])),
                )
            },
            "noise": by_chance,
            "unit": answers.unit,
        }
        for at, name in enumerate(design.names)
    ]
    return sorted(rows, key=lambda row: (-row["mu_star"], row["parameter"]))


def sobol(answers: Answers) -> tuple[Rows, Rows]:
    """Sobol' indices of one outcome, the largest total first.

    Returns
    -------
    indices : list of dict
        First and total index of each parameter with bootstrap intervals.
    pairs : list of dict
        Second-order index of each pair, the largest first; empty if the design has none.
    """
    design = answers.design
    second = bool(design.options.get("second_order", False))
    found = salib().sobol.analyze(
        design.problem, answers.means, calc_second_order=second, num_resamples=RESAMPLES,
        conf_level=LEVEL, seed=SEED,
    )  # fmt: skip
    rows: Rows = [
        {
            "measure": answers.column,
            "parameter": name,
            **_with_ends("first", found["S1"][at], found["S1_conf"][at]),
            **_with_ends("total", found["ST"][at], found["ST_conf"][at]),
        }
        for at, name in enumerate(design.names)
    ]
    rows.sort(key=lambda row: (-row["total"], row["parameter"]))
    pairs: Rows = []
    if second:
        names = design.names
        pairs = [
            {
                "measure": answers.column,
                "parameter": names[first],
                "other": names[other],
                **_with_ends("second", found["S2"][first, other], found["S2_conf"][first, other]),
            }
            for first in range(len(names))
            for other in range(first + 1, len(names))
        ]
        pairs.sort(key=lambda row: -row["second"])
    return rows, pairs


def _with_ends(name: str, value: float, half: float) -> dict[str, float]:
    return {name: float(value), f"{name}_low": float(value - half),
            f"{name}_high": float(value + half)}  # fmt: skip
