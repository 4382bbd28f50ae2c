"""``cityfit ablation`` and ``cityfit portfolios``: two fixed studies and their tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.output_tables import FORMATS, render

if TYPE_CHECKING:
    import pandas as pd

    from experiments.studies.study import Study

Rows = list[dict[str, Any]]


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What both commands take."""
    for option in (
        click.option("--jobs", type=click.IntRange(1),
                     help="Processes at a time.  [default: all cores]"),
        click.option("how", "--format", type=click.Choice(FORMATS), default="table",
                     show_default=True),
        click.option("--quick", is_flag=True, help="Small cities and few seeds: a look, not a "
                     "result."),
        click.argument("directory", metavar="[DIR]", default=Path("runs"),
                       type=click.Path(path_type=Path)),
    ):  # fmt: skip
        command = option(command)
    return command


def told(
    study: Study, directory: Path, jobs: int | None, how: str, read: Callable[[pd.DataFrame], Rows]
) -> int:
    """Carry out a study and print its table; returns the exit code."""
    from experiments.batch.progress import HOW_TO_GO_ON, say

    try:
        results = study.run(directory, jobs)
    except KeyboardInterrupt:
        say(f"interrupted; what was finished is kept in {directory / study.name}, {HOW_TO_GO_ON}")
        return 130
    if study.name.endswith("-quick"):
        say(
            f"quick: {study.seeds} seeds of {study.citizens} citizens and {study.months} months; "
            "a look, not a result"
        )
    for (name, seed), cause in results.failures.items():
        say(f"failed, and left out: {name}, seed {seed}: {cause}")
    click.echo(render(read(results.summary()), how))
    return 1 if results.failures else 0


@click.command(epilog="Example:  cityfit ablation --quick")
@options
def ablation(directory: Path, quick: bool, how: str, jobs: int | None) -> int:
    """Share unbalance and volatility out over mechanisms.

    Runs the city with every combination of its mechanisms switched on and off and prints what
    each adds on its rung of the ladder and its Shapley value, which does not hang on the order
    of the rungs. Runs are kept in a folder of their own in DIR (runs when left out); what is there
    already is not run again. At full size it takes about a quarter of an hour on two cores.
    """
    from experiments.studies.ablation import FULL, QUICK, table

    return told(QUICK if quick else FULL, directory, jobs, how, table)


@click.command(epilog="Example:  cityfit portfolios --quick --format csv")
@options
def portfolios(directory: Path, quick: bool, how: str, jobs: int | None) -> int:
    """Divide one budget over the three interventions.

    Runs divisions of equal cost over training, communities and the network, and some at half and
    double the budget. Prints what each changes, whether another one of no higher cost is better
    on everything, and whether it does as well as the best. Runs are kept in a folder of their own
    in DIR (runs when left out); what is there already is not run again. At full size it takes about
    a quarter of an hour on two cores.
    """
    from experiments.studies.portfolios import FULL, QUICK, table

    return told(QUICK if quick else FULL, directory, jobs, how, table)
