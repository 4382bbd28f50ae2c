"""The settings of a page as a scenario, a link, a file and a script, and back from a link.

Input and links are text. The text is converted to the parameter's type and checked by the rules of
a scenario file; it is never executed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from experiments.explore.controls import (
    BUDGETS,
    CONTROLS,
    COUNTRIES,
    MOST_CITIZENS,
    PROGRAMMES,
    WORLD_LEVERS,
)
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
#: What a city is compared with: itself without the budget of its policy, itself in the world of
#: its case, or another city.
Versus = Literal["policy", "world", "city"]
#: Name of the scenario of the page, and of the one it is compared with.
MINE = "my_city"
OTHERS: dict[Versus, str] = {
    "policy": "without_policy", "world": "same_world", "city": "other_city",
}  # fmt: skip
#: The case of the other city if a link names none.
OTHER_CASE = "baseline"
#: Keys of a link besides the parameters. Other keys without a point are not the page's, such as
#: those that mail programs and social networks add to links; they are ignored.
OWN_KEYS = ("case", "versus", "other", "other_country")
#: Changed levers that a title names.
NAMED = 3
#: Start of error lines.
SOURCE = "link"


@dataclass(frozen=True)
class City:
    """The city of a page, and the city it is compared with.

    Attributes
    ----------
    case : str
        The scenario it is based on.
    changes : dict
        ``section.key`` → value changed on the page.
    mine, other : Scenario
    versus : str
        See `Versus`.
    other_case, other_country : str
        Base and country of the other city, empty unless cities are compared.
    """

    case: str
    changes: dict[str, Any]
    mine: Scenario
    other: Scenario
    versus: Versus = "policy"
    other_case: str = ""
    other_country: str = ""

    @property
    def paired(self) -> bool:
        """Whether runs of one seed have the same people."""
        return self.versus != "city"


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
        `OWN_KEYS` and parameters of the page, from the query of a link.

    Raises
    ------
    ScenarioError
        With one line per problem.
    """
    own, changes, problems = _sorted(pairs)
    chosen = own.get("case", FIRST_CASE)
    base = case(FIRST_CASE)
    mine: Scenario | None = None
    other: Scenario | None = None
    try:
        base = case(chosen)
    except ScenarioError as error:
        problems += error.problems
    try:
        mine = base.but(changes, name=MINE, source=SOURCE)
    except ScenarioError as error:
        problems += error.problems
    versus: Any = own.get("versus", "policy")
    if versus not in get_args(Versus):
        right = suggestion(versus, get_args(Versus))
        problems.append(f"{SOURCE}: versus = {shown(versus)}: there is no such comparison; {right}")
    elif mine is not None:
        try:
            other = _other(mine, base, versus, own)
        except ScenarioError as error:
            problems += error.problems
    if problems or mine is None or other is None:
        raise ScenarioError(problems)
    city = City(chosen, changes, mine, other, versus)
    if versus == "city":
        other_case, country = own.get("other", OTHER_CASE), own.get("other_country", "")
        city = replace(city, other_case=other_case, other_country=country)
    return replace(city, mine=mine.but({}, name=MINE, title=title(city), source=SOURCE))


def _sorted(
    pairs: Iterable[tuple[str, str]],
) -> tuple[dict[str, str], dict[str, Any], list[str]]:
    """Keys of the page, parameters, and problems of a link; keys of others are left out."""
    own: dict[str, str] = {}
    changes: dict[str, Any] = {}
    problems: list[str] = []
    for name, text in pairs:
        if name in changes or name in own:
            problems.append(f"{SOURCE}: {shown(name)}: occurs twice")
        elif name in OWN_KEYS:
            own[name] = text
        elif name in CONTROLS:
            changes[name] = _value(name, text)
        elif "." in name:
            near = nearest(name, [*OWN_KEYS, *CONTROLS])
            right = f"; nearest: {near}" if near else ""
            problems.append(f"{SOURCE}: {shown(name)}: not on the page{right}")
    citizens = changes.get("city.citizens")
    if isinstance(citizens, int) and citizens > MOST_CITIZENS:
        problems.append(
            f"{SOURCE}: city.citizens = {citizens}: the page takes up to {MOST_CITIZENS}; "
            "'cityfit run' takes more"
        )
    return own, changes, problems


def _other(mine: Scenario, base: Scenario, versus: Versus, own: dict[str, str]) -> Scenario:
    """The city that a city is compared with."""
    name = OTHERS[versus]
    if versus == "policy":
        return mine.but(unpaid(mine), name=name)
    if versus == "world":
        return mine.but(world_of(base), name=name)
    changes: dict[str, Any] = {"city.citizens": mine.settings["city"].citizens}
    if own.get("other_country"):
        changes["city.country"] = own["other_country"]
    return case(own.get("other", OTHER_CASE)).but(changes, name=name, source=SOURCE)


