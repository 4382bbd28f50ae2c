"""Volatility by margin: changes of fit within a post, with moves, with access, without work.

Every person-month since burn-in is in exactly one transition of the job
(:data:`simulation.core.vocabulary.TRANSITIONS`). Sums of squared changes are kept by transition, by
education and by ICT level at the start of measuring. The parts of a group are sums in a margin over
all of its person-months, so that their squares add up to that of ``volatility_rms``. Read once a
year.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from simulation.core.measure import Measure, measure
from simulation.core.vocabulary import (
    CAUSES,
    EDUCATIONS,
    FIT_COLUMNS,
    LOSS_CAUSES,
    MARGINS,
    SAME_POST,
)
from simulation.measures.same_persons import GROUPS, by_group
from simulation.statistics.market import rate
from simulation.world import World

MARGIN_CAUSES = tuple(
    f"{margin}_{education}_{cause}"
    for margin in MARGINS
    for education in EDUCATIONS
    for cause in CAUSES
)
REDESIGN, JOB_LOSS = CAUSES.index("redesign"), CAUSES.index("job_loss")


def root_mean(squares: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Root of the mean of squares over person-months; nan without any."""
    return np.sqrt(rate(squares, people))


def _over(transitions: tuple[int, ...], sums: np.ndarray) -> np.ndarray:
    """Sum over some transitions, by group; they are the third axis."""
    return by_group(np.take(sums, transitions, axis=2).sum(axis=2))


def _yearly(
    name: str, meaning: str, unit: str, compute: Callable[[Any], np.ndarray], *, subject: str
) -> Measure:
    """Declare a measure of all groups that is read once a year."""
    return Measure(name, subject, unit, GROUPS, "last", meaning, compute, taken="every year")


def _rms(world: World, variant: int) -> np.ndarray:
    squares, people = world.changes.squares[..., variant], world.changes.people
    return root_mean(by_group(squares.sum(axis=2)), by_group(people.sum(axis=2)))


def _part(world: World, margin: str) -> np.ndarray:
    people = by_group(world.changes.people.sum(axis=2))
    return root_mean(_over(MARGINS[margin], world.changes.squares[..., 0]), people)


def _falls(world: World, margin: str) -> np.ndarray:
    people = by_group(world.changes.people.sum(axis=2))
    return root_mean(_over(MARGINS[margin], world.changes.falls), people)


def _at_work(world: World) -> np.ndarray:
    squares, people = world.changes.work_squares, world.changes.people
    return root_mean(_over((SAME_POST,), squares), _over((SAME_POST,), people))


def _share(world: World, margin: str, cause: int) -> np.ndarray:
    transitions = MARGINS[margin]
    causes, squares = world.changes.causes[..., cause], world.changes.squares[..., 0]
    return rate(_over(transitions, causes), _over(transitions, squares))


WORDS = {
    "within_post": "in the same post",
    "moves": "with a move to another post",
    "access": "with the loss or finding of a job",
    "without": "still without a job",
}
OF = {"expected": "total fit", "realised": "realised fit", "potential": "potential fit"}

volatility_rms, volatility_rms_realised, volatility_rms_potential = (
    _yearly(
        "volatility_rms" if variant == "expected" else f"volatility_rms_{variant}",
        f"Root mean square change of {OF[variant]} over all person-months since burn-in.",
        "0-1",
        partial(_rms, variant=index),
        subject="volatility",
    )
    for index, variant in enumerate(FIT_COLUMNS)
)
volatility_within_post, volatility_moves, volatility_access, volatility_without = (
    _yearly(
        f"volatility_{margin}",
        f"Part of volatility_rms {WORDS[margin]}; the squares of the four parts add up.",
        "0-1",
        partial(_part, margin=margin),
        subject="volatility",
    )
    for margin in MARGINS
)
falls_within_post, falls_moves, falls_access, falls_without = (
    _yearly(
        f"falls_{margin}",
        f"Part of volatility_rms that is due to falls of fit, {WORDS[margin]}.",
        "0-1",
        partial(_falls, margin=margin),
        subject="volatility",
    )
    for margin in MARGINS
)
redesign_share_within_post = _yearly(
    "redesign_share_within_post",
    f"Share of redesign in the squared changes of fit {WORDS['within_post']}.",
    "share",
    partial(_share, margin="within_post", cause=REDESIGN),
    subject="causes",
)
job_loss_share_access = _yearly(
    "job_loss_share_access",
    f"Share of job loss in the squared changes of fit {WORDS['access']}.",
    "share",
    partial(_share, margin="access", cause=JOB_LOSS),
    subject="causes",
)
volatility_within_post_fit_at_work = _yearly(
    "volatility_within_post_fit_at_work",
    "Root mean square change of demand-ability fit over the person-months in the same post.",
    "0-1",
    _at_work,
    subject="volatility",
)


@measure(
    subject="causes", unit="share", summary="last", taken="every year",
    labels=tuple(f"{education}_{cause}" for education in EDUCATIONS for cause in LOSS_CAUSES),
)  # fmt: skip
def job_loss_share_by_cause(world: World) -> np.ndarray:
    """Share of job losses, by what caused them, in the squared changes of access, by education."""
    squares = np.take(world.changes.squares[..., 0], MARGINS["access"], axis=2).sum(axis=(1, 2))
    return rate(world.changes.losses.sum(axis=1), squares[:, None]).ravel()


@measure(subject="causes", unit="share", labels=MARGIN_CAUSES, summary="last", taken="every year")
def cause_share_by_margin(world: World) -> np.ndarray:
    """Share of each cause in the squared changes of fit on a margin, by education; adds up to 1."""
    causes, squares = world.changes.causes.sum(axis=1), world.changes.squares[..., 0].sum(axis=1)
    return np.concatenate(
        [
            rate(
                np.take(causes, transitions, axis=1).sum(axis=1),
                np.take(squares, transitions, axis=1).sum(axis=1)[:, None],
            ).ravel()
            for transitions in MARGINS.values()
        ]
    )


#: States of residents: more than a year in the post, less, and without a job.
STATES = ("settled", "new", "without")


@measure(
    subject="city", unit="0-1",
    labels=tuple(f"{education}_{state}" for education in EDUCATIONS for state in STATES),
)  # fmt: skip
def well_being_by_state(world: World) -> np.ndarray:
    """Mean of health and happiness by education, settled in a post, new in it, and without one."""
    return rate(*world.strata.well_being).ravel()
