"""A target file: what is calibrated, to which facts; read and checked.

::

    title = "The job market of the baseline"
    facts = [1, 2, 3]                # stylised facts by number, every row of them

    [targets.unemployment_low]       # or single rows, with a range and a weight of their own
    low = 0.10
    high = 0.14
    weight = 2

    [parameters]
    "city.posts_per_citizen" = { low = 0.80, high = 0.95 }

All other keys have defaults, see :class:`TargetsFile`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from experiments.designs.document import Document
from experiments.designs.kinds import (
    Flag,
    FromOne,
    FromZero,
    Positive,
    Table,
    Text,
    checked,
    is_number,
)  # fmt: skip
from experiments.validation.fact import BUILDING
from experiments.validation.facts import BY_KEY, FACTS, SUBJECTS
from scenarios.scenario import Scenario, load
from simulation.checks.parameters import allowed
from simulation.core.errors import ScenarioError, suggestion

#: How values are proposed: chains of Optuna's estimator, or waves of history matching.
OPTUNA, HISTORY_MATCHING = METHODS = ("optuna", "history_matching")


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
        Target range of its value.
    weight : float
        Its weight in the loss.
    """

    key: str
    low: float
    high: float
    weight: float


@dataclass(frozen=True)
class Range:
    """A parameter that is searched: its range, start value, and whether in logarithms."""

    name: str
    low: float
    high: float
    start: float
    log: bool


def _fact_number(number: Any) -> int:
    known = [one for one in SUBJECTS if one]
    if type(number) is not int or number not in known:
        raise ValueError(f"no such fact; known: {', '.join(map(str, known))}")
    if number in {fact.number for fact in FACTS if fact.used == BUILDING}:
        raise ValueError(_not_fitted(number))
    return number


def _not_fitted(number: int) -> str:
    rows = ", ".join(fact.key for fact in FACTS if fact.number == number)
    return (
        f"fact {number} ({SUBJECTS[number]}: {rows}) was used in building and is not in the loss; "
        "remove it"
    )


def _are_seeds(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and 0 < len(value) == len({str(seed) for seed in value})
        and all(type(seed) is int and seed >= 0 for seed in value)
    )


Number = Annotated[float, checked(is_number, "must be a number"), Field(description="a number")]
Seeds = Annotated[tuple[int, ...], checked(_are_seeds, "must be a list of different whole numbers")]


class OwnTarget(Table):
    """A row of the facts with its own range or weight."""

    low: Number | None = None
    high: Number | None = None
    weight: Positive | None = None


class SearchRange(Table):
    """The range in which a parameter is searched."""

    low: Number
    high: Number
    log: Flag = False


class TargetsFile(Table):
    """The keys of a target file, with their defaults."""

    title: Text = ""
    base: Text = "baseline"
    facts: Annotated[
        tuple[Annotated[int, BeforeValidator(_fact_number)], ...],
        checked(lambda v: isinstance(v, list | tuple), "must be a list of numbers of facts"),
    ] = ()
    targets: dict[str, Any] = Field(default_factory=dict)
    parameters: dict[str, Any] = Field(default_factory=dict)
    method: Annotated[
        str, checked(lambda v: v in METHODS, f"must be one of {', '.join(METHODS)}")
    ] = OPTUNA
    trials: FromOne = 300
    wave: FromOne = 150
    citizens: Annotated[
        int, checked(lambda v: type(v) is int and v >= 100, "must be a whole number, 100 or more")
    ] = 2000
    months: FromOne = 120
    burn_in: FromZero = 36
    seed: FromZero = 1
    starts: FromOne = 8
    batch: FromOne = 8
    finalists: FromOne = 10
    tolerance: Annotated[
        float, checked(lambda v: is_number(v) and v >= 0, "must be a number, 0 or more")
    ] = 0.25
    seeds: Seeds = (1, 2)
    final_seeds: Seeds = (101, 102, 103, 104)
    check_seeds: Seeds = (1001, 1002, 1003, 1004)

    @property
    def chains(self) -> int:
        """Chains of trials: one for each start, and one in all for the waves."""
        return 1 if self.method == HISTORY_MATCHING else self.starts


@dataclass(frozen=True)
class Targets:
    """A target file.

    Attributes
    ----------
    file : TargetsFile
        Its keys. Notably `seeds` of every trial, more `final_seeds` for the finalists, and
        `check_seeds` that have no part in the choice; the `method` that proposes values, `starts`
        of chains or trials of a `wave`; `trials` in total, `batch` of trials proposed together,
        `finalists` that are compared once more; and the `tolerance` of the loss above the best
        within which a trial counts as equally good.
    scenario : Scenario
        What is calibrated, in the size of a trial.
    targets : tuple of Target
    ranges : tuple of Range
    """

    file: TargetsFile
    scenario: Scenario
    targets: tuple[Target, ...]
    ranges: tuple[Range, ...]

    def identity(self) -> dict[str, Any]:
        """What identifies a calibration; the number of trials is not part of it."""
        return {
            "settings": self.scenario.settings.flat(),
            "targets": [asdict(target) for target in self.targets],
            "ranges": [asdict(searched) for searched in self.ranges],
            "seeds": list(self.file.seeds),
            "seed": self.file.seed,
            "batch": self.file.batch,
            "starts": self.file.chains,
            "method": [self.file.method, self.file.wave]
            if self.file.method == HISTORY_MATCHING
            else self.file.method,
        }


