"""The screening: which of all uncertain parameters unbalance and volatility depend on.

Morris trajectories through all numeric parameters of the baseline that are assumed or calibrated,
each varied around its default as in :mod:`experiments.claims.robustness`. An index is thus the
change of the outcome over the uncertainty of a parameter, whatever its unit. Interventions and
shocks are left out; the baseline has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from experiments.claims.robustness import at, varied
from experiments.designs import Design, Factor
from experiments.designs.factor import require_salib, salib_problem
from experiments.errors import RequestError
from experiments.sensitivity.answers import Answers, noise
from experiments.studies.study import Study
from scenarios import Scenario, load

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

#: Sections without a role in the baseline.
LEFT_OUT = ("interventions", "shocks")
#: Levels of the grid, and seed of the trajectories.
LEVELS, SEED = 4, 2021
OUTCOMES = ("unbalance", "volatility")


@cache
def parameters() -> dict[str, tuple[float, float, float, bool]]:
    """The varied parameters: name → default, ends of the range, whether by odds."""
    return {
        name: limits
        for name, limits in varied([]).items()
        if name.partition(".")[0] not in LEFT_OUT
    }


def point(trajectory: int, step: int) -> str:
    """Name of the scenario of a point; trajectories count from 1, steps from 0."""
    return f"screening-{trajectory}-{step:03d}"


def points(trajectory: int) -> list[str]:
    """The points of a trajectory in order: one more than there are parameters."""
    return [point(trajectory, step) for step in range(len(parameters()) + 1)]


@cache
def places(trajectories: int) -> np.ndarray:
    """Rows by parameters, in [0, 1]; the first trajectories do not depend on their number.

    Raises
    ------
    RequestError
        If SALib is not installed.
    """
    import numpy as np

    require_salib()
    problem = salib_problem(list(parameters()))
    from SALib.sample import morris

    drawn = [
        morris.sample(problem, 1, num_levels=LEVELS, seed=SEED + number)
        for number in range(trajectories)
    ]
    return np.vstack(drawn)


def scenarios(size: Mapping[str, Any], trajectories: int) -> list[Scenario]:
    """The points of some trajectories as scenarios of a size."""
    base = load("baseline").but(size)
    found = []
    rows = iter(places(trajectories))
    for number in range(1, trajectories + 1):
        for step, row in zip(range(len(parameters()) + 1), rows, strict=False):
            changes = {
                name: at(float(place), *limits)
                for place, (name, limits) in zip(row, parameters().items(), strict=True)
            }
            name = point(number, step)
            title = f"Screening, trajectory {number}, step {step}"
            found.append(base.but(changes, name=name, title=title, source=name))
    return found


def answers(runs: pd.DataFrame, columns: Mapping[str, str]) -> tuple[list[Answers], int]:
    """The outcomes of all complete trajectories.

    Trajectories are independent, so one with a missing run or an undefined outcome is left out.

    Parameters
    ----------
    runs : DataFrame
        One row per run: scenario, seed and measures.
    columns : mapping of str to str
        Outcome → its unit.

    Returns
    -------
    answers : list of Answers
        One per outcome.
    left_out : int
        Incomplete trajectories.

    Raises
    ------
    RequestError
        If none is complete.
    """
    import numpy as np
    import pandas as pd

    begun = max((int(name.split("-")[1]) for name in runs["scenario"].unique()), default=0)
    seeds = sorted(int(seed) for seed in runs["seed"].unique())
    wide = runs.pivot(index="scenario", columns="seed", values=list(columns))
    whole = [
        number
        for number in range(1, begun + 1)
        if np.isfinite(wide.reindex(points(number)).to_numpy(dtype=np.float64)).all()
    ]
    if not whole:
        raise RequestError(f"the screening has no complete trajectory of {begun}: runs are missing")
    steps = len(parameters()) + 1
    rows = np.concatenate([np.arange((number - 1) * steps, number * steps) for number in whole])
    at_places = places(begun)[rows]
    names = [name for number in whole for name in points(number)]
    table = pd.DataFrame({"row": np.arange(len(rows)), "point": names})
    factors = []
    for column, (name, (_, low, high, _)) in enumerate(parameters().items()):
        factors.append(Factor(name, "uncertainty", "number", "", low, high))
        table = table.assign(**{f"place:{name}": at_places[:, column]}).copy()
    design = Design(
        "morris", "Screening of the baseline", "baseline", tuple(factors), table, (),
        tuple(columns), SEED, tuple(seeds), {"levels": LEVELS, "trajectories": len(whole)},
    )  # fmt: skip
    found = []
    for outcome, unit in columns.items():
        values = wide[outcome].loc[names].to_numpy(dtype=np.float64)
        found.append(Answers(design, outcome, unit, values, noise(values)))
    return found, begun - len(whole)


FULL = Study("screening", 2, 400, 84, 36, partial(scenarios, trajectories=5))
QUICK = Study("screening-quick", 1, 120, 36, 12, partial(scenarios, trajectories=1))
