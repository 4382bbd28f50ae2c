"""The figures there are, and how they are made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pandas as pd
from matplotlib.figure import Figure

from experiments.errors import RequestError
from experiments.progress import say
from figures import (
    batch,
    claims,
    interventions,
    job_market,
    plausibility,
    report,
    style,
    variance_1,
    variance_2,
)
from figures.material import Material
from figures.writing import put, write


class FigureModule(Protocol):
    """What the module of a figure offers."""

    TITLE: str
    SCENARIOS: tuple[str, ...]

    def numbers(self, material: Material) -> pd.DataFrame:
        """The numbers of the figure."""

    def draw(self, numbers: pd.DataFrame, material: Material) -> Figure:
        """The figure, drawn from its numbers."""

    def caption(self, numbers: pd.DataFrame, material: Material) -> str:
        """What it shows, in plain words."""


FIGURES: dict[str, FigureModule] = {
    "variance_1": variance_1,
    "variance_2": variance_2,
    "interventions": interventions,
    "job_market": job_market,
    "plausibility": plausibility,
    "claims": claims,
}


def names() -> list[str]:
    """Names of all figures."""
    return list(FIGURES)


@dataclass(frozen=True)
class Drawn:
    """What drawing gave.

    Attributes
    ----------
    paths : list of Path
        The files written, the page that shows them last.
    failures : dict of str to str
        Runs that failed, and why; the figures are drawn from the others.
    """

    paths: list[Path]
    failures: dict[str, str]


def draw(names: list[str] | None, quick: bool, output: Path, jobs: int | None) -> Drawn:
    """Have the runs carried out that figures need, and draw the figures.

    Parameters
    ----------
    names : list of str or None
        Figures; when None or empty all, but that of the claims only if these have been judged.
    quick : bool
        Small cities and few seeds: a look, not a result.
    output : Path
        Folder for the files; the runs are kept in ``runs/`` there.
    jobs : int or None
        Processes at work at a time; as many as there are processors when None.

    Returns
    -------
    Drawn
    """
    judged = claims.stored(quick)
    if judged is None and names and "claims" in names:
        raise RequestError("claims: " + claims.how_to_make(quick))
    chosen = list(dict.fromkeys(names or FIGURES))
    if judged is None and "claims" in chosen:
        chosen.remove("claims")
        say("claims: left out; " + claims.how_to_make(quick))
    scenarios = {scenario for name in chosen for scenario in FIGURES[name].SCENARIOS}
    size = batch.QUICK if quick else batch.FULL
    material = batch.carried_out(size, scenarios, output / "runs", jobs)
    material = replace(material, claims=judged)
    return Drawn(drawn(chosen, material, output), dict(material.failures))


def drawn(names: list[str], material: Material, output: Path) -> list[Path]:
    """Draw figures from results that are there; see :func:`draw`.

    Raises
    ------
    RequestError
        If every run of a scenario that a figure needs has failed.
    """
    paths: list[Path] = []
    entries: list[report.Entry] = []
    try:
        for name in names:
            module = FIGURES[name]
            missing = set(module.SCENARIOS) - set(material.scenarios)
            if missing:
                raise RequestError(f"{name}: no run succeeded of {', '.join(sorted(missing))}")
            numbers = module.numbers(material)
            with style.applied():
                figure = module.draw(numbers, material)
            paths += write(name, figure, numbers, output)
            entries.append(report.Entry(name, module.TITLE, module.caption(numbers, material)))
        page = report.page(entries, material, output)
        paths.append(put(output / "index.html", page.encode()))
    except OSError as error:
        raise RequestError(
            f"{error.filename or output}: cannot be written ({error.strerror}); "
            "choose another folder with -o"
        ) from None
    return paths
