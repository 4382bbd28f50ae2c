"""Kinds of career community, and what each is for."""

from __future__ import annotations

import numpy as np

from simulation.core.vocabulary import SKILLS
from simulation.tables.communities import KINDS, Communities
from simulation.tables.occupations import Occupations

OCCUPATIONAL, INDUSTRY, CIVIC = range(len(KINDS))
#: Mean demand for ICT and analytical skill from which a family counts as knowledge-intensive.
KNOWLEDGE_INTENSIVE = 0.55


def knowledge_intensive(occupations: Occupations) -> np.ndarray:
    """Whether each family of occupations is knowledge-intensive.

    It is where ICT and analytical skill asked at month 0, averaged over the family's posts, come to
    .55 or more: knowledge services and the families of privacy, equity and innovation in the
    table that ships with the model.
    """
    number = len(occupations.families)
    posts = occupations.employment.astype(float)
    asked = occupations.design[:, [SKILLS.index("ict"), SKILLS.index("analytical")]].mean(axis=1)
    total = np.bincount(occupations.family, weights=posts * asked, minlength=number)
    size = np.bincount(occupations.family, weights=posts, minlength=number)
    return total >= KNOWLEDGE_INTENSIVE * np.maximum(size, 1e-12)


def give_effects(
    table: Communities,
    occupations: Occupations,
    bridging: float,
    voice: float,
    side: float,
    closeness: float,
    coaching: float,
    venture: float,
) -> None:
    """Turn capacity into what each kind of community does for its members.

    With capacity c, a side effect of s and closeness k = closeness · (1 − bridging):

    ============  =====================  ==========  ====================  =============
    kind          vacancies              learning    support               being heard
    ============  =====================  ==========  ====================  =============
    occupational  c (1 − k), own family  c           c (1 + k)             s c voice
    industry      c (1 − k), coached     s c         c (1 + k)             s c voice
    civic         s c (1 − k)            s c         c (1 + k)             c voice
    ============  =====================  ==========  ====================  =============

    Close communities support more and hear less that is new (strength of weak ties, Granovetter
    1973). In knowledge-intensive families, occupational and industry communities open a way into
    a business of one's own (scientist-entrepreneurs; constructs 2.3, 7.2). All of it is an
    assumption about forms that the paper names in words.

    Parameters
    ----------
    table : Communities
        Its capacity is read, the other capacities are written.
    occupations : Occupations
    bridging, voice, side, closeness, coaching, venture : float
        Parameters of :class:`simulation.interventions.communities.communities.Communities`.
    """
    capacity, kind = table.capacity, table.kind
    close = closeness * (1.0 - bridging)
    table.vacancy_information[:] = capacity * np.where(kind == CIVIC, side, 1.0) * (1.0 - close)
    table.skill_transfer[:] = capacity * np.where(kind == OCCUPATIONAL, 1.0, side)
    table.support[:] = capacity * (1.0 + close)
    table.voice_share[:] = capacity * voice * np.where(kind == CIVIC, 1.0, side)
    table.coaching[:] = np.where(kind == INDUSTRY, coaching, 0.0)
    opens = (kind != CIVIC) & knowledge_intensive(occupations)[table.family]
    table.venture[:] = np.where(opens, venture * capacity, 0.0)
