"""The frozen file: its content, its SHA-256, and the changes declared after freezing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from experiments.errors import RequestError
from scenarios.reading import parse

FILE = Path(__file__).with_name("claims_and_facts.toml")
#: The line of the file below which changes are declared. Nothing above it is ever edited.
CHANGES_BELOW = "# Changes after freezing"
#: Tables of the file that concern every claim.
GENERAL = ("protocol", "rules", "misfit_threshold")

Role = Literal["input", "calibrated", "used in building", "checked", "predicted"]
Verdict = Literal["supported", "not supported", "contradicted", "practically null", "no result"]
#: One text, or a list of them.
Texts = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    Field(min_length=1),
]


class Table(BaseModel):
    """A table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FrozenPart(Table):
    """A part of a claim; `new` if the code did not have it when the file was frozen."""

    name: str
    null: float
    smallest: float
    unit: str
    new: bool = False


class Before(Table):
    """What the code said when the file was frozen, where the file says something new."""

    statement: str | None = None
    statistic: str | None = None


class Neutral(Table):
    """The second run of a claim that rests on a constant chosen for it."""

    meaning: str
    changes: dict[str, Any]


class OnAMargin(Table):
    """How a claim is judged on each margin."""

    statistic: str
    parts: tuple[FrozenPart, ...]
    note: str = ""


class FrozenClaim(Table):
    """A claim as frozen.

    Attributes
    ----------
    number, title, statement, statistic, note : str
        As in :class:`experiments.claims.claim.Claim`.
    seeds : int
    parts : tuple of FrozenPart
    before : Before
    verdict_0_1 : str
        Verdict of version 0.1.
    reading : str
        What changes in how the statistic is read.
    neutral : Neutral or None
        None unless the claim rests on a constant chosen for it.
    on_a_margin : OnAMargin or None
        None unless the claim is also judged on each margin.
    """

    number: str
    title: str
    statement: str
    statistic: str
    note: str = ""
    seeds: int
    parts: tuple[FrozenPart, ...]
    before: Before = Before()
    verdict_0_1: Verdict
    reading: str
    neutral: Neutral | None = None
    on_a_margin: OnAMargin | None = None


class FrozenFact(Table):
    """A fact of the pooled city as frozen; `new` if the code did not have it then."""

    key: str
    number: int
    name: str
    low: float
    high: float
    unit: str
    role: Role
    source: str
    new: bool = False


class Input(Table):
    """Numbers given to the model."""

    key: str
    name: str
    unit: str
    role: Literal["input"]
    source: str


class Prediction(Table):
    """A gap or ratio of an outcome between two levels of education, predicted for each country."""

    key: str
    name: str
    kind: Literal["gap", "ratio"]
    columns: tuple[str, str]
    unit: str


class RunSize(Table):
    """Seeds and size of runs; `rule` is how they are judged."""

    seeds: int
    citizens: int
    burn_in: int
    months: int


class Protocol(RunSize):
    """Runs and rules of the claims."""

    parameter_sets: int
    pairing: str
    interval: str
    test: str
    correction: str
    part_verdict: tuple[str, ...]
    claim_verdict: tuple[str, ...]
    robustness: str
    no_tuning: str


class FactProtocol(RunSize):
    """Runs and rule of the facts."""

    rule: str


class Countries(RunSize):
    """What is predicted for which countries, and how the predictions are judged."""

    countries: tuple[str, ...]
    role: Literal["predicted"]
    rule: str
    source: str
    table: str
    table_sha256: str
    criterion: str
    dissatisfied: str
    not_predicted: tuple[str, ...]
    predicted: tuple[Prediction, ...]


class Rules(Table):
    """Rules that hold for several claims, in words."""

    variants: dict[str, Any]
    margins: dict[str, Any]
    groups: dict[str, Any]
    built_in: dict[str, Any]
    complementary: dict[str, Any]


class MisfitThreshold(Table):
    """The rule that sets the threshold of misfit."""

    rule: str
    percentile: float
    seeds: tuple[int, ...]
    citizens: int
    burn_in: int
    months: int
    rounded_to: float
    value_0_1: float


