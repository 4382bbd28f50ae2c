"""Read and check a design file; all of its problems are reported at once.

::

    title = "What training does where"
    base = "baseline"                # a scenario; the points differ from it
    kind = "latin_hypercube"         # see `cityfit sweep --help`
    samples = 64                     # options of the kind
    citizens = 2000                  # size of a run; that of base by default
    months = 120
    burn_in = 24
    seeds = 10                       # runs of every point, with the same seeds
    seed = 1                         # of the design itself, if it is drawn at random

    [set]                            # parameters of every point
    "interventions.training.start_month" = 24

    [uncertainties]                  # unknown values
    "city.posts_per_citizen" = { range = "uncertainty" }   # of the calibration
    "matching.efficiency" = true     # the whole allowed range

    [levers]                         # decisions
    "interventions.training.annual_budget_per_citizen" = { low = 0, high = 240 }
    "interventions.training.subject" = ["ict", "own_gap"]  # these values only

    [outcomes]
    measures = ["unbalance", "volatility"]

``[factors]`` holds parameters that are neither.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from pydantic import TypeAdapter, ValidationError, create_model

from experiments.designs.document import DesignError, Document
from experiments.designs.factor import Factor, Role
from experiments.designs.factor_reading import SIZE, read_factor
from experiments.designs.fractional import MOST_FACTORS, generators_for, resolution_of
from experiments.designs.kinds import KINDS, AnyDesign, DesignFile, FractionalFactorial, Mixture
from experiments.errors import RequestError
from scenarios.scenario import Scenario, load
from simulation.checks.parameters import check_changes
from simulation.core.errors import ScenarioError, nearest, suggestion
from simulation.settings import known_sections

ROLES: dict[str, Role] = {"uncertainties": "uncertainty", "levers": "lever", "factors": "factor"}
#: A design with more rows counts as a mistake.
MOST_ROWS = 100_000
#: Problems of points that are reported one by one; there may be one per point.
MOST_PROBLEMS = 20

_BY_KIND: TypeAdapter[Any] = TypeAdapter(AnyDesign)
#: Options of every kind, none of them required: for files whose kind is unknown.
_ANY = create_model(
    "AnyOptions",
    __base__=DesignFile,
    **{
        name: (kind.model_fields[name].rebuild_annotation(), None)
        for kind in reversed(KINDS.values())
        for name in kind.option_names()
    },
)  # type: ignore[call-overload]


@dataclass(frozen=True)
class Request:
    """A design file that was read.

    Attributes
    ----------
    label : str
        Name of the file in error lines.
    text, title : str
    design : DesignFile
        Its kind with all options.
    base : Scenario
        Without the changes.
    changes : dict
        Size, and parameters that every point has.
    factors : tuple of Factor
    seeds : tuple of int
    """

    label: str
    text: str
    title: str
    design: DesignFile
    base: Scenario
    changes: dict[str, Any]
    factors: tuple[Factor, ...]
    seeds: tuple[int, ...]


def read_request(path: Path) -> Request:
    """Read and check a design file.

    Raises
    ------
    DesignError
        With every problem of the file, one line each.
    """
    document = Document.read(path, DesignError)
    of_scenarios = {"question", *(section.partition(".")[0] for section in known_sections())}
    keys = document.content.keys()
    if of_scenarios & keys and not {"kind", *ROLES} & keys:
        problem = f"this is a scenario, not a design: cityfit run {path}"
        raise DesignError([f"{document.label}: {problem}"])
    kind, head, design, certain = _head(document)
    base = _base(document, head.base, path.parent)
    changes, unread_changes = _changes(document)
    unread = set(unread_changes)
    factors = _factors(document, kind, head, unread)
    for factor in factors:
        if factor.name in changes or factor.name in unread_changes:
            document.wrong(factor.name, "is varied, and fixed as well; leave one of them out")
            unread.add(factor.name)
    settled = _settled(document, kind, head, design, factors)
    if document.problems or base is None or settled is None:
        rows = None
        if settled is not None and (certain or not settled.drawn):
            rows = _rows(settled, factors)
        points = _impossible(document, base, changes, factors, rows, unread)
        raise DesignError(dict.fromkeys([*document.problems, *points]))
    return Request(
        label=document.label,
        text=path.read_text(encoding="utf-8-sig"),
        title=head.title or path.stem,
        design=settled,
        base=base,
        changes=changes,
        factors=tuple(factors),
        seeds=tuple(range(head.first_seed, head.first_seed + head.seeds)),
    )


def _head(
    document: Document,
) -> tuple[type[DesignFile] | None, Any, DesignFile | None, bool]:
    """What the file says apart from its parameters, checked.

    Returns
    -------
    kind : type or None
        None if it is unknown.
    head : DesignFile
        The keys that are right, defaults for the others, and options of any kind.
    design : DesignFile or None
        The kind with its options; None if one of them is wrong.
    certain : bool
        Whether the options and the seed of the design are right.
    """
    content = document.content
    kind = KINDS.get(str(content.get("kind")))
    bad: set[str] = set()
    try:
        if kind is None:
            names = ", ".join(KINDS)
            if "kind" not in content:
                document.wrong("kind", f"is missing; must be one of {names}")
            else:
                near = nearest(str(content["kind"]), KINDS)
                what = f"must be one of {names}" + (f"; nearest: {near}" if near else "")
                document.wrong("kind", what, content["kind"])
            _ANY.model_validate({**content, "kind": ""})
        else:
            _BY_KIND.validate_python(content)
    except ValidationError as error:
        model = kind or _ANY
        bad = document.invalid(
            error, model, tagged=kind is not None,
            unknown=lambda key: _unknown_key(document, key, kind, model),
        )  # fmt: skip
    good = {key: value for key, value in content.items() if key not in bad}
    known = {key: value for key, value in good.items() if key in _ANY.model_fields}
    head = _ANY.model_validate({**known, "kind": ""})
    options = set(kind.option_names()) if kind else set()
    design = None
    if kind is not None and not options & bad:
        fields = {**known, "kind": content["kind"]}
        design = kind.model_validate({k: v for k, v in fields.items() if k in kind.model_fields})
    return kind, head, design, design is not None and "seed" not in bad


def _unknown_key(
    document: Document, key: str, kind: type[DesignFile] | None, model: type[DesignFile]
) -> str:
    """What is wrong with a key at the top that a kind does not have."""
    if key == "mixture" and kind is not None:
        return f'belongs to kind = "mixture", not "{document.content["kind"]}"'
    if kind is not None and any(key in other.model_fields for other in KINDS.values()):
        takes = ", ".join(kind.option_names()) or "none"
        return f"belongs to other kinds; {document.content['kind']} takes {takes}"
    if (
        key in known_sections()
        or key.partition(".")[0] in known_sections()
        or key in document.declared
    ):
        return "parameters stand in [factors], [uncertainties], [levers] or [set]"
    return f"unknown key; {suggestion(key, model.model_fields)}"


def _base(document: Document, name: str, folder: Path) -> Scenario | None:
    """The scenario; a path is looked for beside the design file first."""
    beside = folder / name
    try:
        return load(beside if beside.suffix == ".toml" and beside.is_file() else name)
    except ScenarioError as error:
        document.problems += [f"{document.label}: base: {one}" for one in error.problems]
        return None


def _changes(document: Document) -> tuple[dict[str, Any], set[str]]:
    """Size of a run and [set], and those of their parameters that could not be read."""
    size = {
        name: document.content[name.removeprefix("city.")]
        for name in SIZE
        if name.removeprefix("city.") in document.content
    }
    fixed = dict(document.parameters("set"))
    twice = fixed.keys() & size.keys()
    for name in twice:
        key = name.removeprefix("city.")
        document.wrong(f"set.{name}", f"{key} gives it already; leave one of them out", fixed[name])
    known = {name: value for name, value in fixed.items() if name in document.declared}
    good, problems = check_changes(size, document.label)
    more, others = check_changes(known, f"{document.label}: [set]")
    document.problems += [*problems, *others]
    good |= more
    return good, ((size.keys() | fixed.keys()) - good.keys()) | twice


def _factors(
    document: Document, kind: type[DesignFile] | None, head: Any, unread: set[str]
) -> list[Factor]:
    """Components of a mixture first, then the factors in the order of the file.

    One that could not be read keeps its place, with one value, and is added to `unread`.
    """
    factors: dict[str, Factor] = {}
    if head.mixture is not None and kind in (None, Mixture):
        for name in head.mixture.components:
            unit = document.declared[name][1].unit
            factors[name] = Factor(name, "lever", "number", unit, 0.0, max(head.mixture.pot))
    lines = [
        (table, name, said)
        for table in document.content
        if table in ROLES
        for name, said in document.parameters(table)
    ]
    for table, name, said in lines:
        if name in factors:
            document.wrong(f"{table}.{name}", "is varied twice; leave one of them out", said)
            unread.add(name)
            continue
        factor = None
        if name in document.declared:
            factor = read_factor(document, name, said, ROLES[table], table)
            _suits(document, kind, name, said, factor)
        if factor is None:
            unread.add(name)
            factor = Factor(name, ROLES[table], "word", "", values=(None,))
        factors[name] = factor
    if not (factors or any(document.content.get(table) for table in ROLES) or kind is Mixture):
        what = "names no parameter; name at least one there, in [uncertainties] or in [levers]"
        document.wrong("[factors]", what)
    return list(factors.values())


def _suits(
    document: Document, kind: type[DesignFile] | None, name: str, said: Any, factor: Factor | None
) -> None:
    """Add problems of a factor's line that depend on the kind, even if it could not be read."""
    if kind is None:
        return
    listed = said.get("values") if isinstance(said, dict) else said
    values = factor.values if factor is not None else listed
    label = document.content["kind"]
    if kind.two_ends and isinstance(values, list | tuple) and len(values) not in (0, 2):
        document.wrong(name, f"has {len(values)} values; kind {label} needs two")
    if isinstance(said, dict) and "levels" in said and not kind.own_levels:
        what = f"kind {label} has no levels of one factor"
        document.wrong(f"{name}: levels", what, said["levels"])


