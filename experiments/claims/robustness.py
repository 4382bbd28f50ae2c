"""Robustness: whether the sign of a claim depends on the parameter values that were chosen.

A Latin hypercube draws sets of all numeric parameters that are assumed or calibrated. Each varies
around its default: a number between 0 and 1 by its odds, any other by its size, divided or
multiplied by at most 1.5 if it is assumed and 1.2 if it is calibrated, within its declared range.
Zeros, whole numbers below 2, constants of functional forms (``varied=False``), and parameters that
an arm of a claim sets are not varied.

Each set is one job: all arms run on it with one seed in a small city, and their months are stored
in one file of an ordinary folder of results. So sets resume, fail and become outdated like runs.
The reported share is that of admissible sets in which the effect is above its null; a set is
admissible if unemployment in its baseline is between 2 and 25 %.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.batch.executors import Workforce
from experiments.batch.plan import Plan, PlannedRun
from experiments.batch.runner import carry_out
from experiments.batch.worker import OnMonth, Tables, Task, TaskResult, perform_with
from experiments.claims import batch
from experiments.claims.claim import BASELINE, Arm, Claim, Evidence, arms_of
from experiments.storage.store import Store
from simulation.core.model_version import model_version

Say = Callable[[str], None]
#: Number of a claim, reading and part; part ``*`` is all of them.
SharesKey = tuple[str, str, str]

#: Largest factor that divides or multiplies a parameter or its odds, by its status.
FACTORS = {"assumed": 1.5, "calibrated": 1.2}
#: Unemployment of the baseline between which a set counts as a plausible city.
ADMISSIBLE = (0.02, 0.25)
#: Seed of the hypercube, and of the one run of each arm on each set.
HYPERCUBE_SEED, SEED = 2021, 1
_ARMS = "claims.arms"


def varied(arms: Sequence[Arm]) -> dict[str, tuple[float, float, float, bool]]:
    """The varied parameters: name → default, ends of the range, whether by odds."""
    from simulation.settings import parameter_table

    touched = {key for arm in arms for key in arm.changes}
    chosen = {}
    for name, default, declaration in parameter_table():
        number = isinstance(default, (int, float)) and not isinstance(default, bool)
        factor = FACTORS.get(declaration.status)
        if factor is None or name in touched or not declaration.varied:
            continue
        if not number or default == 0 or (isinstance(default, int) and default < 2):
            continue
        low = -np.inf if declaration.low is None else declaration.low
        high = np.inf if declaration.high is None else declaration.high
        odds = low >= 0 and high <= 1 and 0 < default < 1
        if odds:
            ratio = default / (1 - default)
            ends = [ratio / factor, ratio * factor]
            ends = [end / (1 + end) for end in ends]
        else:
            ends = sorted([default / factor, default * factor])
        chosen[name] = (default, max(ends[0], low), min(ends[1], high), odds)
    return chosen


def draw(arms: Sequence[Arm], sets: int) -> list[dict[str, Any]]:
    """Parameter sets of a Latin hypercube, ``section.key`` → value."""
    from scipy.stats import qmc

    ranges = varied(arms)
    hypercube = qmc.LatinHypercube(d=len(ranges), rng=np.random.default_rng(HYPERCUBE_SEED))
    return [
        {
            name: at(float(share), *limits)
            for share, (name, limits) in zip(row, ranges.items(), strict=True)
        }
        for row in hypercube.random(sets)
    ]


def at(share: float, default: float, low: float, high: float, odds: bool) -> float | int:
    """Value at a share of 0 to 1 of a range, even in its logarithm or log odds."""
    if odds and high >= 1:
        value = low + share * (high - low)
    elif odds:
        ends = np.log([low / (1 - low), high / (1 - high)])
        value = float(1 / (1 + np.exp(-(ends[0] + share * (ends[1] - ends[0])))))
    else:
        sign = -1.0 if default < 0 else 1.0
        ends = np.log(np.abs([low, high]))
        value = sign * float(np.exp(ends[0] + share * (ends[1] - ends[0])))
    value = min(max(value, low), high)
    return round(value) if isinstance(default, int) else value


def plan(claims: Sequence[Claim], size: batch.Size) -> Plan:
    """One job per parameter set."""
    arms = {BASELINE.name: BASELINE} | arms_of(claims)
    text = json.dumps({name: arm.resolved(size.set_burn_in) for name, arm in arms.items()})
    base = batch.scenario(BASELINE, size.set_citizens, size.set_months, size.set_burn_in)
    jobs = []
    for number, values in enumerate(draw(list(arms.values()), size.sets), start=1):
        settings = {**base.settings.flat(), **values, _ARMS: text}
        jobs.append(PlannedRun(f"set-{number:04d}", settings, SEED, {}, model_version()))
    return Plan(tuple(jobs))


def perform_set(task: Task, on_month: OnMonth | None = None) -> TaskResult:
    """Run all arms on a parameter set; see :func:`experiments.batch.worker.perform`."""
    return perform_with(task, _run_arms, on_month)


def _run_arms(job: PlannedRun, on_month: OnMonth) -> Tables:
    """The months of all arms on a parameter set in one table."""
    from simulation.burn_in import BurnIns
    from simulation.engine import simulate
    from simulation.settings import Settings

    flat = dict(job.settings)
    arms: Mapping[str, Mapping[str, Any]] = json.loads(flat.pop(_ARMS))
    settings = Settings(flat)
    burn_ins = BurnIns()
    tables = []
    for number, (name, changes) in enumerate(arms.items(), start=1):
        outcome = simulate(settings.but(changes), job.seed, burn_ins=burn_ins)
        months = outcome.measures.astype(np.float32)
        # the copy puts all columns of a type into one block again
        months = months[months["month"] > flat["city.burn_in"]].copy()
        months["month"] = months["month"].astype(np.int64)
        months.insert(0, "arm", name)
        tables.append(months)
        for month in range(
            job.months * (number - 1) // len(arms), job.months * number // len(arms)
        ):
            on_month(month)
    return {"runs": (pd.concat(tables, ignore_index=True), {})}


def summarised(months: pd.DataFrame) -> pd.DataFrame:
    """One row per arm: each measure summarised over its months by its own rule."""
    from simulation.measures import MEASURES

    how = {column: m.summary for m in MEASURES.values() for column in m.columns}
    parts = {"mean": "mean", "sum": "sum", "last": "last"}
    by_arm = months.groupby("arm", sort=False)
    # the value of the last month, not the last finite value
    table = {
        name: by_arm[name].nth(-1).to_numpy()
        if kind == "last"
        else by_arm[name].agg(parts[kind]).to_numpy()
        for name, kind in how.items()
    }
    return pd.DataFrame(table, index=months["arm"].unique())


def shares(
    claims: Sequence[Claim],
    size: batch.Size,
    directory: Path,
    *,
    jobs: int | None,
    say: Say,
    show: bool,
) -> tuple[dict[SharesKey, tuple[float, int]], int]:
    """Run the sets that are not stored, and count the signs of each claim's effects.

    Returns
    -------
    shares : dict
        (number of the claim, reading, part) → share of sets with the claimed sign, and number of
        sets with a value.
    failed : int
        Sets that failed.
    """
    jobs_to_do = plan(claims, size)
    done = carry_out(
        jobs_to_do, [], directory, workforce=Workforce(jobs), say=say, show=show, work=perform_set
    )
    # sets are run on the arms of the claims; neutral runs are not among them
    readings = [one for claim in claims for one in claim.readings if one.arms == claim.arms]
    signs: dict[SharesKey, list[bool]] = {}
    left_out = 0
    finished = {job.key for job in jobs_to_do.runs} - done.causes.keys()
    for run, arrow in Store(directory).tables(keys=finished):
        months = arrow.to_pandas()
        months.insert(0, "seed", run.seed)
        table = summarised(months)
        if not ADMISSIBLE[0] <= table.loc[BASELINE.name, "unemployment_all"] <= ADMISSIBLE[1]:
            left_out += 1
            continue
        histories = {str(arm): frame for arm, frame in months.groupby("arm", sort=False)}
        for claim in readings:
            for part, sign in _signs(claim, table, histories, size.set_burn_in).items():
                signs.setdefault((claim.number, claim.reading, part), []).append(sign)
    if left_out:
        say(f"{left_out} of {size.sets} parameter sets left out: no plausible unemployment")
    counted = {key: (float(np.mean(side)), len(side)) for key, side in signs.items()}
    return counted, len(done.causes)


def _signs(
    claim: Claim, table: pd.DataFrame, histories: Mapping[str, pd.DataFrame], burn_in: int
) -> dict[str, bool]:
    """Part of the claim → whether the effect is above its null; parts without value are left out.

    A claim with several parts also has an entry ``*``: whether all of them are.
    """
    rows = {arm.name: table.loc[[arm.name]].set_index(pd.Index([SEED])) for arm in claim.arms}
    findings = batch.findings(claim, Evidence([SEED], burn_in, rows, histories))
    if isinstance(findings, str):
        return {}
    signs = {}
    for finding in findings:
        value = np.asarray(finding.values, dtype=np.float64)
        if np.isfinite(value).all() and value.size:
            signs[finding.part.name] = bool(value.mean() > finding.part.null)
    if len(findings) > 1 and len(signs) == len(findings):
        signs["*"] = all(signs.values())
    return signs
