"""Run a design: every point is a scenario, run with the same seeds as all others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from experiments.batch import progress
from experiments.batch.arguments import is_whole, job_number, path_of
from experiments.batch.executors import Workforce, WorkforceOptions
from experiments.batch.plan import Plan, make_plan
from experiments.batch.runner import FolderContent, Say, carry_out, output_folder
from experiments.designs.design import Design
from experiments.designs.points import make_design
from experiments.designs.reading import Request, read_request
from experiments.errors import RequestError
from experiments.storage.results import Results
from scenarios import Scenario
from simulation.core.model_version import model_version

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Swept:
    """A design and its results.

    Attributes
    ----------
    design : Design
    results : Results
        The runs that succeeded; ``results.failures`` names the others.
    """

    design: Design
    results: Results

    def rows(self) -> list[dict[str, Any]]:
        """One row per point; see :meth:`frame`."""
        from experiments.comparison import chosen_columns, mean_interval

        design = self.design
        columns = chosen_columns(self.results, design.outcomes) if self.results.run_keys else []
        summary = self.results.summary(columns) if columns else None
        arms = {} if summary is None else dict(tuple(summary.groupby("scenario")))
        rows = []
        for line in design.table.drop_duplicates("point").to_dict("records"):
            arm = arms.get(line["point"])
            row = {"point": line["point"]} | {name: line[name] for name in design.names}
            row["seeds"] = 0 if arm is None else len(arm)
            for column in columns:
                values = [] if arm is None else arm[column].dropna()
                mean, low, high = mean_interval(values)
                row |= {column: mean, f"{column}_low": low, f"{column}_high": high}
            rows.append(row)
        return rows

    def frame(self) -> pd.DataFrame:
        """One row per point: values of the factors, seeds, and each outcome over the seeds.

        An outcome is summarised over the months after the burn-in of each run. Its column is the
        mean over the seeds; ``_low`` and ``_high`` are the ends of its 95 % t interval.
        """
        import pandas as pd

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        points, seeds = len(self.design.points), len(self.design.seeds)
        return f"<Swept: {self.design.kind} of {points} points × {seeds} seeds; {self.results!r}>"


@dataclass(frozen=True)
class Prepared:
    """A design before it is run.

    Attributes
    ----------
    design : Design
    scenarios : list of Scenario
        Its points.
    request : Request
        The design file.
    """

    design: Design
    scenarios: list[Scenario]
    request: Request

    def plan(self) -> Plan:
        """Every point with every seed."""
        return make_plan(self.scenarios, self.design.seeds, 0, model_version())

    def refuse_changed(self, output: Path) -> None:
        """Refuse a folder that another sweep has changed since this one was prepared.

        Raises
        ------
        RequestError
            If it now holds another design, or points that change the numbering of this one.
        """
        design, _ = make_design(self.request, output)
        if design.to_files() != self.design.to_files():
            raise RequestError(
                f"{output}: another sweep has used this folder meanwhile; start this one again"
            )


def prepare(path: str | Path, output: Path | None = None, seeds: int | None = None) -> Prepared:
    """Read a design file and make its points; nothing is written.

    Parameters
    ----------
    path : str or Path
        Design file.
    output : Path, optional
        Folder of results; it may hold a smaller design, which this one extends.
    seeds : int, optional
        Runs of each point, instead of the number in the file.

    Raises
    ------
    DesignError
        With every problem of the file.
    RequestError
        If the folder holds another design.
    """
    request = read_request(Path(path))
    if seeds is not None:
        if not is_whole(seeds) or seeds < 1:
            raise RequestError(f"seeds = {seeds!r}: must be a number of seeds, 1 or more")
        first = request.seeds[0]
        request = replace(request, seeds=tuple(range(first, first + seeds)))
    return Prepared(*make_design(request, output), request)


def sweep(
    design: str | Path,
    *,
    output: str | Path | None = None,
    seeds: int | None = None,
    jobs: int | None = None,
    show: bool | None = None,
    say: Say = progress.say,
    **options: Unpack[WorkforceOptions],
) -> Swept:
    r"""Run the points of a design file.

    Parameters
    ----------
    design : str or Path
        Design file.
    output : str or Path, optional
        Folder of results; runs that it already holds are not repeated. By default a temporary
        folder, which exists as long as the results.
    seeds : int, optional
        Runs of each point, instead of the number in the file.
    jobs : int, optional
        Processes at a time; one per processor by default.
    show, say
        See :func:`experiments.run`.
    cluster, executor, run_timeout, run_memory
        See :func:`experiments.run`.

    Returns
    -------
    Swept
        With ``frame()``, one row per point.

    Raises
    ------
    DesignError
        With every problem of the file; nothing was run.
    RequestError
        If the folder holds another design or cannot be written; nothing was run.
    StoppedError
        If the batch had to stop; finished runs are kept.
    KeyboardInterrupt
        When interrupted; finished runs are kept.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from experiments import sweep
    >>> design = Path(tempfile.mkdtemp(), "mine.toml")
    >>> _ = design.write_text(
    ...     'title = "Larger and smaller"\nbase = "baseline"\nkind = "grid"\nmonths = 4\n'
    ...     'burn_in = 2\nseeds = 1\n[factors]\n"city.citizens" = [300, 400]\n'
    ...     '[outcomes]\nmeasures = ["unbalance"]\n', encoding="utf-8")
    >>> sweep(design, jobs=1).frame()["city.citizens"].tolist()
    [300, 400]
    """
    folder = None if output is None else path_of(output)
    workforce = Workforce.of(job_number(jobs), options)
    prepared = prepare(path_of(design, "design"), folder, seeds)
    return carried_out(prepared, prepared.plan(), folder, workforce, say=say, show=show)


def carried_out(
    prepared: Prepared,
    plan: Plan,
    output: Path | None,
    workforce: Workforce,
    *,
    say: Say = progress.say,
    show: bool | None = None,
) -> Swept:
    """Run what is missing of a plan, and store the design beside it.

    Parameters
    ----------
    prepared : Prepared
    plan : Plan
        The plan of the design, or a shard of it.
    output : Path or None
        Folder of results; None for a temporary one.
    workforce : Workforce
    say, show
        See :func:`experiments.run`.
    """
    with output_folder(output, say) as directory:
        batch = carry_out(
            plan,
            prepared.scenarios,
            directory,
            workforce=workforce,
            say=say,
            show=show,
            content=FolderContent(
                prepared.plan(),
                prepared.design.to_files(),
                lambda: prepared.refuse_changed(directory),
            ),
        )
    results = batch.results(plan, directory, temporary=output is None)
    return Swept(prepared.design, results)
