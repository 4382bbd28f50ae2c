"""Which parameters may change in a city that has begun."""

from __future__ import annotations

from simulation.checks.parameters import shown
from simulation.settings import Settings

#: Parameters, and sections, that are read when a city is created. A later change would have no
#: effect, or only on newcomers.
INITIAL = frozenset(
    {
        "city.citizens", "city.country", "city.districts", "digitalisation.demand_slope",
        "digitalisation.start", "occupations", "platforms.initial_platforms", "population",
        "remote_work.active", "remote_work.outbound",
    }
)  # fmt: skip


def branch_problems(before: Settings, after: Settings, month: int) -> list[str]:
    """What forbids a city to go on under other settings, one line per parameter.

    Parameters
    ----------
    before, after : Settings
    month : int
        Months that were simulated.

    Examples
    --------
    >>> branch_problems(Settings(), Settings({"city.citizens": 500}), 12)
    ['branch: city.citizens = 500: is read when a city is created; create another city']
    """
    known = before.flat()
    problems = []
    for name, value in after.flat().items():
        if name in known and value == known[name]:
            continue
        where = f"branch: {name} = {shown(value)}"
        if name in INITIAL or name.partition(".")[0] in INITIAL:
            problems.append(f"{where}: is read when a city is created; create another city")
        elif name == "city.burn_in" and min(value, known[name]) < month:
            problems.append(f"{where}: must stay {known[name]}, because month {month} is past it")
        elif name == "city.months" and value < month:
            problems.append(f"{where}: must be at least {month}, the months of this city")
    return problems