class Change(Table):
    """A change declared after freezing.

    Attributes
    ----------
    date : datetime.date
    what : tuple of str
        What differs, as named by :class:`experiments.preregistration.comparison.Deviation`, for
        instance ``H9.statistic``, or a rule of the file, for instance ``misfit_threshold``.
    reason, old_verdict : str
        Why, and the verdict before the change.
    neutral : Neutral or None
        For ``H21.neutral``: the neutral run that replaces the frozen one, because the constant that
        the claim rests on is another now. It changes no rule.
    """

    date: date
    what: Texts
    reason: str = Field(min_length=1)
    old_verdict: str = Field(min_length=1)
    neutral: Neutral | None = None

    @property
    def text(self) -> str:
        """The change in one sentence."""
        return (
            f"{self.date:%Y-%m-%d}, {', '.join(self.what)}: {self.reason.rstrip('.')} "
            f"(verdict before: {self.old_verdict})"
        )


class Registration(Table):
    """The content of the file.

    Attributes
    ----------
    sha256 : str
        Of the whole file.
    frozen_sha256 : str
        Of the part that is never edited.
    """

    title: str
    frozen: date
    version: str
    protocol: Protocol
    rules: Rules
    misfit_threshold: MisfitThreshold
    claims: tuple[FrozenClaim, ...] = Field(alias="claim")
    fact_protocol: FactProtocol
    facts: tuple[FrozenFact, ...] = Field(alias="fact")
    inputs: tuple[Input, ...] = Field(alias="input")
    countries: Countries
    changes: tuple[Change, ...] = Field(alias="change", default=())
    sha256: str
    frozen_sha256: str

    def claim(self, number: str) -> FrozenClaim | None:
        """A claim by its number, with its present neutral run; None if it is not in the file."""
        claim = next((claim for claim in self.claims if claim.number == number), None)
        for change in self.changes:
            if claim and change.neutral and f"{number}.neutral" in change.what:
                claim = claim.model_copy(update={"neutral": change.neutral})
        return claim

    def role(self, key: str) -> Role | None:
        """Role of a fact by its key; None if it is not in the file."""
        return next((fact.role for fact in self.facts if fact.key == key), None)

    def changes_of(self, *names: str) -> list[str]:
        """Changes of claims, facts or tables of the file in words, for instance of ``H9``."""
        return [
            change.text
            for change in self.changes
            if any(what.split(".")[0] in names for what in change.what)
        ]

    def changes_of_claim(self, number: str) -> list[str]:
        """Changes of a claim, and of the rules for all claims, in words."""
        return self.changes_of(number, *GENERAL)

    def changes_of_facts(self) -> list[str]:
        """Changes of the facts, inputs and predictions for countries, in words."""
        keys = [fact.key for fact in self.facts] + [given.key for given in self.inputs]
        return self.changes_of(*keys, "fact_protocol", "countries")

    @property
    def stamp(self) -> str:
        """Day of freezing and SHA-256 of the file."""
        return f"{self.frozen:%Y-%m-%d}, SHA-256 {self.sha256}"


def sentence(stamp: str, changes: Iterable[str]) -> str:
    """The pre-registration in one sentence, with every change once.

    Parameters
    ----------
    stamp : str
        As of :attr:`Registration.stamp`; empty for results of an earlier version.
    changes : iterable of str
        In words.
    """
    if not stamp:
        return "Made before claims and facts were pre-registered."
    listed = "; ".join(dict.fromkeys(changes))
    differences = f"Differences: {listed}" if listed else "Nothing shown here has changed since"
    return f"Pre-registered on {stamp}. {differences}."


@cache
def read(path: Path = FILE) -> Registration:
    """The pre-registration in a file, which is read once.

    Parameters
    ----------
    path : Path
        By default the file of this package.

    Raises
    ------
    RequestError
        With every mistake in the file.
    ScenarioError
        If the file is no TOML.
    """
    content = parse(path, str(path))
    # a checkout may end lines in another way
    whole = path.read_bytes().replace(b"\r\n", b"\n")
    hashes = {
        "sha256": hashlib.sha256(whole).hexdigest(),
        "frozen_sha256": hashlib.sha256(whole.split(CHANGES_BELOW.encode())[0]).hexdigest(),
    }
    try:
        return Registration.model_validate(content | hashes)
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
            for problem in error.errors(include_url=False)
        ]
        raise RequestError(f"{path}: {'; '.join(problems)}") from None
