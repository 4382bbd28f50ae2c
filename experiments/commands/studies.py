"""``cityfit ablation`` and ``cityfit portfolios``: two predefined studies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.commands.command import Command
from experiments.commands.options import Jobs, UserPath
from experiments.output_tables import FORMATS, render

if TYPE_CHECKING:
    import pandas as pd

    from experiments.studies.study import Study

Rows = list[dict[str, Any]]


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that both commands share."""
    for option in (
        click.option("--jobs", type=Jobs(),
                     help="Parallel processes.  [default: all cores]"),
        click.option("how", "--format", type=click.Choice(FORMATS), default="table",
                     show_default=True),
        click.option("--quick", is_flag=True, help="Small cities and few seeds: for a first look, "
                     "not for results."),
        click.argument("directory", metavar="[DIR]", default=Path("runs"),
                       type=UserPath()),
    ):  # fmt: skip
        command = option(command)
    return command


def run_study(
    study: Study, directory: Path, jobs: int | None, how: str, read: Callable[[pd.DataFrame], Rows]
) -> int:
    """Run a study, print its table and return the exit code."""
    from experiments.batch.progress import HOW_TO_GO_ON, say

    try:
        results = study.run(directory, jobs)
    except KeyboardInterrupt:
        say(f"interrupted; finished runs are stored in {directory / study.name}, {HOW_TO_GO_ON}")
        return 130
    if study.name.endswith("-quick"):
        say(
            f"quick: {study.seeds} seeds of {study.citizens} citizens and {study.months} months; "
            "for a first look, not for results"
        )
    for (name, seed), cause in results.failures.items():
        say(f"failed and omitted: {name}, seed {seed}: {cause}")
    click.echo(render(read(results.summary()), how))
    return 1 if results.failures else 0


@click.command(cls=Command, epilog="Example:  cityfit ablation --quick")
@options
def ablation(directory: Path, quick: bool, how: str, jobs: int | None) -> int:
    """Decompose unbalance and volatility by mechanism.

    Runs the city with every combination of mechanisms. Prints what each mechanism adds when they
    are switched on one after another, and its Shapley value, which does not depend on the order.
    Runs are stored in a subfolder of DIR (default: runs); finished runs are not repeated. The full
    size takes about 15 minutes on two cores.
    """
    from experiments.studies.ablation import FULL, QUICK, table

    return run_study(QUICK if quick else FULL, directory, jobs, how, table)


@click.command(cls=Command, epilog="Example:  cityfit portfolios --quick --format csv")
@options
def portfolios(directory: Path, quick: bool, how: str, jobs: int | None) -> int:
    """Divide one budget over the three interventions.

    Runs allocations of equal cost to training, communities and the network, and some at half and
    double the budget. Prints the effects of each allocation, whether an allocation of no higher
    cost dominates it, and whether it is about as good as the best. Runs are stored in a subfolder
    of DIR (default: runs); finished runs are not repeated. The full size takes about 15 minutes on
    two cores.
    """
    from experiments.studies.portfolios import FULL, QUICK, table

    return run_study(QUICK if quick else FULL, directory, jobs, how, table)
