"""From what a design file asks for to its points, each an ordinary scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from experiments.designs.design import PLACE, Design, columns_of, is_there, read
from experiments.designs.document import DesignError
from experiments.designs.fractional import aliases
from experiments.designs.impossible import possible, shortened
from experiments.designs.kinds import KINDS, Rows
from experiments.designs.reading import Request
from experiments.errors import RequestError
from scenarios import Scenario

Key = tuple[tuple[str, Any], ...]


def make_design(request: Request, directory: Path | None = None) -> tuple[Design, list[Scenario]]:
    """The design that is asked for, and its points as scenarios.

    Parameters
    ----------
    request : Request
    directory : Path, optional
        Folder of results. Points of a design that is there keep their names, so that a larger
        design finds their runs; the new ones are numbered on.

    Raises
    ------
    DesignError
        With every problem of the points.
    RequestError
        If the folder holds a design that has other points.
    """
    import pandas as pd

    kind = KINDS[request.kind]
    rows = kind.rows(request.factors, request.options, request.seed)
    there = read(directory) if directory is not None and is_there(directory) else None
    names = _named(request, rows, there, directory)
    scenarios = _scenarios(request, rows, names)
    structure = tuple(rows.structure)
    columns: dict[str, Sequence[Any]] = {
        "row": range(len(names)),
        "point": names,
        **rows.structure,
    }
    for at, factor in enumerate(request.factors):
        columns[factor.name] = [row[at] for row in rows.values]
        columns[PLACE + factor.name] = rows.places[:, at].tolist()
    options = dict(request.options)
    if request.kind == "fractional_factorial":
        options["aliases"] = aliases(len(request.factors), options["generators"])
    design = Design(
        kind=request.kind,
        title=request.title,
        base=request.base.name,
        factors=request.factors,
        table=pd.DataFrame(columns)[columns_of(structure, request.factors)],
        structure=structure,
        outcomes=request.outcomes,
        seed=request.seed,
        seeds=request.seeds,
        options=options,
        text=request.text,
    )
    return design, scenarios


def _keys(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Key]:
    """What tells points apart: the values of the factors, whatever their order."""
    return [tuple(sorted(zip(names, row, strict=True))) for row in rows]


def _named(request: Request, rows: Rows, there: Design | None, directory: Path | None) -> list[str]:
    """Name of the point of each row."""
    factors = [factor.name for factor in request.factors]
    known: dict[Key, str] = {}
    if there is not None:
        lines = list(zip(*(there.table[name].tolist() for name in there.names), strict=True))
        known = dict(zip(_keys(there.names, lines), there.table["point"], strict=True))
    wanted = _keys(factors, rows.values)
    lost = set(known) - set(wanted)
    if lost:
        why = (
            ""
            if KINDS[request.kind].nested
            else f" (a {request.kind.replace('_', ' ')} cannot be added to; a sobol_sequence can)"
        )
        raise RequestError(
            f"{directory}: holds another design; {len(lost)} of its {len(known)} points are not in "
            f"{request.label}{why}; give another folder with -o"
        )
    number = max((int(name.rpartition("_")[2]) for name in known.values()), default=0)
    for key in wanted:
        if key not in known:
            number += 1
            known[key] = f"point_{number:04d}"
    return [known[key] for key in wanted]


def _scenarios(request: Request, rows: Rows, names: Sequence[str]) -> list[Scenario]:
    """Every point once, as a scenario."""
    factors = [factor.name for factor in request.factors]
    points = {
        name: dict(zip(factors, row, strict=True))
        for name, row in zip(names, rows.values, strict=True)
    }
    changed = [request.changes | values for values in points.values()]
    found, problems = possible(request.base, changed, request.label)
    if problems:
        raise DesignError(shortened(problems, request.label))
    scenarios = []
    for scenario, (name, values) in zip(found, points.items(), strict=True):
        said = ", ".join(
            f"{key.rpartition('.')[2]} {_short(value)}" for key, value in values.items()
        )
        scenarios.append(replace(scenario, name=name, title=f"{request.title}: {said}"))
    return scenarios


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
