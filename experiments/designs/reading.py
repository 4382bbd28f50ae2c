"""A design file, read and checked; all its mistakes are said at once.

::

    title = "What training does where"
    base = "baseline"                # a scenario; the points differ from it
    kind = "latin_hypercube"         # see `cityfit sweep --help`
    samples = 64                     # what else a kind asks for stands here, too
    citizens = 2000                  # size of a city and months of a run; those of base if left out
    months = 120
    burn_in = 24
    seeds = 10                       # runs of every point, the same seeds for all
    seed = 1                         # of the design itself, where it is drawn at random

    [set]                            # parameters that every point has
    "interventions.training.start_month" = 24

    [uncertainties]                  # what nobody knows
    "city.posts_per_citizen" = { range = "uncertainty" }   # as the calibration leaves it
    "matching.efficiency" = true     # from end to end of what is allowed

    [levers]                         # what somebody decides
    "interventions.training.annual_budget_per_citizen" = { low = 0, high = 240 }
    "interventions.training.subject" = ["ict", "own_gap"]  # these values only

    [outcomes]
    measures = ["unbalance", "volatility"]

``[factors]`` holds those that are neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.designs.document import DesignError, Document, one_of
from experiments.designs.factor import Factor, Role
from experiments.designs.factor_reading import SIZE, read_factor
from experiments.designs.impossible import hangs_on, possible, shortened
from experiments.designs.kinds import KINDS, Options
from experiments.designs.option_reading import read_options, settled, suits
from experiments.errors import RequestError
from scenarios.reading import parse
from scenarios.scenario import Scenario, load
from simulation.checks.parameters import check_changes
from simulation.core.errors import ScenarioError, suggestion
from simulation.settings import SECTIONS

ROLES: dict[str, Role] = {"uncertainties": "uncertainty", "levers": "lever", "factors": "factor"}
USUAL_OUTCOMES = ("fit", "unbalance", "volatility", "unemployment", "well_being", "cost")
_HEADER = ("title", "base", "kind", *(name[5:] for name in SIZE), "seeds", "first_seed", "seed")
_TABLES = ("set", *ROLES, "outcomes", "mixture")


@dataclass(frozen=True)
class Request:
    """What a design file asks for.

    Attributes
    ----------
    label : str
        What error lines call the file.
    text, title, kind : str
    base : Scenario
        As it is, without the changes.
    changes : dict
        Size and what every point has.
    factors : tuple of Factor
    outcomes : tuple of str
    seed : int
    seeds : tuple of int
    options : dict
        What the kind is made with.
    """

    label: str
    text: str
    title: str
    kind: str
    base: Scenario
    changes: dict[str, Any]
    factors: tuple[Factor, ...]
    outcomes: tuple[str, ...]
    seed: int
    seeds: tuple[int, ...]
    options: Options


def read_request(path: Path) -> Request:
    """Read and check a design file.

    Raises
    ------
    DesignError
        With every problem of the file, one line each.
    """
    if not path.is_file():
        beside = [str(other) for other in sorted(path.parent.glob("*.toml"))]
        raise DesignError([f"{path}: there is no such file; {suggestion(str(path), beside)}"])
    try:
        content = parse(path, str(path))
    except ScenarioError as error:
        raise DesignError(error.problems) from None
    document = Document(str(path), content)
    kind = _kind(document)
    _keys(document, kind)
    base = _base(document, path.parent)
    before = len(document.problems)
    options = read_options(document, kind)
    sound = len(document.problems) == before
    seed = document.whole("seed", 1, 0)
    certain = len(document.problems) == before
    changes, unread_changes = _changes(document)
    unread = set(unread_changes)
    factors = _factors(document, options, kind, unread)
    for factor in factors:
        if factor.name in changes or factor.name in unread_changes:
            document.wrong(factor.name, "is varied, and fixed as well; leave one of them out")
            unread.add(factor.name)
    outcomes = _outcomes(document)
    seeds, first = document.whole("seeds", 10, 1), document.whole("first_seed", 1, 0)
    title = document.word("title", path.stem)
    made_with = settled(document, kind, factors, options, sound) if kind else None
    if document.problems or kind is None or base is None or made_with is None:
        rows = None
        if kind and made_with is not None and (certain or not KINDS[kind].drawn):
            rows = _rows(kind, factors, made_with, seed)
        points = _impossible(document, base, changes, factors, rows, unread)
        raise DesignError(dict.fromkeys([*document.problems, *points]))
    return Request(
        label=document.label,
        text=path.read_text(encoding="utf-8-sig"),
        title=title,
        kind=kind,
        base=base,
        changes=changes,
        factors=tuple(factors),
        outcomes=outcomes,
        seed=seed,
        seeds=tuple(range(first, first + seeds)),
        options=made_with,
    )


def _rows(
    kind: str, factors: Sequence[Factor], options: Options, seed: int
) -> list[list[Any]] | None:
    """Rows of a design that has mistakes elsewhere; None if they cannot be made here."""
    try:
        return KINDS[kind].rows(factors, options, seed).values
    except RequestError:
        return None


def _impossible(
    document: Document,
    base: Scenario | None,
    changes: dict[str, Any],
    factors: Sequence[Factor],
    rows: list[list[Any]] | None,
    unread: set[str],
) -> list[str]:
    """Problems of the points of a design that has other mistakes, as far as these leave them be.

    Of the points only what could be read is known, and without rows only what all of them share.
    Without a base only what the file itself says counts.
    """
    names = [factor.name for factor in factors]
    open_ = set(unread)
    if base is None:
        base = load("baseline")
        open_ |= document.declared.keys() - changes.keys() - set(names)
    if rows is None:
        rows = [[None] * len(names)]
        open_ |= set(names)
    known = [(at, name) for at, name in enumerate(names) if name not in open_]
    points = {tuple(row[at] for at, _ in known): None for row in rows}
    values = [dict(zip((name for _, name in known), point, strict=True)) for point in points]
    _, problems = possible(base, [changes | one for one in values], document.label)
    return shortened([one for one in problems if not hangs_on(one, open_)], document.label)


def _kind(document: Document) -> str | None:
    if "kind" not in document.content:
        document.wrong("kind", f"is missing; must be one of {', '.join(KINDS)}")
        return None
    kind = document.content["kind"]
    if isinstance(kind, str) and kind in KINDS:
        return kind
    document.wrong("kind", one_of(kind, KINDS), kind)
    return None


def _keys(document: Document, kind: str | None) -> None:
    """Refuse keys that mean nothing, here or in this kind."""
    of_kinds = {key for one in KINDS.values() for key in one.options}
    mine = set(KINDS[kind].options) if kind else of_kinds
    known = [*_HEADER, *_TABLES, *sorted(mine)]
    for key, value in document.content.items():
        if key in _TABLES:
            if not isinstance(value, dict):
                document.wrong(key, f"must be a table: [{key}]", value)
            elif key == "mixture" and kind not in (None, "mixture"):
                document.wrong("[mixture]", f'belongs to kind = "mixture", not "{kind}"')
        elif key in of_kinds and key not in mine:
            takes = ", ".join(KINDS[kind].options) if kind else ""
            document.wrong(key, f"belongs to other kinds; {kind} takes {takes or 'none'}", value)
        elif key not in known:
            document.wrong(key, f"unknown key; {_right_key(document, key, known)}", value)


def _right_key(document: Document, key: str, known: list[str]) -> str:
    if key in SECTIONS or key.partition(".")[0] in SECTIONS or key in document.declared:
        return "parameters stand in [factors], [uncertainties], [levers] or [set]"
    return suggestion(key, known)


def _base(document: Document, folder: Path) -> Scenario | None:
    """The scenario; a path is looked for beside the design file first."""
    name = document.word("base", "baseline")
    beside = folder / name
    try:
        return load(beside if beside.suffix == ".toml" and beside.is_file() else name)
    except ScenarioError as error:
        document.problems += [f"{document.label}: base: {one}" for one in error.problems]
        return None


def _changes(document: Document) -> tuple[dict[str, Any], set[str]]:
    """Size of a run and what [set] fixes, and the parameters of it that could not be read."""
    size = {name: document.content[name[5:]] for name in SIZE if name[5:] in document.content}
    fixed = dict(document.parameters("set"))
    for name in fixed.keys() & size.keys():
        document.wrong(f"set.{name}", f"{name[5:]} says so already; leave one of them out",
                       fixed[name])  # fmt: skip
    known = {name: value for name, value in fixed.items() if name in document.declared}
    good, problems = check_changes(size, document.label)
    more, others = check_changes(known, f"{document.label}: [set]")
    document.problems += [*problems, *others]
    named, read = size.keys() | fixed.keys(), good.keys() | more.keys()
    return good | more, (named - read) | (fixed.keys() & size.keys())


def _factors(
    document: Document, options: Options, kind: str | None, unread: set[str]
) -> list[Factor]:
    """Components of a mixture first, then the factors in the order of the file.

    One that could not be read keeps its place, with one value, and is added to `unread`.
    """
    found: dict[str, Factor] = {}
    for name in options.get("components", []):
        unit = document.declared[name][1].unit
        most = max(options["pot"], default=0.0)
        found[name] = Factor(name, "lever", "number", unit, 0.0, most)
    for table in (one for one in document.content if one in ROLES):
        for name, said in document.parameters(table):
            if name in found:
                document.wrong(f"{table}.{name}", "is varied twice; leave one of them out", said)
                unread.add(name)
                continue
            factor = None
            if name in document.declared:
                factor = read_factor(document, name, said, ROLES[table], table)
                suits(document, kind, name, said, factor)
            if factor is None:
                unread.add(name)
                factor = Factor(name, ROLES[table], "word", "", values=(None,))
            found[name] = factor
    if not (found or any(document.table(table) for table in ROLES)):
        what = "names no parameter; name at least one there, in [uncertainties] or in [levers]"
        document.wrong("[factors]", what)
    return list(found.values())


def _outcomes(document: Document) -> tuple[str, ...]:
    from experiments.storage.measure_names import columns_of, right_measure

    table = document.table("outcomes")
    for key, value in table.items():
        if key != "measures":
            document.wrong(f"outcomes.{key}", "unknown key; nearest: measures", value)
    named = table.get("measures", list(USUAL_OUTCOMES))
    if not isinstance(named, list) or not named:
        document.wrong("outcomes.measures", "must be a list of names of measures", named)
        return ()
    for name in named:
        if not columns_of(str(name)):
            what = f"there is no such measure; {right_measure(str(name))}"
            document.wrong("outcomes.measures", what, name)
    return tuple(dict.fromkeys(map(str, named)))
