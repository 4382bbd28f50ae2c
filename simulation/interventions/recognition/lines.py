"""Budget lines of recognition: what programmes set aside for assessments of skill."""

from __future__ import annotations

from typing import Any, NamedTuple

from simulation.world import World


class Line(NamedTuple):
    """A budget line.

    Attributes
    ----------
    payer : str
        Intervention whose money it is.
    lever : str
        Lever with this month's money, euro.
    mark : int
        Bit that marks the people whom it assesses and the employers that accept its assessments.
    """

    payer: str
    lever: str
    mark: int


#: In the order of their random draws; the place of a line is the item of a draw.
LINES = (
    Line("training", "training_assessments", 1),
    Line("network", "network_assessments", 2),
)


def recognises(world: World) -> bool:
    """Whether skill can be recognised: the process acts, and some ability is hidden."""
    settings = world.settings
    return bool(settings["interventions.recognition"].active and settings["informal_skill"].active)


def set_aside(world: World, payer: str, programme: Any, money: float) -> float:
    """Part of a programme's money for a month that its line takes, euro.

    The line is a fixed part of the programme's full budget, at most all of it, so it shrinks as
    the programme's money does.

    Parameters
    ----------
    world : World
    payer : str
        ``"training"`` or ``"network"``.
    programme : Training or Network
        Its budget, per resident and year, is above 0.
    money : float
        What the programme gets this month, euro.
    """
    if not recognises(world):
        return 0.0
    line = 12.0 * getattr(world.settings["interventions.recognition"], f"{payer}_budget")
    return money * min(1.0, line / programme.annual_budget_per_citizen)
