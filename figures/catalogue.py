"""The figures there are, and how they are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pandas as pd
from matplotlib.figure import Figure

from experiments.batch.progress import say
from experiments.errors import RequestError
from figures import batch, check
from figures.plots import (
    ablation,
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
    sensitivity,
    speed,
    spirals,
    variance_1,
    variance_2,
)
from figures.report import durations, estimates, index_page
from figures.shared import paper_sections, provenance, style
from figures.shared.figure_data import FigureData
from figures.shared.saving import put, write


class FigureModule(Protocol):
    """What the module of a figure offers.

    It may say as ``PAPER`` what of the paper it shows, see
    :class:`figures.shared.paper_sections.Paper`.
    """

    TITLE: str
    SCENARIOS: tuple[str, ...]

    def numbers(self, data: FigureData) -> pd.DataFrame:
        """The numbers of the figure."""

    def draw(self, numbers: pd.DataFrame, data: FigureData) -> Figure:
        """The figure, drawn from its numbers."""

    def caption(self, numbers: pd.DataFrame, data: FigureData) -> str:
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
    "sensitivity": sensitivity,
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
    "sensitivity": "sensitivity",
    "cases": "cases",
    "speed": "benchmark",
}
#: Figures that show runs of another study beside their own: the study, and its scenarios they need.
BESIDE = {"interventions": ("portfolios", interventions.EQUAL_COST)}
#: Those of them that are no runs, and made by a command of their own.
KEPT_ELSEWHERE = ("benchmark",)
#: Figures that are not compared with a reference: what a machine takes is its own.
NOT_COMPARED = ("speed",)


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


@dataclass(frozen=True)
class Checked:
    """What comparing with the reference gave.

    Attributes
    ----------
    figures : list of Comparison
    failures : dict of str to str
        Runs that failed, and why; the numbers are those of the others.
    """

    figures: list[check.Comparison]
    failures: dict[str, str]


@dataclass(frozen=True)
class Gathered:
    """What figures are drawn from.

    Attributes
    ----------
    names : list of str
        The figures.
    data_sets : dict of str to FigureData
        Results of the factorial and of each study that they need.
    """

    names: list[str]
    data_sets: dict[str, FigureData]

    @property
    def failures(self) -> dict[str, str]:
        """Runs that failed, and why."""
        found = [data.failures for data in self.data_sets.values()]
        return {run: cause for failures in found for run, cause in failures.items()}


def draw(names: list[str] | None, quick: bool, output: Path, jobs: int | None) -> Drawn:
    """Have the runs carried out that figures need, and draw the figures.

    Parameters
    ----------
    names : list of str or None
        Figures; when None or empty all, but that of speed only if there is a benchmark.
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
    began = durations.now()
    found = gather(names, quick, output, jobs)
    paths = drawn(found.names, found.data_sets, output)
    if not names:
        durations.note(quick, output, batch.processes(jobs), began, len(found.names))
    return Drawn(paths, found.failures)


def gather(
    names: list[str] | None,
    quick: bool,
    output: Path,
    jobs: int | None,
) -> Gathered:
    """Have the runs carried out that figures need, and read them; see :func:`draw`.

    Parameters
    ----------
    names, quick, output, jobs
        As in :func:`draw`.
    """
    chosen = list(dict.fromkeys(names or FIGURES))
    timed = speed.timed() if "speed" in chosen else None
    if timed is None and "speed" in chosen:
        if names:
            raise RequestError(f"speed: {speed.HOW_TO_MAKE}")
        chosen.remove("speed")
        say(f"speed: left out; {speed.HOW_TO_MAKE}")
    runs = output / "runs"
    data_sets: dict[str, FigureData] = {}
    wanted = {
        scenario for name in chosen if name not in STUDY_OF for scenario in FIGURES[name].SCENARIOS
    }
    studies = studies_of(chosen)
    batches = {FACTORIAL: batch.of_factorial(quick, wanted, runs)} if wanted else {}
    batches |= {
        one: batch.of_study(one, quick, runs, part)
        for one, part in studies.items()
        if one not in KEPT_ELSEWHERE
    }
    ahead = estimates.Outlook(list(batches.values()), len(chosen), batch.processes(jobs), say)
    if batches:
        ahead.begin()
    for place, one in enumerate(batches):
        ahead.next(place)
        if one == FACTORIAL:
            size = batch.QUICK if quick else batch.FULL
            data_sets[one] = batch.carried_out(size, wanted, runs, jobs)
        else:
            data_sets[one] = batch.studied(one, quick, runs, jobs, studies[one])
    if timed is not None:
        data_sets["benchmark"] = FigureData.of_benchmark(timed, quick)
    return Gathered(chosen, data_sets)


