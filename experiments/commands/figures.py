"""``cityfit figures``."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.output_tables import FORMATS, render


@click.command(epilog="Example:  cityfit figures --quick --check")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--quick", is_flag=True, help="Small cities and few seeds: a look, not a result.")
@click.option(
    "--check", is_flag=True,
    help="Draw nothing; compare the numbers with the reference and exit with 1 if any differs.",
)  # fmt: skip
@click.option(
    "--provenance", type=click.Path(path_type=Path), multiple=True, metavar="FILE",
    help="Draw nothing; say where a PDF, SVG or PNG comes from.",
)  # fmt: skip
@click.option(
    "how", "--format", type=click.Choice(FORMATS), default="table", show_default=True,
    help="Of what --check and --provenance print.",
)  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), help="Processes at a time.  [default: all cores]")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("figures/output"),
    show_default=True, help="Folder for the figures; their runs are kept in runs/ there.",
)  # fmt: skip
def figures(
    names: tuple[str, ...],
    quick: bool,
    check: bool,
    provenance: tuple[Path, ...],
    how: str,
    jobs: int | None,
    output: Path,
) -> int:
    """Draw the figures, or check them.

    All or those named, each as PDF, SVG and PNG with the plotted numbers as CSV, and a page that
    shows them. Runs that are in the folder already are not run again.

    With --check, the numbers of each figure are computed anew from the runs, carrying out what is
    missing, and compared with figures/reference (with --quick: figures/reference/quick). On a
    processor with the same instruction sets and with the same libraries they have to be the same
    to 9 digits; elsewhere a number may differ by the width of its 95 % interval, and one without
    an interval by 2 % of the largest beside it. The exit code is 1 if a number or a run fails.
    """
    from experiments.batch.progress import HOW_TO_GO_ON, say
    from experiments.batch.worker_pool import processors
    from experiments.errors import RequestError
    from figures import catalogue
    from simulation.core.errors import suggestion

    if provenance:
        if names or check:
            raise RequestError("--provenance: takes files only; leave out names and --check")
        return _tell(provenance, how)
    known = catalogue.names()
    for name in names:
        if name not in known:
            raise RequestError(f"{name!r}: there is no such figure; {suggestion(name, known)}")
    try:
        if check:
            return _check(list(names), quick, output, jobs or processors(), how)
        drawn = catalogue.draw(list(names), quick, output, jobs or processors())
    except KeyboardInterrupt:
        say(f"interrupted; what was finished is kept in {output}, {HOW_TO_GO_ON}")
        return 130
    for path in drawn.paths:
        click.echo(path)
    for run, cause in drawn.failures.items():
        say(f"failed, and left out of the figures: {run}: {cause}")
    return 1 if drawn.failures else 0


def _check(names: list[str], quick: bool, output: Path, jobs: int, how: str) -> int:
    from experiments.batch.progress import say
    from figures import catalogue
    from figures.check import GOOD

    found = catalogue.checked(names, quick, output, jobs)
    click.echo(render([one.row for one in found.figures], how))
    for run, cause in found.failures.items():
        say(f"failed, and left out of the numbers: {run}: {cause}")
    bad = [one.figure for one in found.figures if one.result not in GOOD]
    if bad:
        say(f"not reproduced: {', '.join(bad)}")
    return 1 if bad or found.failures else 0


def _tell(paths: tuple[Path, ...], how: str) -> int:
    from figures.shared.provenance import read

    rows = [
        {"file": str(path), "what": name.replace("_", " "), "value": value}
        for path in paths
        for name, value in vars(read(path)).items()
    ]
    for row in rows:
        if how != "json" and not isinstance(row["value"], str):
            row["value"] = _words(row["value"])
    click.echo(render(rows, how))
    return 0


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return {None: "unknown", True: "yes", False: "no"}[value]  # type: ignore[index]
