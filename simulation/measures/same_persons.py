"""The same persons: those who lived here when measuring began, by what they were then.

Groups are formed by education and by ICT level at the start of measuring, before a policy that
begins later. The difference between a city with and one without the policy is its effect on these
people; nobody changes group because of it. Those who have left since are missing. ICT literacy
stands beside education in every one of these measures.
"""

from __future__ import annotations

import numpy as np

from simulation.core.measure import Measure, measure
from simulation.core.vocabulary import EDUCATIONS, ICT_LEVELS
from simulation.measures.fit import CELLS
from simulation.measures.stratified_sums import BY_ORIGIN, once_a_month
from simulation.statistics.market import rate
from simulation.world import World

#: Everybody, each education, and each ICT level at the start.
GROUPS = ("", *EDUCATIONS, *(f"ict_{level}" for level in ICT_LEVELS))


#: Whom each sum is a mean over, as numbers of sums.
MEAN_OVER = [BY_ORIGIN.index("employed" if name == "wage" else "people") for name in BY_ORIGIN]


def by_group(sums: np.ndarray) -> np.ndarray:
    """Sums by education and ICT level as sums of all, of each education and of each ICT level.

    Parameters
    ----------
    sums : ndarray of shape (…, 3, 5)

    Returns
    -------
    ndarray of shape (…, 9)
        In the order of :data:`GROUPS`.
    """
    everybody = sums.sum(axis=(-2, -1))[..., None]
    return np.concatenate([everybody, sums.sum(axis=-1), sums.sum(axis=-2)], axis=-1)


@once_a_month
def _means(world: World) -> dict[str, np.ndarray]:
    """Mean of each sum over the same persons, by group; that of wages over job-holders."""
    sums = by_group(world.strata.same_persons)
    return dict(zip(BY_ORIGIN, rate(sums, sums[MEAN_OVER]), strict=True))


@measure(subject="fit", unit="0-1", labels=CELLS)
def fit_same_persons(world: World) -> np.ndarray:
    """Mean fit of those who lived here when measuring began, by education and ICT level then.

    The difference between a city with and one without a policy that begins later is its effect on
    fit by education and ICT before the policy. It follows the same persons, so nobody changes group
    because of the policy. Those who have left since are missing.
    """
    fit, people = (world.strata.same_persons[BY_ORIGIN.index(of)] for of in ("fit", "people"))
    return rate(fit, people).ravel()


@measure(subject="fit", unit="0-1", labels=EDUCATIONS)
def fit_same_persons_by_education(world: World) -> np.ndarray:
    """Mean fit of those who lived here when measuring began, by education."""
    return _means(world)["fit"][1 : 1 + len(EDUCATIONS)]


@measure(subject="fit", unit="0-1", labels=ICT_LEVELS)
def fit_same_persons_by_ict(world: World) -> np.ndarray:
    """Mean fit of those who lived here when measuring began, by ICT level then."""
    return _means(world)["fit"][1 + len(EDUCATIONS) :]


@measure(subject="population", unit="citizens", labels=CELLS)
def same_persons(world: World) -> np.ndarray:
    """Number of those who lived here when measuring began, by education and ICT level then."""
    return np.asarray(world.strata.same_persons[BY_ORIGIN.index("people")].ravel())


def _outcome(name: str, meaning: str, *, subject: str, unit: str = "share") -> Measure:
    """Declare the mean of a sum over the same persons, for all, by education and by ICT level."""

    def compute(world: World) -> np.ndarray:
        return _means(world)[name]

    words = f"{meaning}, for all, by education and by ICT level then."
    return Measure(f"{name}_same_persons", subject, unit, GROUPS, "mean", words, compute)


employed_same_persons = _outcome(
    "employed", "Share with a job of those who lived here when measuring began", subject="market"
)
wage_same_persons = _outcome(
    "wage", "Mean wage of job-holders among those who lived here when measuring began",
    subject="market", unit="euro/month",
)  # fmt: skip
misfit_same_persons = _outcome(
    "misfit", "Share in misfit of those who lived here when measuring began", subject="permanence"
)
well_being_same_persons = _outcome(
    "well_being", "Mean of health and happiness of those who lived here when measuring began",
    subject="city", unit="0-1",
)  # fmt: skip
trained_same_persons = _outcome(
    "trained", "Share who began a course in the last twelve months of those who lived here when "
    "measuring began", subject="population",
)  # fmt: skip
ict_same_persons = _outcome(
    "ict", "Mean ICT skill of those who lived here when measuring began", subject="city", unit="0-1"
)
