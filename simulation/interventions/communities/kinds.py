"""Kinds of career community and their effects on members."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.core.vocabulary import SKILLS
from simulation.tables import communities as table_of_communities
from simulation.tables.communities import KINDS
from simulation.tables.occupations import Occupations

if TYPE_CHECKING:
    from simulation.interventions.communities.communities import Communities

OCCUPATIONAL, INDUSTRY, CIVIC = range(len(KINDS))
#: Keeps 0 out of a comparison: a family without posts is not knowledge-intensive.
TINY = 1e-12


def knowledge_intensive(occupations: Occupations, threshold: float) -> np.ndarray:
    """Whether each family's mean demand for ICT and analytical skill reaches a threshold.

    Demand is that of month 0, averaged over the family's posts. With a threshold of .55, knowledge
    services and the families of privacy, equity and innovation are knowledge-intensive in the
    table that comes with the model.
    """
    number = len(occupations.families)
    posts = occupations.employment.astype(float)
    asked = occupations.design[:, [SKILLS.index("ict"), SKILLS.index("analytical")]].mean(axis=1)
    total = np.bincount(occupations.family, weights=posts * asked, minlength=number)
    size = np.bincount(occupations.family, weights=posts, minlength=number)
    return total >= threshold * np.maximum(size, TINY)


def set_effects(
    table: table_of_communities.Communities, occupations: Occupations, rule: Communities
) -> None:
    """Turn capacity into the effects of each kind of community on its members.

    With capacity c, secondary effect s and closeness k = bonding_effect · (1 − bridging):

    ============  =====================  ========  =========  ============  =========
    kind          vacancies              learning  support    paths         voice
    ============  =====================  ========  =========  ============  =========
    occupational  c (1 − k), own family  c         c (1 + k)  s c bridging  s c voice
    industry      c (1 − k), coached     s c       c (1 + k)  c bridging    s c voice
    civic         s c (1 − k)            s c       c (1 + k)  s c bridging  c voice
    ============  =====================  ========  =========  ============  =========

    Support, at most 1, also motivates people without a job.

    Members of civic communities help to produce services, as prosumers; the time that this takes
    lowers their support by the share `coproduction_time`.

    Close communities give more support and pass on fewer new vacancies (strength of weak ties,
    Granovetter 1973). In knowledge-intensive families, occupational and industry communities help
    members to start a business (scientist-entrepreneurs; constructs 2.3, 7.2). These forms are
    assumptions; the paper describes them in words.

    Parameters
    ----------
    table : Communities
        Its capacity is read, the effects are written.
    occupations : Occupations
    rule : Communities
        Parameters of the process.
    """
    capacity, kind, secondary = table.capacity, table.kind, rule.secondary_effect
    close = rule.bonding_effect * (1.0 - rule.bridging)
    of_vacancies = np.where(kind == CIVIC, secondary, 1.0)
    table.vacancy_information[:] = capacity * of_vacancies * (1.0 - close)
    table.skill_transfer[:] = capacity * np.where(kind == OCCUPATIONAL, 1.0, secondary)
    table.support[:] = np.minimum(1.0, capacity * (1.0 + close))
    table.path[:] = capacity * rule.bridging * np.where(kind == INDUSTRY, 1.0, secondary)
    if rule.coproduction > 0.0:
        table.support[kind == CIVIC] *= 1.0 - rule.coproduction_time
    table.voice_share[:] = capacity * rule.voice * np.where(kind == CIVIC, 1.0, secondary)
    table.coaching[:] = np.where(kind == INDUSTRY, rule.coaching_share, 0.0)
    intensive = knowledge_intensive(occupations, rule.knowledge_threshold)[table.family]
    opens = (kind != CIVIC) & intensive
    table.venture[:] = np.where(opens, rule.venture_rate * capacity, 0.0)