def studies_of(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Studies that figures are drawn from, and which scenarios of each; none stands for all."""
    beside = dict(BESIDE[name] for name in names if name in BESIDE)
    return beside | {STUDY_OF[name]: () for name in names if name in STUDY_OF}


def material_of(name: str, data_sets: Mapping[str, FigureData]) -> FigureData:
    """What a figure is drawn from, among the results of the factorial and of each study."""
    own = data_sets[STUDY_OF.get(name, FACTORIAL)]
    if name not in BESIDE:
        return own
    study, scenarios = BESIDE[name]
    return replace(own, beside=data_sets[study].only(scenarios))


def checked(
    names: list[str] | None,
    quick: bool,
    output: Path,
    jobs: int | None,
    reference: Path = check.REFERENCE,
) -> Checked:
    """Compute the numbers of figures anew and compare them with the reference; see :mod:`.check`.

    Parameters
    ----------
    names, quick, output, jobs
        As in :func:`draw`; what is missing is carried out, nothing is drawn.
    reference : Path
        Folder of the reference numbers.
    """
    for name in names or ():
        if name in NOT_COMPARED:
            raise RequestError(f"{name}: cannot be compared; what a machine takes is its own")
    wanted = names or [name for name in FIGURES if name not in NOT_COMPARED]
    found = gather(wanted, quick, output, jobs)
    folder = check.folder(quick, reference)
    figures = [
        check.compared(name, numbers(name, found.data_sets), origin(name, found.data_sets), folder)
        for name in found.names
    ]
    return Checked(figures, found.failures)


def numbers(name: str, data_sets: Mapping[str, FigureData]) -> pd.DataFrame:
    """The numbers of a figure.

    Parameters
    ----------
    name : str
    data_sets : mapping of str to FigureData
        Results of the factorial and of each study.

    Raises
    ------
    RequestError
        If every run of a scenario that it needs has failed.
    """
    data = material_of(name, data_sets)
    missing = set(FIGURES[name].SCENARIOS) - set(data.scenarios)
    if data.beside is not None:
        missing |= set(BESIDE[name][1]) - set(data.beside.scenarios)
    if missing:
        raise RequestError(f"{name}: no run succeeded of {', '.join(sorted(missing))}")
    return FIGURES[name].numbers(data)


def origin(name: str, data_sets: Mapping[str, FigureData]) -> provenance.Provenance:
    """Where a figure comes from; parameters as those of :func:`numbers`."""
    data = material_of(name, data_sets)
    return provenance.provenance(name, FIGURES[name].SCENARIOS, data)


def drawn(names: list[str], data_sets: Mapping[str, FigureData], output: Path) -> list[Path]:
    """Draw figures from results that are there; see :func:`draw`.

    Parameters
    ----------
    names : list of str
        Figures.
    data_sets : mapping of str to FigureData
        Results of the factorial and of each study that these figures need.
    output : Path
        Folder for the files.

    Raises
    ------
    RequestError
        If every run of a scenario that a figure needs has failed.
    """
    paths: list[Path] = []
    entries: list[index_page.Entry] = []
    try:
        for name in names:
            module = FIGURES[name]
            data = material_of(name, data_sets)
            table = numbers(name, data_sets)
            said = origin(name, data_sets)
            with style.applied():
                figure = module.draw(table, data)
            paths += write(name, figure, table, output, said, module.TITLE)
            caption = module.caption(table, data)
            entries.append(
                index_page.Entry(
                    name, module.TITLE, caption, paper_sections.of(module), table, said
                )
            )
        page = index_page.page(entries, data_sets, output)
        paths.append(put(output / "index.html", page.encode()))
    except OSError as error:
        raise RequestError(
            f"{error.filename or output}: cannot be written ({error.strerror}); "
            "choose another folder with -o"
        ) from None
    return paths
