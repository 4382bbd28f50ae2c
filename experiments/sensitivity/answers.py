"""The outcomes of a sweep, point by point and seed by seed.

A sensitivity index is a sum over the whole design, so one missing or undefined outcome makes all
indices wrong. Incomplete sweeps are therefore refused, with the count.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.comparison import chosen_columns
from experiments.designs import Design, read
from experiments.errors import RequestError, StoppedError
from experiments.storage.results import Results
from experiments.storage.store import Store


@dataclass(frozen=True)
class Noise:
    """Share of an outcome's variance that is random.

    Attributes
    ----------
    share : float
        Share of the seeds, alone and in interaction with the point, in the variance of single runs;
        nan with one seed.
    of_mean : float
        Standard deviation of a point's mean over the seeds, relative to that of another point;
        an effect of a seed common to all points cancels. nan with one seed.
    """

    share: float
    of_mean: float


@dataclass(frozen=True)
class Answers:
    """One outcome of a sweep.

    Attributes
    ----------
    design : Design
    column : str
        The measure's column.
    unit : str
    values : ndarray
        Rows of the design by seeds, all finite.
    noise : Noise
    """

    design: Design
    column: str
    unit: str
    values: np.ndarray
    noise: Noise

    @property
    def means(self) -> np.ndarray:
        """Mean over the seeds of each row of the design."""
        means: np.ndarray = self.values.mean(axis=1)
        return means

    @property
    def flat(self) -> bool:
        """Whether all points have the same mean, so that it depends on no parameter."""
        return float(np.ptp(self.means)) == 0.0


def noise(values: np.ndarray) -> Noise:
    """Share of the seeds in the variance of runs, by a two-way analysis of variance.

    ``y = mean + point + seed + rest``, with the components estimated from the mean squares
    (Searle, Casella & McCulloch 1992); the rest is the interaction of seed and point.

    Parameters
    ----------
    values : ndarray
        Points by seeds.
    """
    points, seeds = values.shape
    if seeds < 2 or points < 2:
        return Noise(math.nan, math.nan)
    whole = values.mean()
    by_point, by_seed = values.mean(axis=1), values.mean(axis=0)
    rest = values - by_point[:, None] - by_seed[None, :] + whole
    of_rest = float((rest**2).sum() / ((points - 1) * (seeds - 1)))
    of_point = max(0.0, float(by_point.var(ddof=1)) - of_rest / seeds)
    of_seed = max(0.0, float(by_seed.var(ddof=1)) - of_rest / points)
    total = of_point + of_seed + of_rest
    share = (of_seed + of_rest) / total if total > 0 else 0.0
    return Noise(share, math.sqrt(of_rest / seeds))


def answers(directory: Path, measures: Sequence[str] = ()) -> list[Answers]:
    """The outcomes of the sweep in a folder.

    Parameters
    ----------
    directory : Path
    measures : sequence of str
        Names of measures or of single columns; by default those of the design.

    Raises
    ------
    RequestError
        If there is no sweep in the folder or a measure is unknown.
    StoppedError
        If a run of the sweep is missing, or an outcome is not defined in one.
    """
    design = read(directory)
    results = Results(directory)
    _complete(design, directory, results)
    columns = chosen_columns(results, list(measures) or list(design.outcomes) or None)
    summary = results.summary(columns).set_index(["scenario", "seed"])
    rows = [(point, seed) for point in design.table["point"] for seed in design.seeds]
    shape = (len(design.table), len(design.seeds))
    alone = ~design.table["point"].duplicated().to_numpy()
    outcomes = []
    for column in columns:
        values = summary.loc[rows, column].to_numpy(dtype=np.float64).reshape(shape)
        undefined = np.argwhere(~np.isfinite(values[alone]))
        if len(undefined):
            row, seed = undefined[0]
            raise StoppedError(
                f"{directory}: {column} is not defined in {len(undefined)} of "
                f"{values[alone].size} runs, the first {design.points[row]} seed "
                f"{design.seeds[seed]}; choose another outcome with --measure"
            )
        unit = results.columns[column]["unit"]
        outcomes.append(Answers(design, column, unit, values, noise(values[alone])))
    return outcomes


def _complete(design: Design, directory: Path, results: Results) -> None:
    """Raise a StoppedError if runs of the design are missing."""
    store = Store(directory)
    stored = set(results.run_keys) if store.files() else set()
    wanted = [(point, seed) for point in design.points for seed in design.seeds]
    missing = [run for run in wanted if run not in stored]
    if not missing:
        return
    causes = {
        (failure["scenario"], failure["seed"]): failure["cause"] for failure in store.failures()
    }
    failed = [run for run in missing if run in causes]
    first = (failed or missing)[0]
    why = f": {causes[first]}" if first in causes else ""
    how = (
        f"repeat the failed ones with: cityfit run --rerun-failed -o {directory}"
        if len(failed) == len(missing)
        else "run the sweep again to complete it"
    )
    raise StoppedError(
        f"{directory}: {len(missing)} of {len(wanted)} runs are missing, {len(failed)} of them "
        f"failed; the first is {first[0]} seed {first[1]}{why}; {how}"
    )


def refuse(design: Design, kinds: Sequence[str], what: str) -> None:
    """Raise a RequestError if the kind of a design is not among some kinds."""
    if design.kind not in kinds:
        names = ", ".join(f'"{kind}"' for kind in kinds)
        raise RequestError(f'{what} needs a design of kind {names}, not "{design.kind}"')
