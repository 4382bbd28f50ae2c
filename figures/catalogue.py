"""All figures, the studies they are drawn from, and how they are drawn and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pandas as pd
from matplotlib.figure import Figure

from experiments.batch.progress import say
from experiments.errors import RequestError
from figures import check, studies
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
from figures.report import citation, durations, index_page, research_object
from figures.report.findings import findings
from figures.shared import provenance, style
from figures.shared.figure_data import FigureData
from figures.shared.paper_sections import Paper
from figures.shared.saving import put, write
from simulation.core.processors import processors

#: Takes figures and Study → results.
OnBatch = Callable[[Sequence[str], Mapping[str, FigureData]], None]


class FigureModule(Protocol):
    """Contents of the module of a figure."""

    TITLE: str
    SUMMARY: str
    SCENARIOS: tuple[str, ...]
    PAPER: Paper

    def numbers(self, data: FigureData) -> pd.DataFrame:
        """The numbers of the figure."""

    def draw(self, numbers: pd.DataFrame, data: FigureData) -> Figure:
        """The figure, drawn from its numbers."""

    def caption(self, numbers: pd.DataFrame, data: FigureData) -> str:
        """The caption, with numbers in it."""


#: In the order of the paper.
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
#: Figure → the study it is drawn from, if not the factorial of the interventions.
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
#: Figure → a second study that it shows, and the scenarios it needs of that study.
SECOND_STUDY = {"interventions": ("portfolios", interventions.EQUAL_COST)}
#: Figures without a reference: a benchmark differs from machine to machine.
NOT_COMPARED = ("speed",)


def names() -> list[str]:
    """Names of all figures."""
    return list(FIGURES)


@dataclass(frozen=True)
class Drawn:
    """Result of drawing.

    Attributes
    ----------
    paths : list of Path
        The files written; the page that shows them is the last.
    failures : dict of str to str
        Failed run → cause; the figures are drawn from the others.
    """

    paths: list[Path]
    failures: dict[str, str]


@dataclass(frozen=True)
class Checked:
    """Result of comparing with the reference.

    Attributes
    ----------
    comparisons : list of Comparison
    failures : dict of str to str
        Failed run → cause; the numbers are those of the others.
    """

    comparisons: list[check.Comparison]
    failures: dict[str, str]


@dataclass(frozen=True)
class Gathered:
    """Results that figures are drawn from.

    Attributes
    ----------
    names : list of str
        The figures.
    data_sets : dict of str to FigureData
        Study → its results.
    """

    names: list[str]
    data_sets: dict[str, FigureData]

    @property
    def failures(self) -> dict[str, str]:
        """Failed run → cause."""
        return {
            run: cause for data in self.data_sets.values() for run, cause in data.failures.items()
        }


def draw(names: list[str] | None, quick: bool, output: Path, jobs: int | None) -> Drawn:
    """Execute the runs that figures need, and draw each figure as soon as its runs are there.

    What a figure has found is said when it is drawn.

    Parameters
    ----------
    names : list of str or None
        Figures. When None or empty: all, but the figure of speed only if there is a benchmark.
    quick : bool
        Small cities and few seeds: a preview, not a result.
    output : Path
        Folder for the files; the runs are stored in ``runs/`` there.
    jobs : int or None
        Parallel processes; one per processor when None.

    Returns
    -------
    Drawn
    """
    drawn: dict[str, tuple[index_page.Entry, list[Path]]] = {}

    def draw_ready(chosen: Sequence[str], data_sets: Mapping[str, FigureData]) -> None:
        for name in chosen:
            if name not in drawn and set(studies_of([name])) <= set(data_sets):
                drawn[name] = entry, _ = write_figure(name, data_sets, output)
                for finding in findings({name: entry.numbers}):
                    say(f"{finding.subject}: {finding.text}")

    gathered = gather(names, quick, output, jobs, draw_ready)
    entries = [drawn[name][0] for name in gathered.names]
    paths = [path for name in gathered.names for path in drawn[name][1]]
    with told_when_not_writable(output):
        paths += write_page(entries, gathered.data_sets, output)
    return Drawn(paths, gathered.failures)


def check_numbers(
    names: list[str] | None,
    quick: bool,
    output: Path,
    jobs: int | None,
    reference: Path = check.REFERENCE,
) -> Checked:
    """Recompute the numbers of figures and compare them with the reference; see :mod:`.check`.

    Parameters
    ----------
    names, quick, output, jobs
        As in :func:`draw`; missing runs are executed, nothing is drawn.
    reference : Path
        Folder of the reference numbers.
    """
    for name in names or ():
        if name in NOT_COMPARED:
            raise RequestError(f"{name}: cannot be compared; it differs from machine to machine")
    wanted = names or [name for name in FIGURES if name not in NOT_COMPARED]
    gathered = gather(wanted, quick, output, jobs)
    data_sets, folder = gathered.data_sets, check.folder(quick, reference)
    comparisons = [
        check.compare(numbers(name, data_sets), origin(name, data_sets), folder)
        for name in gathered.names
    ]
    return Checked(comparisons, gathered.failures)


def gather(
    names: list[str] | None,
    quick: bool,
    output: Path,
    jobs: int | None,
    on_batch: OnBatch = lambda *_: None,
) -> Gathered:
    """Execute the runs that figures need, and read them.

    Parameters
    ----------
    names, quick, output, jobs
        As in :func:`draw`.
    on_batch : callable, optional
        Called with the figures and the results so far, after each study.
    """
    chosen = list(dict.fromkeys(names or FIGURES))
    benchmark = speed.latest_benchmark() if "speed" in chosen else None
    if benchmark is None and "speed" in chosen:
        if names:
            raise RequestError(f"speed: {speed.HOW_TO_MAKE}")
        chosen.remove("speed")
        say(f"speed: left out; {speed.HOW_TO_MAKE}")
    batches = [
        studies.batch(study, quick, output / "runs", scenarios)
        for study, scenarios in studies_of(chosen).items()
        if study != "benchmark"
    ]
    missing = [batch.missing() for batch in batches]
    if batches:
        runs = sum(batch.runs for batch in batches)
        say(
            f"{len(chosen)} figure{'s' * (len(chosen) != 1)} from {runs:,} runs, "
            f"{runs - sum(missing):,} of which are stored"
            f"{durations.expected(batches, missing, jobs or processors())}"
        )
    data_sets: dict[str, FigureData] = {}
    if benchmark is not None:
        data_sets["benchmark"] = FigureData.of_benchmark(benchmark, quick)
        on_batch(chosen, data_sets)
    for number, (batch, runs) in enumerate(zip(batches, missing, strict=True), start=1):
        say(f"batch {number} of {len(batches)}, {batch.name}: {runs:,} of {batch.runs:,} runs")
        data_sets[batch.name] = studies.read(batch, jobs)
        on_batch(chosen, data_sets)
    return Gathered(chosen, data_sets)


def studies_of(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Study → its scenarios that figures need; none stands for all of them."""
    factorial = {
        scenario for name in names if name not in STUDY_OF for scenario in FIGURES[name].SCENARIOS
    }
    needed = {studies.FACTORIAL: tuple(sorted(factorial))} if factorial else {}
    second = dict(SECOND_STUDY[name] for name in names if name in SECOND_STUDY)
    return needed | second | {STUDY_OF[name]: () for name in names if name in STUDY_OF}