def _settled(
    document: Document, kind: type[DesignFile] | None, head: Any, design: DesignFile | None,
    factors: Sequence[Factor],
) -> DesignFile | None:  # fmt: skip
    """The design with options that depend on its factors; None if it has no size to run.

    A factor that could not be read has one value, so it adds no rows that are not certain.
    """
    before = len(document.problems)
    crosses = head.cross_levers and kind is not None and "cross_levers" in kind.model_fields
    if crosses and {factor.role == "lever" for factor in factors} != {True, False}:
        what = "needs factors in [levers], and other factors to be sampled"
        document.wrong("cross_levers", what, True)
    if isinstance(design, Mixture):
        for pot in design.mixture.pot:
            shares = dict.fromkeys(design.mixture.components, pot)
            label = f"{document.label}: mixture.pot = {pot:g}"
            document.problems += check_changes(shares, label)[1]
    if kind is FractionalFactorial:
        fraction = _fraction(document, len(factors), head)
        design = design.model_copy(update=fraction) if design and fraction else None
    if design is None or len(document.problems) > before:
        return None
    rows = design.count(factors)
    if rows > MOST_ROWS:
        what = f"has {rows:,} rows; at most {MOST_ROWS:,}: take fewer factors, levels or samples"
        document.wrong("kind", what, design.kind)
        return None
    return design