def world_of(scenario: Scenario) -> dict[str, Any]:
    """The levers of the world outside, as a scenario has them."""
    flat = scenario.settings.flat()
    return {name: flat[name] for name in WORLD_LEVERS}


def title(city: City) -> str:
    """A title that says what is set, not only which case it began with."""
    base = case(city.case)
    if not set(city.changes) - {"city.citizens"}:
        return base.title
    flat, before = city.mine.settings.flat(), base.settings.flat()
    money = [
        f"{name} {flat[budget]:g} euro"
        for name, budget in zip(PROGRAMMES, BUDGETS, strict=True) if flat[budget]
    ]  # fmt: skip
    parts = [f"{', '.join(money)} a year" if money else "no policy"]
    country = flat["city.country"]
    parts.append(COUNTRIES.get(country, country))
    moved = [
        f"{control.label.lower()} {flat[name]:g}" if isinstance(flat[name], int | float)
        else f"{control.label.lower()}: {flat[name]}".replace("_", " ")
        for name, control in CONTROLS.items()
        if name not in (*BUDGETS, "city.country", "city.citizens") and flat[name] != before[name]
    ]  # fmt: skip
    parts += moved[:NAMED]
    if len(moved) > NAMED:
        parts.append(f"{len(moved) - NAMED} other changes")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]} (from {city.case})"


def unpaid(scenario: Scenario) -> dict[str, Any]:
    """Changes that remove the budgets of the interventions, and the shock that cuts them."""
    changes: dict[str, Any] = dict.fromkeys(BUDGETS, 0.0)
    if scenario.settings["shocks.funding_cut"].month:
        changes["shocks.funding_cut.month"] = 0
    return changes


def link(city: City) -> str:
    """Query of a link that restores a city."""
    own = {"case": city.case}
    if city.versus != "policy":
        own["versus"] = city.versus
    if city.versus == "city":
        own["other"] = city.other_case
        if city.other_country:
            own["other_country"] = city.other_country
    texts = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in city.changes.items()
    }
    return urlencode({**own, **texts})


def _difference(city: City) -> dict[str, Any]:
    """Changes of parameters from the city to the one it is compared with, of the same people."""
    if city.versus == "policy":
        return unpaid(city.mine)
    ours, theirs = city.mine.settings.flat(), city.other.settings.flat()
    return {name: theirs[name] for name in WORLD_LEVERS if theirs[name] != ours[name]}


def toml(city: City, seeds: int) -> str:
    """The scenario file of a city, with the commands that reproduce the page."""
    other = OTHERS[city.versus]
    if city.versus == "city":
        changes = _changes_from_file(city.other_case, city.other)
        comment, pair = "the other city", " --no-pair"
        against, second = city.other_case, f"cityfit run {city.other_case}"
    else:
        changes, pair, against = _difference(city), "", other
        comment = f"{other.replace('_', ' ')}: save a copy as {other}.toml and run"
        second = f"cityfit run {other}.toml"
    sets = "".join(f" --set {name}={value}" for name, value in changes.items())
    head = (
        f"# cityfit run {MINE}.toml --seeds {seeds}\n"
        f"# {comment}\n"
        f"# {second} --seeds {seeds}{sets}\n"
        f"# then: cityfit compare runs --against {against}{pair}\n"
    )
    return head + city.mine.to_toml(resolved=False)


def python(city: City, seeds: int) -> str:
    """A script that reproduces the page; values are written as Python literals."""
    other = OTHERS[city.versus]

    def literal(changes: dict[str, Any]) -> str:
        lines = "".join(f"    {name!r}: {value!r},\n" for name, value in changes.items())
        return f"{{\n{lines}}}"

    ours = literal(_changes_from_file(city.case, city.mine))
    if city.versus == "city":
        theirs = literal(_changes_from_file(city.other_case, city.other))
        second = f"other = load({city.other_case!r}).but({theirs}, name={other!r})\n"
        pair = ", pair=False"
    else:
        second = f"other = mine.but({literal(_difference(city))}, name={other!r})\n"
        pair = ""
    return (
        f"# {title(city)}\n"
        f"# The page of these settings: /?{link(city)}\n"
        "# Run this file with Python to get the numbers of the page.\n"
        "from experiments import compare, run\n"
        "from scenarios import load\n\n"
        f"mine = load({city.case!r}).but({ours}, name={MINE!r})\n"
        f"{second}\n"
        'if __name__ == "__main__":\n'
        f"    results = run([other, mine], seeds={seeds})\n"
        '    measures = ["unbalance", "volatility", "employment"]\n'
        '    measures.append("fit_same_persons_by_education")\n'
        f"    print(compare(results, against={other!r}, measures=measures{pair}))\n"
    )


def _changes_from_file(name: str, scenario: Scenario) -> dict[str, Any]:
    ours, theirs = scenario.settings.flat(), load(name).settings.flat()
    return {key: value for key, value in ours.items() if value != theirs[key]}