def read(path: Path) -> Targets:
    """Read and check a target file.

    Raises
    ------
    TargetsError
        With every problem of the file, one line each.
    """
    return checked_targets(Document.read(path, TargetsError))


def checked_targets(document: Document) -> Targets:
    """The targets in a document; see :func:`read`."""
    source = document.label
    file = _validated(document, TargetsFile, document.content) or TargetsFile()
    if {*file.check_seeds} & {*file.seeds, *file.final_seeds}:
        document.wrong("check_seeds", "none of them may be among seeds or final_seeds")
    targets = _targets(document, file)
    ranges = _ranges(document)
    if document.problems:
        raise TargetsError(document.problems)
    size = {f"city.{name}": getattr(file, name) for name in ("citizens", "months", "burn_in")}
    try:
        scenario = load(file.base).but(size, source=source)
    except ScenarioError as error:
        raise TargetsError([f"{source}: base: {problem}" for problem in error.problems]) from None
    settings = scenario.settings.flat()
    searched = tuple(
        Range(name, one.low, one.high, min(max(float(settings[name]), one.low), one.high), one.log)
        for name, one in ranges.items()
    )
    return Targets(file, scenario, tuple(targets), searched)


def _validated[Model: Table](
    document: Document, model: type[Model], content: Any, prefix: str = ""
) -> Model | None:
    """A table of the file; None with problems added."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        document.invalid(error, model, prefix=prefix)
        return None


def _targets(document: Document, file: TargetsFile) -> list[Target]:
    """The rows that are fitted to.

    Each fact weighs 1, divided equally among its rows, unless a row has its own weight.
    """
    wanted = {fact.key: OwnTarget() for fact in FACTS if fact.number in file.facts}
    for key, content in file.targets.items():
        where = f"targets.{key}"
        if key not in BY_KEY:
            document.wrong(where, f"no such row of the facts; {suggestion(key, BY_KEY)}")
        elif BY_KEY[key].used == BUILDING:
            document.wrong(where, _not_fitted(BY_KEY[key].number))
        elif not isinstance(content, dict):
            document.wrong(where, "must be a table with numbers low, high, weight", content)
        elif own := _validated(document, OwnTarget, content, f"{where}."):
            wanted[key] = own
    if not wanted and not document.problems:
        problem = "names no target; give facts = [...] or [targets.NAME]"
        document.problems.append(f"{document.label}: {problem}")
    rows = Counter(BY_KEY[key].number for key in wanted)
    targets = []
    for key, own in wanted.items():
        fact = BY_KEY[key]
        low = fact.low if own.low is None else float(own.low)
        high = fact.high if own.high is None else float(own.high)
        if low >= high:
            document.wrong(f"targets.{key}", f"low = {low:g} must be less than high = {high:g}")
        targets.append(Target(key, low, high, float(own.weight or 1.0 / rows[fact.number])))
    return targets


def _ranges(document: Document) -> dict[str, SearchRange]:
    """Parameter → the range in which it is searched."""
    ranges: dict[str, SearchRange] = {}
    if not document.content.get("parameters"):
        problem = "names no parameter; give [parameters] with a range for each"
        document.problems.append(f"{document.label}: {problem}")
    for name, content in document.parameters("parameters"):
        if name not in document.declared:
            continue
        where, (default, declared) = f"parameters.{name}", document.declared[name]
        if not isinstance(default, float):
            document.wrong(where, f"cannot be searched, it is {allowed(declared, type(default))}")
        elif not isinstance(content, dict):
            what = (
                "must be { low = NUMBER, high = NUMBER }, with log = true to search in logarithms"
            )
            document.wrong(where, what, content)
        elif one := _validated(document, SearchRange, content, f"{where}."):
            inside = (declared.low is None or one.low >= declared.low) and (
                declared.high is None or one.high <= declared.high
            )
            if not inside or one.low >= one.high:
                document.wrong(
                    where,
                    f"from {one.low:g} to {one.high:g}: low must be less than high, and both "
                    f"{allowed(declared, float)}",
                )
            elif one.log and one.low <= 0:
                document.wrong(f"{where}.low", "must be more than 0 to search in logarithms",
                               one.low)  # fmt: skip
            ranges[name] = one
    return ranges
