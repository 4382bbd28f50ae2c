"""Money of the interventions."""

from __future__ import annotations

import math

#: ``1 − exp(−1.1)`` is two thirds.
SATURATION = 1.1
INTERVENTIONS = ("training", "communities", "network")


def started(city, intervention):
    """Whether an intervention has money and its start month is past."""
    return intervention.annual_budget_per_citizen > 0.0 and city.month > intervention.start_month


def monthly_budget(city, intervention):
    """Money of one intervention this month, euro, as reviewed and as far as it is paid out."""
    name = intervention.section.removeprefix("interventions.")
    ratio = city.programmes.budget_ratio[INTERVENTIONS.index(name)]
    planned = intervention.annual_budget_per_citizen / 12.0 * city.residents
    return planned * ratio * city.levers.funding


def money_for_teams(city, share, money):
    """Share of an intervention's money for work teams, if employers adopt them."""
    teams = city.settings["work_teams"]
    return share * money if teams.active and teams.adoption_share > 0.0 else 0.0


def saturating(money, scale):
    """Share of a task done with money, ``1 − exp(−1.1 · money / scale)``."""
    return 1.0 - math.exp(-SATURATION * money / scale)


def network_money(city, network):
    """Money of the network this month on its path of funding."""
    since = city.month - network.start_month - network.funding_change_after
    share = 1.0
    if since > 0 and network.funding_path == "declining":
        share = max(0.0, 1.0 - since / network.interruption)
    if since > 0 and network.funding_path == "interrupted":
        share = 0.0 if since <= network.interruption else 1.0
    return monthly_budget(city, network) * share
