"""What differs between the frozen file and the code.

Each difference is *declared* by a ``[[change]]`` of the file, *pending* if the file froze something
new that the code does not have yet, or *undeclared*. A test fails while there is an undeclared one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from experiments.preregistration.registration import Registration, read
from simulation.core.vocabulary import MARGINS

if TYPE_CHECKING:
    from experiments.claims.claim import Claim
    from experiments.preregistration.registration import FrozenClaim
    from experiments.validation.fact import Fact

ABSENT = "absent"
_FACT_FIELDS = {
    "number": "number", "name": "name", "low": "low", "high": "high", "unit": "unit",
    "role": "used",
}  # fmt: skip


class Sized(Protocol):
    """Seeds and size of runs, such as :class:`experiments.studies.study.Size`."""

    @property
    def seeds(self) -> int: ...  # noqa: D102
    @property
    def citizens(self) -> int: ...  # noqa: D102
    @property
    def burn_in(self) -> int: ...  # noqa: D102
    @property
    def months(self) -> int: ...  # noqa: D102


@dataclass(frozen=True)
class Deviation:
    """One difference.

    Attributes
    ----------
    what : str
        ``H9.statistic``, ``H9.parts.NAME``, ``H9.parts.NAME.smallest``, ``contacts.low``,
        ``protocol.seeds``; a claim or fact that only one side has is named by itself.
    frozen, code : str
        Both values; "absent" on the side that lacks it.
    pending : bool
        Whether the code is as it was when the file was frozen and has yet to follow it.
    """

    what: str
    frozen: Any
    code: Any
    pending: bool = False

    def __str__(self) -> str:
        return f"{self.what}: frozen {self.frozen!r}, in the code {self.code!r}"


def all_deviations(
    claims: Sequence[Claim],
    facts: Sequence[Fact],
    sizes: Mapping[str, Sized] | None = None,
    registration: Registration | None = None,
) -> list[Deviation]:
    """Every difference between file and code, declared and pending ones included.

    Parameters
    ----------
    claims, facts : sequence of Claim, of Fact
        All of the code.
    sizes : mapping of str to Size, optional
        Table of the file → size of the runs: ``protocol`` for claims, ``fact_protocol`` for facts,
        ``countries`` for predictions.
    registration : Registration, optional
        By default that of the project.
    """
    registered = registration or read()
    return [
        *_of_claims(claims, registered),
        *_of_facts(facts, registered),
        *_of_sizes(sizes or {}, registered),
    ]


def deviations(
    claims: Sequence[Claim],
    facts: Sequence[Fact],
    sizes: Mapping[str, Sized] | None = None,
    registration: Registration | None = None,
) -> list[Deviation]:
    """Undeclared differences: not pending, and not named by a change of the file.

    Parameters are those of :func:`all_deviations`.
    """
    registered = registration or read()
    declared = {what for change in registered.changes for what in change.what}
    return [
        deviation
        for deviation in all_deviations(claims, facts, sizes, registered)
        if not deviation.pending and deviation.what not in declared
    ]


def notes_on(claim: Claim, registration: Registration | None = None) -> list[str]:
    """What a report says about a claim: declared changes, then all other differences.

    Parameters
    ----------
    claim : Claim
    registration : Registration, optional
        By default that of the project.
    """
    registered = registration or read()
    frozen = registered.claim(claim.number)
    if frozen is None:
        return [f"{claim.number}: not pre-registered"]
    declared = {what for change in registered.changes for what in change.what}
    notes = registered.changes_of_claim(claim.number) + [
        f"{deviation.what}: {'not yet as frozen' if deviation.pending else 'UNDECLARED CHANGE'}"
        for deviation in _of_claim(frozen, claim)
        if deviation.what not in declared
    ]
    if frozen.neutral and not frozen.neutral.changes:
        notes.append(f"{claim.number}: no parameter makes its constant neutral")
    return notes


def _of_claims(claims: Sequence[Claim], registered: Registration) -> Iterator[Deviation]:
    in_code = {claim.number: claim for claim in claims}
    for frozen in registered.claims:
        if frozen.number in in_code:
            claim = in_code[frozen.number]
            for one in (claim, *claim.others):
                yield from _of_claim(frozen, one)
        else:
            yield Deviation(frozen.number, frozen.title, ABSENT)
    for number, claim in in_code.items():
        if registered.claim(number) is None:
            yield Deviation(number, ABSENT, claim.title)


def _of_claim(frozen: FrozenClaim, claim: Claim) -> Iterator[Deviation]:
    margin = frozen.on_a_margin if claim.reading in MARGINS else None
    rule, number = margin or frozen, f"{frozen.number}{'.on_a_margin' if margin else ''}"
    for name in ("title", "statement", "statistic", "note"):
        then, now = getattr(rule, name, getattr(frozen, name)), getattr(claim, name)
        if then != now:
            pending = now == getattr(frozen.before, name, None)
            yield Deviation(f"{number}.{name}", then, now, pending)
    parts = {part.name: part for part in claim.parts}
    for part in rule.parts:
        what = f"{number}.parts.{part.name}".rstrip(".")
        if part.name not in parts:
            if margin and parts:  # a cause that cannot occur on this margin
                continue
            yield Deviation(what, part.smallest, ABSENT, part.new)
            continue
        for name in ("null", "smallest", "unit"):
            then, now = getattr(part, name), getattr(parts[part.name], name)
            if then != now:
                yield Deviation(f"{what}.{name}", then, now)
    known = {part.name for part in rule.parts}
    for name, added in parts.items():
        if name not in known:
            yield Deviation(f"{number}.parts.{name}".rstrip("."), ABSENT, added.smallest)


def _of_facts(facts: Sequence[Fact], registered: Registration) -> Iterator[Deviation]:
    in_code = {fact.key: fact for fact in facts}
    for frozen in registered.facts:
        if frozen.key not in in_code:
            yield Deviation(frozen.key, frozen.name, ABSENT, frozen.new)
            continue
        for name, attribute in _FACT_FIELDS.items():
            then, now = getattr(frozen, name), getattr(in_code[frozen.key], attribute)
            if then != now:
                yield Deviation(f"{frozen.key}.{name}", then, now)
    for key, fact in in_code.items():
        if registered.role(key) is None:
            yield Deviation(key, ABSENT, fact.name)


def _of_sizes(sizes: Mapping[str, Sized], registered: Registration) -> Iterator[Deviation]:
    for table, size in sizes.items():
        for name in ("seeds", "citizens", "burn_in", "months"):
            then, now = getattr(getattr(registered, table), name), getattr(size, name)
            if then != now:
                yield Deviation(f"{table}.{name}", then, now)
