"""Skill turnover: share of skill demands that changed within five years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import ICT
from simulation.statistics.market import rate
from simulation.world import World

#: Window of turnover in months.
WINDOW = 60
#: ICT demand above which a job counts as complex in its use of ICT, and up to which it counts as
#: physical work (``docs/model/sources.md``).
COMPLEX, PHYSICAL = 0.75, 0.15


@dataclass
class Changes:
    """Month of the last redesign of each skill dimension of each occupation."""

    last: np.ndarray


def _changes(world: World) -> Changes:
    occupations = world.occupations
    if "skill_changes" not in world.memory:
        never = np.full(occupations.demand.shape, -WINDOW, dtype=np.int64)
        world.memory["skill_changes"] = Changes(never)
    known: Changes = world.memory["skill_changes"]
    np.putmask(known.last, occupations.demand != occupations.previous_demand, world.month)
    return known


@measure(subject="occupations", unit="share", labels=("all", "complex_ict", "physical"))
def skill_turnover(world: World) -> np.ndarray:
    """Share of skill demands that were redesigned within five years; read once a year.

    ``Σ_o n_o Σ_k ω_ok [redesigned in the last 60 months] / Σ_o n_o`` with n posts and ω the
    importance of a skill, for all occupations, for those that demand an ICT skill above .75 and
    for those that demand at most .15. Job advertisements of 2016-21: 37 % of the skills demanded
    most changed, up to 80 % in the fastest jobs, at most 15 % in physical work (Boston Consulting
    Group and Burning Glass Institute 2022).
    """
    known = _changes(world)
    if not world.reading_year or world.month < WINDOW:
        return np.full(3, np.nan)
    occupations = world.occupations
    turned = known.last > world.month - WINDOW
    share = rate((occupations.weight * turned).sum(axis=1), occupations.weight.sum(axis=1))
    posts = occupations.posts.astype(float)
    ict = occupations.design[:, ICT]
    groups = (np.ones(ict.size, dtype=bool), ict > COMPLEX, ict <= PHYSICAL)
    return np.array(
        [float(rate((posts * share)[group].sum(), posts[group].sum())) for group in groups]
    )
