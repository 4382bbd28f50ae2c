"""Results made up for the tests: every measure has a value, nothing is simulated."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from experiments.claims import claims
from experiments.claims.verdict import NO_RESULT, VERDICTS
from figures.batch import FACTORIAL
from figures.material import Material
from simulation.measures import MEASURES
from simulation.vocabulary import CAUSES, EDUCATIONS

Make = Callable[..., Material]


def lives(luck: np.random.Generator, months: np.ndarray, wild: float) -> pd.DataFrame:
    """A panel of 30 citizens, the last of whom leaves halfway."""
    frames = []
    for person in range(30):
        number = len(months) if person < 29 else len(months) // 2
        changes = {f"change_{cause}": np.zeros(number) for cause in CAUSES}
        changes["change_learning"] = wild * luck.normal(0, 0.01, number)
        lost = int(luck.integers(1, number - 3))
        changes["change_job_loss"][lost] = -0.3
        changes["change_job_move"][lost + 2] = 0.25
        changes["change_redesign"][-1] = 0.05
        status = np.full(number, "employed")
        status[lost : lost + 2] = "unemployed"
        frames.append(
            pd.DataFrame(
                {
                    "month": months[:number],
                    "person": person,
                    "education": EDUCATIONS[person % 3],
                    "status": status,
                    "course": luck.random(number) < 0.1,
                    "community": np.arange(number) > number // 3,
                    "fit": 0.7 + sum(changes.values()).cumsum(),
                    **changes,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def judged(
    luck: np.random.Generator, quick: bool, wild: float, seeds: str, length: int
) -> pd.DataFrame:
    """Every claim there is with a verdict of its own, the last one without a result."""
    rows = []
    for number, claim in enumerate(claims()):
        verdict = VERDICTS[number % len(VERDICTS)]
        for part in ("",) if number % 2 else ("the first part of it", "another part"):
            effect = np.nan if verdict == NO_RESULT else wild * luck.normal(0, 0.1)
            rows.append(
                {
                    "claim": claim.number,
                    "title": claim.title,
                    "part": part,
                    "statement": claim.statement,
                    "effect": effect,
                    "low": effect - 0.03,
                    "high": effect + 0.03,
                    "null": 0.0,
                    "smallest": 0.02,
                    "unit": "0-1",
                    "seeds": 3,
                    "p_holm": 0.01,
                    "verdict": verdict,
                    "claim_verdict": verdict,
                    "share_of_sets": 0.9,
                    "share_of_sets_all_parts": 0.8,
                    "rough": quick,
                    "others": "",
                    "note": "",
                    "size": f"{seeds} × 1,000 citizens × {length} months",
                }
            )
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def make() -> Make:
    """Make up results.

    `wild` widens what differs between seeds and scenarios; `level` lifts all measures.
    """

    def made(
        *, seeds: int = 3, length: int = 96, burn_in: int = 24, quick: bool = False,
        wild: float = 1.0, level: float = 0.0, number: int = 0,
    ) -> Material:  # fmt: skip
        luck = np.random.default_rng(number)
        columns = [column for measure in MEASURES.values() for column in measure.columns]
        month = np.arange(1, length + 1)
        base = luck.random(len(columns)) * 0.3 + 0.02 + level
        frames = []
        for scenario in FACTORIAL:
            shift = wild * luck.normal(0, 0.01, len(columns)) * (scenario != "baseline")
            for seed in range(1, seeds + 1):
                noise = wild * luck.normal(0, 0.01, (length, len(columns)))
                frame = pd.DataFrame(base + shift + noise, columns=columns)
                frame.insert(0, "month", month)
                frame.insert(0, "seed", seed)
                frame.insert(0, "scenario", scenario)
                frames.append(frame)
        months = pd.concat(frames, ignore_index=True)
        months["residents"] = 1000.0
        cells = [name for name in columns if name.startswith("people_cell")]
        months[cells] /= months[cells].sum(axis=1).to_numpy()[:, None]
        months["people_cell_low_level3"] = 0.0005
        for name in EDUCATIONS:
            shares = [f"cause_share_{name}_{cause}" for cause in CAUSES]
            months[shares] = months[shares].abs()
            months[f"cause_share_{name}_ageing"] *= -0.2
            months[shares] /= months[shares].sum(axis=1).to_numpy()[:, None]
        measured = months[months["month"] > burn_in]
        runs = measured.groupby(["scenario", "seed"], sort=False)[columns].mean().reset_index()
        panel = lives(luck, month[burn_in:], wild)
        return Material(
            months=months,
            runs=runs,
            panels={"baseline": panel, "all_three": panel},
            titles={name: f"Title of {name} <&>" for name in FACTORIAL},
            citizens=1000,
            length=length,
            burn_in=burn_in,
            quick=quick,
            claims=judged(luck, quick, wild, f"{seeds} seeds" if seeds > 1 else "1 seed", length),
        )

    return made


@pytest.fixture(scope="session")
def material(make: Make) -> Material:
    """Results with nothing odd about them."""
    return make()
