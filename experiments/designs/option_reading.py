"""What a design file says of its kind: samples, levels, a pot and how it is divided."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase
from typing import Any

from experiments.designs.document import Document, is_number
from experiments.designs.factor import Factor
from experiments.designs.factor_reading import nature_of
from experiments.designs.fractional import MOST_FACTORS, generators_for, resolution_of
from experiments.designs.kinds import KINDS, Options
from simulation.checks.parameters import check_changes, suggested_parameter
from simulation.core.errors import suggestion

COMPONENTS = tuple(
    f"interventions.{name}.annual_budget_per_citizen"
    for name in ("training", "communities", "network")
)
MIXTURE = ("components", "pot", "divisions", "centre")
#: Rows from which on a design is taken for a mistake.
MOST_ROWS = 100_000


#: Kinds that take the two ends of each factor.
TWO_ENDS = ("factorial", "fractional_factorial")


def read_options(document: Document, kind: str | None) -> Options:
    """What a kind is made with, defaults filled in; of an unknown kind what the file says."""
    options: Options = {}
    for key, usual in _known(document, kind).items():
        if key == "generators":
            options[key] = document.content.get(key)
        elif isinstance(usual, bool):
            options[key] = document.flag(key, usual)
        elif usual is None and key not in document.content:
            document.wrong(key, f"is missing; kind {kind} needs it, a whole number")
            options[key] = 2
        else:
            options[key] = document.whole(
                key, usual or 1, {"resolution": 3, "levels": 2}.get(key, 1)
            )
    if kind in ("sobol", "sobol_sequence") and options["samples"].bit_count() != 1:
        what = "must be a power of two (8, 16, 32, …), or the sequence is not balanced"
        document.wrong("samples", what, options["samples"])
    if kind == "morris" and options["levels"] % 2:
        document.wrong("levels", "must be an even number, 2 or more", options["levels"])
    mixed = kind == "mixture" or (kind is None and "mixture" in document.content)
    return options | _mixture(document) if mixed else options


def _known(document: Document, kind: str | None) -> Options:
    """Options of a kind and their defaults; of an unknown kind those of any that are there."""
    if kind is not None:
        return KINDS[kind].options
    every = {key: usual for one in KINDS.values() for key, usual in one.options.items()}
    return {key: usual for key, usual in every.items() if key in document.content}


def _mixture(document: Document) -> Options:
    table = document.table("mixture")
    for key, value in table.items():
        if key not in MIXTURE:
            document.wrong(f"mixture.{key}", f"unknown key; {suggestion(key, MIXTURE)}", value)
    components = _components(document, table.get("components", list(COMPONENTS)))
    return {
        "components": components,
        "pot": _pots(document, components),
        "divisions": document.whole("divisions", 3, 1, "mixture"),
        "centre": document.flag("centre", True, "mixture"),
    }


def _components(document: Document, named: Any) -> list[str]:
    where = "mixture.components"
    if not isinstance(named, list) or len({str(one) for one in named}) < max(len(named), 2):
        document.wrong(where, "must be a list of two or more different parameters", named)
        return []
    good = []
    for name in named:
        if name not in document.declared:
            right = suggested_parameter(str(name))
            document.wrong(where, f"unknown parameter; {right}", name)
        elif nature_of(document.declared[name][0]) != "number":
            document.wrong(where, "must be a parameter that is a number with decimals", name)
        else:
            good.append(name)
    return good


def _pots(document: Document, components: Sequence[str]) -> list[float]:
    table = document.table("mixture")
    if "pot" not in table:
        what = "is missing; say what the components share, a number or a list of numbers"
        document.wrong("mixture.pot", what)
        return []
    pots = table["pot"] if isinstance(table["pot"], list) else [table["pot"]]
    if not pots:
        document.wrong("mixture.pot", "must be a number or a list of numbers", pots)
    good = []
    for pot in pots:
        if not is_number(pot) or pot <= 0:
            document.wrong("mixture.pot", "must be a number above 0", pot)
            continue
        share = {name: float(pot) for name in components}
        _, problems = check_changes(share, f"{document.label}: mixture.pot = {pot}")
        document.problems += problems
        good.append(float(pot))
    return list(dict.fromkeys(good))


def suits(document: Document, kind: str | None, name: str, said: Any, read: Factor | None) -> None:
    """Note what of a factor's line does not go with the kind, also where it could not be read."""
    if kind is None:
        return
    written = said.get("values") if isinstance(said, dict) else said
    values = read.values if read is not None else written
    if kind in TWO_ENDS and isinstance(values, list | tuple) and len(values) not in (0, 2):
        document.wrong(name, f"has {len(values)} values; kind {kind} needs two")
    if isinstance(said, dict) and "levels" in said and kind not in ("grid", "mixture"):
        document.wrong(f"{name}: levels", f"kind {kind} has no levels of one factor",
                       said["levels"])  # fmt: skip


def settled(
    document: Document, kind: str, factors: Sequence[Factor], options: Options, sound: bool
) -> Options | None:
    """Options that hang on the factors; None if the design has no size that can be run.

    Parameters
    ----------
    document : Document
    kind : str
    factors : sequence of Factor
        One that could not be read has one value, so it adds no rows that are not certain.
    options : dict
    sound : bool
        Whether all options could be read; the size hangs on them.
    """
    before = len(document.problems)
    if options.get("cross_levers"):
        roles = {factor.role == "lever" for factor in factors}
        if roles != {True, False}:
            what = "needs factors in [levers], and others beside them to be sampled"
            document.wrong("cross_levers", what, True)
    if kind == "fractional_factorial":
        options = _fraction(document, len(factors), options)
    if not sound or len(document.problems) > before:
        return None
    rows = KINDS[kind].count(factors, options)
    if rows > MOST_ROWS:
        what = f"has {rows:,} rows; at most {MOST_ROWS:,}: take fewer factors, levels or samples"
        document.wrong("kind", what, kind)
        return None
    return options


def _fraction(document: Document, number: int, options: Options) -> Options:
    given = options["generators"]
    if number > MOST_FACTORS:
        what = f"has {number} factors; at most {MOST_FACTORS}"
        document.wrong("kind", what, "fractional_factorial")
        return options
    if given is None:
        words = generators_for(number, options["resolution"])
    else:
        words = given if isinstance(given, list) else []
        base = ascii_lowercase[: max(number - len(words), 0)]
        if not words or not all(_is_word(one, base) for one in words) or _any_twice(words):
            what = (
                'must be a list of different words such as ["abc"], one for each of the last '
                "factors, made of the letters of the others in their order"
            )
            document.wrong("generators", f"{what}: {', '.join(base)}" if base else what, given)
            return options
        if "resolution" in document.content:
            what = "follows from generators; leave one of them out"
            document.wrong("resolution", what, options["resolution"])
    return {"resolution": resolution_of(number, words), "generators": words}


def _is_word(text: Any, base: str) -> bool:
    return isinstance(text, str) and 1 < len(text) == len(set(text)) and set(text) <= set(base)


def _any_twice(words: Sequence[str]) -> bool:
    return len({"".join(sorted(one)) for one in words}) < len(words)
