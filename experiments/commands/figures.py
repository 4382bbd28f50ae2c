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
def figures(names: tuple[str, ...], quick: bool, jobs: int | None, output: Path) -> int:
    """Draw the figures.

    All or those named, each as PDF, SVG and PNG with the plotted numbers as CSV. Runs that are in
    the folder already are not run again.
    """
    from experiments.errors import RequestError
    from experiments.pool import processors
    from experiments.progress import HOW_TO_GO_ON, say
    from figures import catalogue
    from scenarios.errors import suggestion

    known = catalogue.names()
    for name in names:
        if name not in known:
            raise RequestError(f"{name!r}: there is no such figure; {suggestion(name, known)}")
    try:
        drawn = catalogue.draw(list(names), quick, output, jobs or processors())
    except KeyboardInterrupt:
        say(f"interrupted; what was finished is kept in {output}, {HOW_TO_GO_ON}")
        return 130
    for path in drawn.paths:
        click.echo(path)
    for run, cause in drawn.failures.items():
        say(f"failed, and left out of the figures: {run}: {cause}")
    return 1 if drawn.failures else 0
