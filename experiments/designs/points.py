"""The points of a design file, each an ordinary scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from experiments.designs.design import PLACE, Design, columns_of, is_there, read
from experiments.designs.document import DesignError
from experiments.designs.fractional import aliases
from experiments.designs.kinds import Rows
from experiments.designs.reading import Request, possible, shortened
from experiments.errors import RequestError
from scenarios import Scenario

Key = tuple[tuple[str, Any], ...]


def make_design(request: Request, directory: Path | None = None) -> tuple[Design, list[Scenario]]:
    """The design that a file describes, and its points as scenarios.

    Parameters
    ----------
    request : Request
    directory : Path, optional
        Folder of results. Points of a design stored there keep their names, so that a larger
        design finds their runs; new points continue the numbering.

    Raises
    ------
    DesignError
        With every problem of the points.
    RequestError
        If the folder holds a design that has other points.
    """
    import pandas as pd

    asked = request.design
    rows = asked.rows(request.factors)
    kept = read(directory) if directory is not None and is_there(directory) else None
    names = _named(request, rows, kept, directory)
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
    options = asked.options()
    if asked.kind == "fractional_factorial":
        options["aliases"] = aliases(len(request.factors), options["generators"])
    design = Design(
        kind=asked.kind,
        title=request.title,
        base=request.base.name,
        factors=request.factors,
        table=pd.DataFrame(columns)[columns_of(structure, request.factors)],
        structure=structure,
        outcomes=asked.outcomes.measures,
        seed=asked.seed,
        seeds=request.seeds,
        options=options,
        text=request.text,
    )
    return design, scenarios


def _keys(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Key]:
    """Identity of points: the values of the factors, in any order."""
    return [tuple(sorted(zip(names, row, strict=True))) for row in rows]


def _named(request: Request, rows: Rows, kept: Design | None, directory: Path | None) -> list[str]:
    """Name of the point of each row."""
    known: dict[Key, str] = {}
    if kept is not None:
        lines = list(zip(*(kept.table[name].tolist() for name in kept.names), strict=True))
        known = dict(zip(_keys(kept.names, lines), kept.table["point"], strict=True))
    wanted = _keys([factor.name for factor in request.factors], rows.values)
    lost = set(known) - set(wanted)
    if lost:
        kind = request.design.kind.replace("_", " ")
        why = f" (a {kind} cannot be added to; a sobol_sequence can)"
        raise RequestError(
            f"{directory}: holds another design; {len(lost)} of its {len(known)} points are not in "
            f"{request.label}{'' if request.design.nested else why}; give another folder with -o"
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
    good, problems = possible(request.base, changed, request.label)
    if problems:
        raise DesignError(shortened(problems, request.label))
    scenarios = []
    for scenario, (name, values) in zip(good, points.items(), strict=True):
        text = ", ".join(
            f"{key.rpartition('.')[2]} {_short(value)}" for key, value in values.items()
        )
        scenarios.append(replace(scenario, name=name, title=f"{request.title}: {text}"))
    return scenarios


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
