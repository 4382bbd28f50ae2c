"""The command of a study that belongs to no figure: run it in a folder and print its table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from experiments.output_tables import FORMATS, render
from experiments.storage.results import Results
from experiments.studies.study import Rows, Study


def study_command(
    full: Study, quick: Study, rows: Callable[[Results], Rows], words: str
) -> click.Command:
    """A command with a folder, ``--quick``, ``--jobs`` and ``--format``.

    Parameters
    ----------
    full, quick : Study
        The study, and a small size of it.
    rows : callable
        Takes the results, returns the table that is printed.
    words : str
        What the command does, for its help.
    """

    @click.command(help=words)
    @click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
    @click.option("--quick", "small", is_flag=True, help="A small size, to try it.")
    @click.option(
        "--jobs", type=click.IntRange(min=1), help="Processes; one per processor if not set."
    )
    @click.option("--format", "how", type=click.Choice(FORMATS), default="table", show_default=True)
    def main(folder: Path, small: bool, jobs: int | None, how: str) -> None:
        results = (quick if small else full).run(folder, jobs)
        for (name, seed), why in results.failures.items():
            raise click.ClickException(
                f"{len(results.failures)} of the runs failed, the first {name}, seed {seed}: {why}"
            )
        click.echo(render(rows(results), how))

    return main
