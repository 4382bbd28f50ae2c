"""Reach of communities, and hires through the network."""

from __future__ import annotations

from simulation.core.measure import measure
from simulation.core.vocabulary import BY_NETWORK, BY_TRANSFER
from simulation.statistics.market import ratio
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


@measure(subject="interventions", unit="share")
def network_placements(world: World) -> float:
    """Hires through the network's vacancies or introductions among all hires."""
    channels = world.channels
    return ratio(channels[BY_NETWORK] + channels[BY_TRANSFER], channels.sum())
