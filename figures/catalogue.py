"""The figures there are, and how they are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pandas as pd
from matplotlib.figure import Figure

from experiments.errors import RequestError
from experiments.progress import say
from figures import (
    ablation,
    batch,
    cases,
    claims,
    districts,
    families,
    framework,
    interventions,
    job_market,
    lives,
    permanence,
    plausibility,
    portfolios,
    preconditions,
    report,
    speed,
    spirals,
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


#: In the order in which the paper is told.
FIGURES: dict[str, FigureModule] = {
    "framework": framework,
    "variance_1": variance_1,
    "permanence": permanence,
    "variance_2": variance_2,
    "lives": lives,
    "interventions": interventions,
    "preconditions": preconditions,
    "spirals": spirals,
    "job_market": job_market,
    "families": families,
    "districts": districts,
    "ablation": ablation,
    "portfolios": portfolios,
    "claims": claims,
    "plausibility": plausibility,
    "cases": cases,
    "speed": speed,
}
#: What figures are drawn from, when nothing else is said: the factorial of the interventions.
FACTORIAL = "factorial"
#: Figures that are drawn from a study of their own.
STUDY_OF = {
    "preconditions": "preconditions",
    "families": "final_state",
    "districts": "final_state",
    "ablation": "ablation",
    "portfolios": "portfolios",
    "claims": "claims",
    "cases": "cases",
    "speed": "benchmark",
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
        Figures; when None or empty all, but those of the claims and of speed only if these
        have been judged and there is a benchmark.
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
    timed = speed.stored() if "speed" in chosen else None
    if timed is None and "speed" in chosen:
        if names:
            raise RequestError(f"speed: {speed.HOW_TO_MAKE}")
        chosen.remove("speed")
        say(f"speed: left out; {speed.HOW_TO_MAKE}")
    runs = output / "runs"
    materials: dict[str, Material] = {}
    scenarios = {
        scenario for name in chosen if name not in STUDY_OF for scenario in FIGURES[name].SCENARIOS
    }
    if scenarios:
        size = batch.QUICK if quick else batch.FULL
        materials[FACTORIAL] = batch.carried_out(size, scenarios, runs, jobs)
    for study in dict.fromkeys(STUDY_OF[name] for name in chosen if name in STUDY_OF):
        if study == "claims":
            materials[study] = Material.of_claims(judged, quick)
        elif study == "benchmark":
            assert timed is not None
            materials[study] = Material.of_benchmark(timed, quick)
        else:
            materials[study] = batch.studied(study, quick, runs, jobs)
    failures = {
        run: cause for material in materials.values() for run, cause in material.failures.items()
    }
    return Drawn(drawn(chosen, materials, output), failures)


def drawn(names: list[str], materials: Mapping[str, Material], output: Path) -> list[Path]:
    """Draw figures from results that are there; see :func:`draw`.

    Parameters
    ----------
    names : list of str
        Figures.
    materials : mapping of str to Material
        Results of the factorial and of each study that these figures need.
    output : Path
        Folder for the files.

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
            material = materials[STUDY_OF.get(name, FACTORIAL)]
            missing = set(module.SCENARIOS) - set(material.scenarios)
            if missing:
                raise RequestError(f"{name}: no run succeeded of {', '.join(sorted(missing))}")
            numbers = module.numbers(material)
            with style.applied():
                figure = module.draw(numbers, material)
            paths += write(name, figure, numbers, output)
            entries.append(report.Entry(name, module.TITLE, module.caption(numbers, material)))
        page = report.page(entries, list(materials.values()), output)
        paths.append(put(output / "index.html", page.encode()))
    except OSError as error:
        raise RequestError(
            f"{error.filename or output}: cannot be written ({error.strerror}); "
            "choose another folder with -o"
        ) from None
    return paths
