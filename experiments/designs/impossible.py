"""Points that cannot be run: told together, and beside whatever else is wrong with a design."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from scenarios.scenario import Scenario
from simulation.core.errors import ScenarioError

#: Problems of points that are said one by one; there may be as many as there are points.
MOST_PROBLEMS = 20

Values = Mapping[str, Any]


def possible(
    base: Scenario, points: Iterable[Values], label: str
) -> tuple[list[Scenario], list[str]]:
    """Points as scenarios, those that can be run, and the problems of the others, each once.

    Parameters
    ----------
    base : Scenario
    points : iterable of mapping
        What differs from the base in each.
    label : str
        What error lines call the design file.
    """
    good: list[Scenario] = []
    problems: dict[str, None] = {}
    for values in points:
        try:
            good.append(base.but(values, source=label))
        except ScenarioError as error:
            problems.update(dict.fromkeys(error.problems))
    return good, list(problems)


def shortened(problems: list[str], label: str) -> list[str]:
    """As many problems as anybody reads, and how many more there are."""
    more = len(problems) - MOST_PROBLEMS
    told = problems[:MOST_PROBLEMS]
    return [*told, f"{label}: and {more} more"] if more > 0 else told


def hangs_on(problem: str, unread: Collection[str]) -> bool:
    """Whether a problem of a point may go when parameters that could not be read are put right.

    It may if it names one of them. Whether an intervention has money, and which sectors there are,
    decides without being named.
    """
    named = set(re.findall(r"[\w.]+\w", problem))
    for name in unread:
        section, _, key = name.rpartition(".")
        if name in named:
            return True
        if key == "annual_budget_per_citizen" and (
            f"{section}.start_month" in named or "shocks.funding_cut.month" in named
        ):
            return True
        if section == "occupations" and "shocks.anchor_exit.sector" in named:
            return True
    return False
