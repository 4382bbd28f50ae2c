"""What training costs: the price of a place, and how the budget is divided."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from simulation.world import World

if TYPE_CHECKING:
    from simulation.interventions.training.training import Training


class Spending(NamedTuple):
    """One month's budget of the training programme.

    Attributes
    ----------
    places, outreach : float
        Euro for places in courses and for outreach to everybody.
    fixed : float
        Euro spent even if nobody takes a course: outreach and follow-up.
    followed_up : float
        Share of the people due this month whose assessment the money pays for.
    """

    places: float
    outreach: float
    fixed: float
    followed_up: float = 0.0


def place_cost(rule: Training) -> float:
    """Price of one place in a public course, euro; it rises with the number of formats."""
    return rule.place_cost * (1.0 + rule.format_cost * (rule.formats - 1))


def divide_budget(rule: Training, money: float, residents: int) -> Spending:
    """Divide one month's `money`, euro; follow-up is paid first from the share for outreach."""
    outreach = rule.outreach_share * money
    spending = Spending(money - outreach, outreach, fixed=outreach)
    if rule.follow_up_interval == 0:
        return spending
    due = residents / rule.follow_up_interval * rule.follow_up_cost
    followed_up = min(1.0, outreach / due)
    return spending._replace(outreach=outreach - followed_up * due, followed_up=followed_up)


def pay_for_places(world: World, taken: int) -> None:
    """Charge the city for the places that were taken; it pays nothing for empty places."""
    world.accounts.spending["training"] += taken * world.levers.training_place_cost
