"""What is to be calibrated: a target file, read and checked.

::

    title = "The job market of the baseline"
    facts = [1, 2, 3]                # stylised facts by number, every row of them

    [targets.unemployment_low]       # or single rows, with a range and a weight of their own
    low = 0.10
    high = 0.14
    weight = 2

    [parameters]
    "city.posts_per_citizen" = { low = 0.80, high = 0.95 }

Everything else has a default: ``base`` (scenario), ``trials``, ``citizens``, ``months``,
``burn_in``, ``seeds``, ``final_seeds``, ``check_seeds``, ``seed`` (of the optimiser), ``starts``,
``batch``, ``finalists``, ``tolerance``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from experiments.validation.fact import HELD_OUT, Fact
from experiments.validation.facts import BY_KEY, FACTS, SUBJECTS
from scenarios.reading import parse
from scenarios.scenario import Scenario, load
from simulation.checks.parameters import allowed, parameter_names, shown, suggested_parameter
from simulation.core.errors import ScenarioError, suggestion
from simulation.settings import parameter_table


class TargetsError(ScenarioError):
    """A target file that cannot be used; see :class:`scenarios.ScenarioError`."""


@dataclass(frozen=True)
class Target:
    """A row of the table of facts that is fitted to.

    Attributes
    ----------
    key : str
        The row.
    low, high : float
        Range that its value should lie in.
    weight : float
        Its part in the loss.
    """

    key: str
    low: float
    high: float
    weight: float


@dataclass(frozen=True)
class Range:
    """A parameter that is searched, and where."""

    name: str
    low: float
    high: float
    start: float
    log: bool


@dataclass(frozen=True)
class Targets:
    """A target file.

    Attributes
    ----------
    title, base : str
    scenario : Scenario
        What is calibrated, in the size of a trial.
    targets : tuple of Target
    ranges : tuple of Range
    seeds, final_seeds, check_seeds : tuple of int
        Seeds of every trial, the same for all; more seeds for the finalists; and seeds that had no
        part in the choice, for before and after.
    seed : int
        Of the optimiser.
    starts : int
        Places that a chain of proposals of its own begins at; see
        :mod:`experiments.calibration.starts`.
    trials, batch, finalists : int
        Trials in all; trials thought up together, before any of them is known; best trials that
        are compared once more, with more seeds.
    tolerance : float
        Trials whose loss is no more than this above the best count as about as good.
    """

    title: str
    base: str
    scenario: Scenario
    targets: tuple[Target, ...]
    ranges: tuple[Range, ...]
    seeds: tuple[int, ...]
    final_seeds: tuple[int, ...]
    check_seeds: tuple[int, ...]
    seed: int
    starts: int
    trials: int
    batch: int
    finalists: int
    tolerance: float

    def identity(self) -> dict[str, Any]:
        """What makes two calibrations one and the same; how many trials has no part in it."""
        return {
            "settings": self.scenario.settings.flat(),
            "targets": [asdict(target) for target in self.targets],
            "ranges": [asdict(searched) for searched in self.ranges],
            "seeds": list(self.seeds),
            "seed": self.seed,
            "batch": self.batch,
            "starts": self.starts,
        }


#: Key → kind of value, least value, default.
_NUMBERS: dict[str, tuple[type, float, Any]] = {
    "trials": (int, 1, 300),
    "citizens": (int, 100, 2000),
    "months": (int, 1, 120),
    "burn_in": (int, 0, 36),
    "seed": (int, 0, 1),
    "starts": (int, 1, 8),
    "batch": (int, 1, 8),
    "finalists": (int, 1, 10),
    "tolerance": (float, 0, 0.25),
}
_LISTS: dict[str, list[int]] = {
    "seeds": [1, 2],
    "final_seeds": [101, 102, 103, 104],
    "check_seeds": [1001, 1002, 1003, 1004],
}
_WORDS = {"title": "", "base": "baseline"}
KEYS = (*_WORDS, "facts", *_NUMBERS, *_LISTS, "targets", "parameters")


def read(path: Path) -> Targets:
    """Read and check a target file.

    Raises
    ------
    TargetsError
        With every problem of the file, one line each.
    """
    if not path.is_file():
        beside = [str(other) for other in sorted(path.parent.glob("*.toml"))]
        raise TargetsError([f"{path}: there is no such file; {suggestion(str(path), beside)}"])
    return checked(parse(path, str(path)), str(path))


def checked(document: Mapping[str, Any], source: str) -> Targets:
    """The targets in a document; see :func:`read`.

    Parameters
    ----------
    document : mapping
        As TOML gives it.
    source : str
        What error lines begin with.
    """
    problems = [
        f"{source}: {key} = {shown(value)}: unknown key; {suggestion(key, KEYS)}"
        for key, value in document.items()
        if key not in KEYS
    ]
    values = _header(document, source, problems)
    targets = _targets(document, source, problems)
    ranges = _ranges(document, source, problems)
    if problems:
        raise TargetsError(problems)
    size = {f"city.{name}": values[name] for name in ("citizens", "months", "burn_in")}
    try:
        scenario = load(values["base"]).but(size, source=source)
    except ScenarioError as error:
        raise TargetsError([f"{source}: base: {problem}" for problem in error.problems]) from None
    settings = scenario.settings.flat()
    return Targets(
        title=values["title"],
        base=values["base"],
        scenario=scenario,
        targets=tuple(targets),
        ranges=tuple(
            Range(name, low, high, min(max(float(settings[name]), low), high), log)
            for name, low, high, log in ranges
        ),
        seeds=tuple(values["seeds"]),
        final_seeds=tuple(values["final_seeds"]),
        check_seeds=tuple(values["check_seeds"]),
        seed=values["seed"],
        starts=values["starts"],
        trials=values["trials"],
        batch=values["batch"],
        finalists=values["finalists"],
        tolerance=float(values["tolerance"]),
    )


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _header(document: Mapping[str, Any], source: str, problems: list[str]) -> dict[str, Any]:
    """The keys that have a default."""
    values: dict[str, Any] = {}
    for key, word in _WORDS.items():
        values[key] = document.get(key, word)
        if not isinstance(values[key], str):
            problems.append(f"{source}: {key} = {shown(values[key])}: must be text")
    for key, (kind, least, usual) in _NUMBERS.items():
        value = values[key] = document.get(key, usual)
        if not (_whole(value) if kind is int else _number(value)) or value < least:
            noun = "a whole number" if kind is int else "a number"
            problems.append(f"{source}: {key} = {shown(value)}: must be {noun}, {least} or more")
    for key, seeds in _LISTS.items():
        value = values[key] = document.get(key, seeds)
        right = isinstance(value, list) and value and all(_whole(n) and n >= 0 for n in value)
        if not right or len(set(value)) < len(value):
            problems.append(
                f"{source}: {key} = {shown(value)}: must be a list of different whole numbers"
            )
    if not problems and set(values["check_seeds"]) & {*values["seeds"], *values["final_seeds"]}:
        problems.append(f"{source}: check_seeds: none of them may be among seeds or final_seeds")
    return values


def _targets(document: Mapping[str, Any], source: str, problems: list[str]) -> list[Target]:
    """The rows that are fitted to.

    Each fact weighs 1, shared equally by its rows, unless a row has a weight of its own.
    """
    wanted = _whole_facts(document, source, problems)
    single = document.get("targets", {})
    if not isinstance(single, dict):
        problems.append(f"{source}: targets = {shown(single)}: must be a table of rows of facts")
        single = {}
    for key, own in single.items():
        where = f"{source}: targets.{key}"
        if key not in BY_KEY:
            problems.append(f"{where}: there is no such row of the facts; "
                            f"{suggestion(key, BY_KEY)}")  # fmt: skip
        elif BY_KEY[key].number in HELD_OUT:
            problems.append(f"{where}: {_refusal(BY_KEY[key].number)}")
        elif _own_is_right(where, BY_KEY[key], own, problems):
            wanted[key] = own
    if not wanted and not problems:
        problems.append(f"{source}: names no target; say facts = [...] or [targets.NAME]")
    rows = Counter(BY_KEY[key].number for key in wanted)
    return [
        Target(
            key,
            float(own.get("low", BY_KEY[key].low)),
            float(own.get("high", BY_KEY[key].high)),
            float(own.get("weight", 1.0 / rows[BY_KEY[key].number])),
        )
        for key, own in wanted.items()
    ]


def _whole_facts(
    document: Mapping[str, Any], source: str, problems: list[str]
) -> dict[str, dict[str, float]]:
    """Every row of the facts that are named by number."""
    wanted: dict[str, dict[str, float]] = {}
    numbers = document.get("facts", [])
    if not isinstance(numbers, list):
        problems.append(f"{source}: facts = {shown(numbers)}: must be a list of numbers of facts")
        return wanted
    known = [number for number in SUBJECTS if number]
    for number in numbers:
        if not _whole(number) or number not in known:
            problems.append(
                f"{source}: facts: {shown(number)}: there is no such fact; "
                f"known: {', '.join(map(str, known))}"
            )
        elif number in HELD_OUT:
            problems.append(f"{source}: facts: {_refusal(number)}")
        else:
            wanted.update({fact.key: {} for fact in FACTS if fact.number == number})
    return wanted


def _refusal(number: int) -> str:
    rows = ", ".join(fact.key for fact in FACTS if fact.number == number)
    return (
        f"fact {number} ({SUBJECTS[number]}: {rows}) is held out of calibration, so that meeting "
        "it is evidence; take it out"
    )


def _own_is_right(where: str, fact: Fact, own: Any, problems: list[str]) -> bool:
    if not isinstance(own, dict) or not all(_number(value) for value in own.values()):
        problems.append(f"{where} = {shown(own)}: must be a table with numbers low, high, weight")
        return False
    for key in own:
        if key not in ("low", "high", "weight"):
            right = suggestion(key, ("low", "high", "weight"))
            problems.append(f"{where}.{key}: unknown key; {right}")
            return False
    low, high = own.get("low", fact.low), own.get("high", fact.high)
    if low >= high:
        problems.append(f"{where}: low = {low:g} must be less than high = {high:g}")
        return False
    if own.get("weight", 1) <= 0:
        problems.append(f"{where}.weight = {own['weight']:g}: must be more than 0")
        return False
    return True


def _ranges(
    document: Mapping[str, Any], source: str, problems: list[str]
) -> list[tuple[str, float, float, bool]]:
    """Name, low, high and whether to search in logarithms, of each parameter."""
    given = document.get("parameters", {})
    if not isinstance(given, dict) or not given:
        problems.append(f"{source}: names no parameter; say [parameters] with a range for each")
        return []
    declared = {name: (default, words) for name, default, words in parameter_table()}
    found = []
    for name, ends in _flattened(given, declared):
        where = f"{source}: parameters.{name}"
        if name not in declared:
            problems.append(f"{where}: unknown parameter; {suggested_parameter(name)}")
            continue
        default, words = declared[name]
        if not isinstance(default, float):
            problems.append(f"{where}: cannot be searched, it is {allowed(words, type(default))}")
            continue
        if not (
            isinstance(ends, dict)
            and {"low", "high"} <= set(ends) <= {"low", "high", "log"}
            and _number(ends["low"])
            and _number(ends["high"])
            and isinstance(ends.get("log", False), bool)
        ):
            problems.append(
                f"{where} = {shown(ends)}: must be {{ low = NUMBER, high = NUMBER }}, "
                "with log = true to search in logarithms"
            )
            continue
        low, high = float(ends["low"]), float(ends["high"])
        inside = (words.low is None or low >= words.low) and (
            words.high is None or high <= words.high
        )
        if not inside or low >= high:
            problems.append(
                f"{where}: from {low:g} to {high:g}: low must be less than high, and both "
                f"{allowed(words, float)}"
            )
        elif ends.get("log", False) and low <= 0:
            problems.append(f"{where}.low = {low:g}: must be more than 0 to search in logarithms")
        else:
            found.append((name, low, high, bool(ends.get("log", False))))
    return found


def _flattened(given: Mapping[str, Any], declared: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Pairs of name and range, whether a name is quoted or written as tables within tables."""
    pairs: list[tuple[str, Any]] = []
    for name, value in given.items():
        inner = (
            isinstance(value, dict) and name not in declared and not {"low", "high"} & set(value)
        )
        if inner and any(known.startswith(f"{name}.") for known in parameter_names()):
            deeper = {f"{name}.{key}": ends for key, ends in value.items()}
            pairs += _flattened(deeper, declared)
        else:
            pairs.append((name, value))
    return pairs
