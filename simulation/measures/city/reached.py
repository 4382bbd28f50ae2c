"""Reach of communities and of recognition, and hires through the network."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import (
    BY_COMMUNITY,
    BY_NETWORK,
    BY_TRANSFER,
    EDUCATIONS,
    EMPLOYED,
    UNEMPLOYED,
)
from simulation.interventions.communities.invitation_lottery import can_be_invited
from simulation.measures.stratified_sums import once_a_month
from simulation.statistics.market import rate, ratio
from simulation.statistics.unbalance import erreygers_index, mid_rank
from simulation.world import World


@measure(subject="interventions", unit="-1 to 1")
def community_concentration(world: World) -> float:
    """Erreygers concentration index of belonging to a community, by education.

    ``8 cov(M, R)`` of membership M and the mid-rank R of education: above 0 if the high educated
    are members more often. Erreygers (2009), Journal of Health Economics 28.
    """
    people = world.strata.by_education
    return erreygers_index(world.strata.means("members"), mid_rank(people), people)


#: People whom the lottery of invitations draws, and the others.
DRAWN = ("drawn", "others")


@once_a_month
def _by_lottery(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the residents drawn by the lottery of invitations, and of the others."""
    rows = np.flatnonzero(world.citizens.resident)
    drawn = can_be_invited(world, rows)
    return rows[drawn], rows[~drawn]


def _share_by_lottery(world: World, whether: np.ndarray) -> list[float]:
    """Share of each of the two groups."""
    return [ratio(np.count_nonzero(whether[rows]), rows.size) for rows in _by_lottery(world)]


@measure(subject="interventions", unit="share", labels=DRAWN)
def members_by_invitation(world: World) -> list[float]:
    """Share in a career community, of residents who can be invited and of the others.

    A lottery decides who can be invited (`invitation_share`). While everybody can, the two groups
    are halves drawn by lot, so that cities with and without a lottery can be compared.
    """
    return _share_by_lottery(world, world.citizens.community >= 0)


@measure(subject="interventions", unit="share", labels=DRAWN)
def employment_by_invitation(world: World) -> list[float]:
    """Share with a job, of residents who can be invited to a community and of the others."""
    return _share_by_lottery(world, world.citizens.status == EMPLOYED)


@measure(subject="interventions", unit="share", labels=DRAWN)
def unemployment_by_invitation(world: World) -> list[float]:
    """Share looking for a job, of residents who can be invited to a community and of the others."""
    return _share_by_lottery(world, world.citizens.status == UNEMPLOYED)


@measure(subject="interventions", unit="0-1", labels=DRAWN)
def happiness_by_invitation(world: World) -> list[float]:
    """Mean happiness of residents who can be invited to a community and of the others."""
    happiness = world.citizens.happiness
    groups = [happiness[rows].astype(float) for rows in _by_lottery(world)]
    return [ratio(group.sum(), group.size) for group in groups]


@measure(subject="interventions", unit="invitations/year")
def invitations(world: World) -> float:
    """Invitations to career communities per resident and year, at this month's rate."""
    return 12.0 * world.event_counts.get("invitations", 0.0) / world.residents


@measure(subject="interventions", unit="share")
def community_placements(world: World) -> float:
    """Hires through vacancies passed on in career communities among all hires."""
    return ratio(world.channels[BY_COMMUNITY], world.channels.sum())


@measure(subject="interventions", unit="share")
def network_placements(world: World) -> float:
    """Hires through the network's vacancies or introductions among all hires."""
    channels = world.channels
    return ratio(channels[BY_NETWORK] + channels[BY_TRANSFER], channels.sum())


@measure(subject="interventions", unit="assessments/year", labels=EDUCATIONS)
def assessments(world: World) -> np.ndarray:
    """People whose skill was assessed, per resident and year at this month's rate, by education."""
    return rate(12.0 * world.flows["assessed"], world.strata.by_education)


@measure(subject="interventions", unit="share", labels=EDUCATIONS)
def assessed(world: World) -> np.ndarray:
    """Share of residents whose skill has been assessed, by education."""
    return world.strata.means("assessed")


@measure(subject="interventions", unit="share")
def recognising_posts(world: World) -> float:
    """Share of posts at employers that accept assessments of skill."""
    employers = world.employers
    posts = np.where(employers.present, employers.posts, 0)
    return ratio(posts[employers.recognises > 0].sum(), posts.sum())


@measure(subject="cost", unit="euro/year")
def recognition_cost(world: World) -> float:
    """Cost of assessments per resident and year, a part of the cost of training and network."""
    return 12.0 * world.accounts.recognition / world.residents


@measure(subject="cost", unit="euro/year")
def team_cost(world: World) -> float:
    """Cost of work teams per resident and year, a part of the cost of communities and network."""
    return 12.0 * world.accounts.teams / world.residents