def figure_data(name: str, data_sets: Mapping[str, FigureData]) -> FigureData:
    """Data of a figure, from the results of all studies."""
    own = data_sets[STUDY_OF.get(name, studies.FACTORIAL)]
    if name not in SECOND_STUDY:
        return own
    study, scenarios = SECOND_STUDY[name]
    return replace(own, second_study=data_sets[study].only(scenarios))


def numbers(name: str, data_sets: Mapping[str, FigureData]) -> pd.DataFrame:
    """The numbers of a figure.

    Parameters
    ----------
    name : str
    data_sets : mapping of str to FigureData
        Study → its results.

    Raises
    ------
    RequestError
        If every run of a scenario that it needs has failed.
    """
    data = figure_data(name, data_sets)
    missing = set(FIGURES[name].SCENARIOS) - set(data.scenarios)
    if data.second_study is not None:
        missing |= set(SECOND_STUDY[name][1]) - set(data.second_study.scenarios)
    if missing:
        raise RequestError(f"{name}: no run succeeded of {', '.join(sorted(missing))}")
    return FIGURES[name].numbers(data)


def origin(name: str, data_sets: Mapping[str, FigureData]) -> provenance.Provenance:
    """Provenance of a figure; parameters as those of :func:`numbers`."""
    return provenance.provenance(name, FIGURES[name].SCENARIOS, figure_data(name, data_sets))


def page_entry(name: str, data_sets: Mapping[str, FigureData]) -> index_page.Entry:
    """A figure as the page shows it; parameters as those of :func:`numbers`."""
    module, table = FIGURES[name], numbers(name, data_sets)
    caption = module.caption(table, figure_data(name, data_sets))
    labels = (name, module.TITLE, module.SUMMARY, caption, module.PAPER)
    return index_page.Entry(*labels, table, origin(name, data_sets))


def write_figures(
    names: list[str], data_sets: Mapping[str, FigureData], output: Path
) -> list[Path]:
    """Draw figures from stored results and write their files and the page.

    Parameters
    ----------
    names : list of str
        Figures.
    data_sets : mapping of str to FigureData
        Study → its results, of all studies that these figures need.
    output : Path
        Folder for the files.

    Raises
    ------
    RequestError
        If every run of a scenario that a figure needs has failed, or a file cannot be written.
    """
    written = [write_figure(name, data_sets, output) for name in names]
    with told_when_not_writable(output):
        page = write_page([entry for entry, _ in written], data_sets, output)
    return [path for _, paths in written for path in paths] + page


def write_figure(
    name: str, data_sets: Mapping[str, FigureData], output: Path
) -> tuple[index_page.Entry, list[Path]]:
    """Draw one figure and write its files; parameters and errors as of :func:`write_figures`."""
    entry = page_entry(name, data_sets)
    with style.applied():
        figure = FIGURES[name].draw(entry.numbers, figure_data(name, data_sets))
    with told_when_not_writable(output):
        return entry, write(figure, entry.numbers, output, entry.origin, entry.title)


@contextmanager
def told_when_not_writable(output: Path) -> Iterator[None]:
    """Turn an error of the file system into a request for another folder."""
    try:
        yield
    except OSError as error:
        raise RequestError(
            f"{error.filename or output}: cannot be written ({error.strerror}); "
            "choose another folder with -o"
        ) from None


def write_page(
    entries: Sequence[index_page.Entry], data_sets: Mapping[str, FigureData], output: Path
) -> list[Path]:
    """Write the page of figures that are there already, and the description of the folder."""
    paths = []
    if citation.FILE.is_file():  # not in an installed package
        crate = research_object.describe(entries, output)
        paths.append(put(output / research_object.NAME, crate.encode()))
    page = index_page.page(entries, data_sets, output)
    return [*paths, put(output / "index.html", page.encode())]
