"""``cityfit figures``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Example:  cityfit figures --quick")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--quick", is_flag=True, help="Small cities and few seeds: a look, not a result.")
@click.option("--jobs", type=click.IntRange(1), help="Processes at a time.  [default: all cores]")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("figures/output"),
    show_default=True, help="Folder for the figures.",
)  # fmt: skip
def figures(names: tuple[str, ...], quick: bool, jobs: int | None, output: Path) -> None:
    """Draw the figures.

    All or those named, each as PDF, SVG and PNG with the plotted numbers as CSV.
    """
    from experiments.errors import RequestError
    from experiments.pool import processors
    from figures import catalogue
    from scenarios.errors import suggestion

    known = catalogue.names()
    for name in names:
        if name not in known:
            raise RequestError(f"{name!r}: there is no such figure; {suggestion(name, known)}")
    for path in catalogue.draw(list(names) or known, quick, output, jobs or processors()):
        click.echo(path)
