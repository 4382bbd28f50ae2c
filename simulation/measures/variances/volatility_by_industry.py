"""Volatility of fit in knowledge-intensive work and in other work."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import EDUCATIONS
from simulation.measures.variances.fit_records import month_counts
from simulation.statistics.market import rate
from simulation.tables.occupations import Occupations
from simulation.world import World

#: Share of posts that require high education above which a family is knowledge-intensive.
KNOWLEDGE_INTENSIVE = 1.0 / 3.0


def knowledge_intensive(occupations: Occupations) -> np.ndarray:
    """Whether each occupation belongs to a knowledge-intensive family.

    Eurostat calls an activity knowledge-intensive if more than a third of its workers have tertiary
    education. Here, more than a third of the posts at month 0 must require it, because who holds
    them is a result of the model.
    """
    posts = occupations.employment.astype(float)
    families = len(occupations.families)
    whole = np.bincount(occupations.family, weights=posts, minlength=families)
    high = posts * occupations.asked[:, len(EDUCATIONS) - 1]
    part = np.bincount(occupations.family, weights=high, minlength=families)
    return np.asarray((rate(part, whole) > KNOWLEDGE_INTENSIVE)[occupations.family])


@measure(subject="volatility", unit="0-1", labels=("knowledge", "other"), twins="people followed")
def falls_of_fit(world: World, fit: str) -> np.ndarray:
    """Root mean square fall of fit this month, in knowledge-intensive work and in other work.

    People without a job count in the occupation that schooling prepared them for.
    """
    falls, memory = month_counts(world, fit).falls, world.memory
    if "other_work" not in memory:  # fixed at month 0
        memory["other_work"] = (~knowledge_intensive(world.occupations)).astype(np.int64)
    other = memory["other_work"]
    squares, people = (
        np.bincount(other, weights=falls[name], minlength=2) for name in ("squares", "people")
    )
    return np.sqrt(rate(squares, people))
