"""The settings of a page as a scenario, a link, a file and a script, and back from a link.

Input and links are text. The text is converted to the parameter's type and checked by the rules of
a scenario file; it is never executed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from experiments.explore.controls import BUDGETS, CONTROLS, MOST_CITIZENS
from scenarios import Scenario, ScenarioError, load, names
from simulation.checks.parameters import shown
from simulation.core.errors import nearest, suggestion

#: The case shown on a page without a link.
FIRST_CASE = "training"
#: Months of a run and of its burn-in; policies start when the burn-in ends.
MONTHS, BURN_IN = 120, 36
#: Months by which shocks of a scenario file are moved: its burn-in is longer.
EARLIER = 60 - BURN_IN
CITIZENS = 2000
#: Names of the scenario of the page and of the one it is compared with.
MINE, WITHOUT = "my_city", "without_policy"
#: Start of error lines.
SOURCE = "link"


@dataclass(frozen=True)
class City:
    """The city of a page, and the same city without the budget of its policy.

    Attributes
    ----------
    case : str
        The scenario it is based on.
    changes : dict
        ``section.key`` → value changed on the page.
    mine, without : Scenario
    """

    case: str
    changes: dict[str, Any]
    mine: Scenario
    without: Scenario


@cache
def case(name: str) -> Scenario:
    """Load a scenario with the months of the page.

    Raises
    ------
    ScenarioError
        If there is no such scenario.
    """
    if name not in names():
        right = suggestion(name, names())
        raise ScenarioError([f"{SOURCE}: case = {shown(name)}: there is no such case; {right}"])
    scenario = load(name)
    calendar: dict[str, Any] = {
        "city.months": MONTHS,
        "city.burn_in": BURN_IN,
        "city.citizens": CITIZENS,
    }
    for section, values in scenario.settings.items():
        if hasattr(values, "start_month"):
            calendar[f"{section}.start_month"] = BURN_IN
    for parameter, value in scenario.settings.flat().items():
        if parameter.startswith("shocks.") and parameter.endswith(".month") and value:
            calendar[parameter] = value - EARLIER
    return scenario.but(calendar, name=MINE)


def _value(name: str, text: str) -> Any:
    """Convert a text to the parameter's type; what cannot be converted is refused later."""
    kind = CONTROLS[name].kind
    if kind is bool:
        return {"true": True, "false": False}.get(text, text)
    try:
        return kind(text)
    except ValueError:
        return text


def read(pairs: Iterable[tuple[str, str]]) -> City:
    """Read the city of a page or link.

    Parameters
    ----------
    pairs : iterable of (str, str)
        ``case`` and parameters of the page, from the query of a link.

    Raises
    ------
    ScenarioError
        With one line per problem.
    """
    chosen: str | None = None
    changes: dict[str, Any] = {}
    problems: list[str] = []
    for name, text in pairs:
        if name in changes or (name == "case" and chosen is not None):
            problems.append(f"{SOURCE}: {shown(name)}: occurs twice")
        elif name == "case":
            chosen = text
        elif name in CONTROLS:
            changes[name] = _value(name, text)
        else:
            near = nearest(name, ["case", *CONTROLS])
            right = f"; nearest: {near}" if near else ""
            problems.append(f"{SOURCE}: {shown(name)}: not on the page{right}")
    citizens = changes.get("city.citizens")
    if isinstance(citizens, int) and citizens > MOST_CITIZENS:
        problems.append(
            f"{SOURCE}: city.citizens = {citizens}: the page takes up to {MOST_CITIZENS}; "
            "'cityfit run' takes more"
        )
    base, mine = case(FIRST_CASE), None
    try:
        base = base if chosen is None else case(chosen)
    except ScenarioError as error:
        problems += error.problems
    try:
        title = f"{base.title}, as set on the page" if changes else base.title
        mine = base.but(changes, name=MINE, title=title, source=SOURCE)
    except ScenarioError as error:
        problems += error.problems
    if problems or mine is None:
        raise ScenarioError(problems)
    return City(chosen or FIRST_CASE, changes, mine, mine.but(unpaid(mine), name=WITHOUT))


def unpaid(scenario: Scenario) -> dict[str, Any]:
    """Changes that remove the budgets of the interventions, and the shock that cuts them."""
    changes: dict[str, Any] = dict.fromkeys(BUDGETS, 0.0)
    if scenario.settings["shocks.funding_cut"].month:
        changes["shocks.funding_cut.month"] = 0
    return changes


def link(city: City) -> str:
    """Query of a link that restores a city."""
    texts = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in city.changes.items()
    }
    return urlencode({"case": city.case, **texts})


def toml(city: City, seeds: int) -> str:
    """The scenario file of a city, with the commands that reproduce the page."""
    changes = " ".join(f"--set {name}={value}" for name, value in unpaid(city.mine).items())
    head = (
        f"# cityfit run {MINE}.toml --seeds {seeds}\n"
        f"# without the policy: save a copy as {WITHOUT}.toml and run\n"
        f"# cityfit run {WITHOUT}.toml --seeds {seeds} {changes}\n"
        f"# then: cityfit compare runs --against {WITHOUT}\n"
    )
    return head + city.mine.to_toml(resolved=False)


def python(city: City, seeds: int) -> str:
    """A script that reproduces the page; values are written as Python literals."""
    changed = _changes_from_file(city)
    lines = "".join(f"    {name!r}: {value!r},\n" for name, value in changed.items())
    less = "".join(f"    {name!r}: {value!r},\n" for name, value in unpaid(city.mine).items())
    return (
        "from experiments import compare, run\n"
        "from scenarios import load\n\n"
        f"mine = load({city.case!r}).but({{\n{lines}}}, name={MINE!r})\n"
        f"without = mine.but({{\n{less}}}, name={WITHOUT!r})\n"
        f"results = run([without, mine], seeds={seeds})\n"
        f'table = compare(results, against={WITHOUT!r}, measures=["unbalance", "volatility"])\n'
        "print(table)\n"
    )


def _changes_from_file(city: City) -> dict[str, Any]:
    ours, theirs = city.mine.settings.flat(), load(city.case).settings.flat()
    return {name: value for name, value in ours.items() if value != theirs[name]}