def _fraction(document: Document, number: int, head: Any) -> dict[str, Any] | None:
    """Resolution and generators of a fraction of so many factors; None with problems added."""
    given = head.generators
    if number > MOST_FACTORS:
        what = f"has {number} factors; at most {MOST_FACTORS}"
        document.wrong("kind", what, "fractional_factorial")
        return None
    words = given
    if given is None:
        words = generators_for(number, head.resolution or 4)
    elif not isinstance(given, list) or not _are_generators(given, number):
        base = ascii_lowercase[: max(number - len(given), 0)] if isinstance(given, list) else ""
        what = (
            'must be a list of different words such as ["abc"], one for each of the last '
            "factors, made of the letters of the others in their order"
        )
        document.wrong("generators", f"{what}: {', '.join(base)}" if base else what, given)
        return None
    elif "resolution" in document.content:
        what = "follows from generators; leave one of them out"
        document.wrong("resolution", what, document.content["resolution"])
    return {"resolution": resolution_of(number, words), "generators": words}


def _are_generators(words: list[Any], number: int) -> bool:
    """Whether they are different words of letters of the base factors, none with a letter twice."""
    base = set(ascii_lowercase[: max(number - len(words), 0)])
    fine = all(
        isinstance(word, str) and 1 < len(word) == len(set(word)) and set(word) <= base
        for word in words
    )
    return bool(words) and fine and len({"".join(sorted(word)) for word in words}) == len(words)


def _rows(design: DesignFile, factors: Sequence[Factor]) -> list[list[Any]] | None:
    """Rows of a design that has problems elsewhere; None if a library is missing."""
    try:
        return design.rows(factors).values
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
    """Problems of the points of a design that has other problems, if they do not depend on these.

    Only parameters that could be read are known; without rows only what all points share, and
    without a base only what the file itself sets.
    """
    names = [factor.name for factor in factors]
    unknown = set(unread)
    if base is None:
        base = load("baseline")
        unknown |= document.declared.keys() - changes.keys() - set(names)
    if rows is None:
        rows = [[None] * len(names)]
        unknown |= set(names)
    known = [(at, name) for at, name in enumerate(names) if name not in unknown]
    points = {tuple(row[at] for at, _ in known): None for row in rows}
    values = [dict(zip((name for _, name in known), point, strict=True)) for point in points]
    _, problems = possible(base, [changes | one for one in values], document.label)
    certain = [problem for problem in problems if not _may_depend_on(problem, unknown)]
    return shortened(certain, document.label)


def possible(
    base: Scenario, points: Iterable[Mapping[str, Any]], label: str
) -> tuple[list[Scenario], list[str]]:
    """The points that can be run as scenarios, and the problems of the others, each once.

    Parameters
    ----------
    base : Scenario
    points : iterable of mapping
        Differences of each point from the base.
    label : str
        Name of the design file in error lines.
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
    """The first problems, and how many more there are."""
    more = len(problems) - MOST_PROBLEMS
    return problems[:MOST_PROBLEMS] + ([f"{label}: and {more} more"] if more > 0 else [])


def _may_depend_on(problem: str, unread: Collection[str]) -> bool:
    """Whether a problem of a point may disappear when parameters that were not read are corrected.

    It may if it names one of them. The money of an intervention, and the sectors, matter without
    being named.
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
