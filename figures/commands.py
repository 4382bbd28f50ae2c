"""``cityfit figures``.

The command line names this command and imports it when it is used:
:mod:`experiments.commands.drawing`.
"""

from __future__ import annotations

from pathlib import Path

import click

from experiments.output_tables import FORMATS, render


@click.command(epilog="Example:  cityfit figures --quick --check")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--quick", is_flag=True, help="Small cities and few seeds: a preview, not a result.")
@click.option(
    "--check", is_flag=True,
    help="Draw nothing. Compare the numbers with the reference; exit with 1 if any differs.",
)  # fmt: skip
@click.option(
    "--provenance", type=click.Path(path_type=Path), multiple=True, metavar="FILE",
    help="Draw nothing. Print the provenance that a PDF, SVG or PNG contains.",
)  # fmt: skip
@click.option(
    "how", "--format", type=click.Choice(FORMATS), default="table", show_default=True,
    help="Format of what --check and --provenance print.",
)  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), help="Parallel processes.  [default: all cores]")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("figures/output"),
    show_default=True, help="Folder for the figures; their runs are stored in runs/ there.",
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
    """Draw the figures, or check their numbers.

    Draws all figures, or those named, as PDF, SVG and PNG, writes the plotted numbers as CSV, and
    writes a page that shows them. Runs that the folder already contains are not repeated.

    --check recomputes the numbers of each figure, executes missing runs, and compares the numbers
    with figures/reference (with --quick: figures/reference/quick). On a processor with the same
    instruction sets, and with the same library versions, they must agree to 9 digits. Elsewhere a
    number may differ by the width of its 95 % interval; a number without an interval may differ by
    2 % of the largest number of its series. The exit code is 1 if a number differs or a run fails.
    """
    from experiments.batch.progress import HOW_TO_GO_ON, say
    from experiments.errors import RequestError
    from figures import catalogue
    from simulation.core.errors import suggestion
    from simulation.core.processors import processors

    if provenance:
        if names or check:
            raise RequestError("--provenance: takes files only; leave out names and --check")
        return _print_provenance(provenance, how)
    known = catalogue.names()
    for name in names:
        if name not in known:
            raise RequestError(f"{name!r}: there is no such figure; {suggestion(name, known)}")
    try:
        if check:
            return _check(list(names), quick, output, jobs or processors(), how)
        drawn = catalogue.draw(list(names), quick, output, jobs or processors())
    except KeyboardInterrupt:
        say(f"interrupted; finished runs are stored in {output}, {HOW_TO_GO_ON}")
        return 130
    for path in drawn.paths:
        click.echo(path)
    for run, cause in drawn.failures.items():
        say(f"failed, and left out of the figures: {run}: {cause}")
    return 1 if drawn.failures else 0


def _check(names: list[str], quick: bool, output: Path, jobs: int, how: str) -> int:
    """Print the comparison with the reference; return the exit code."""
    from experiments.batch.progress import say
    from figures import catalogue
    from figures.check import REPRODUCED_RESULTS

    checked = catalogue.check_numbers(names, quick, output, jobs)
    click.echo(render([comparison.row for comparison in checked.comparisons], how))
    for run, cause in checked.failures.items():
        say(f"failed, and left out of the numbers: {run}: {cause}")
    different = [
        comparison.figure
        for comparison in checked.comparisons
        if comparison.result not in REPRODUCED_RESULTS
    ]
    if different:
        say(f"not reproduced: {', '.join(different)}")
    return 1 if different or checked.failures else 0


def _print_provenance(paths: tuple[Path, ...], how: str) -> int:
    """Print the provenance in files of figures; return the exit code."""
    from figures.shared.provenance import read

    rows = [
        {"file": str(path), "what": name.replace("_", " "), "value": value}
        for path in paths
        for name, value in vars(read(path)).items()
    ]
    for row in rows:
        if how != "json" and not isinstance(row["value"], str):
            row["value"] = _as_text(row["value"])
    click.echo(render(rows, how))
    return 0


def _as_text(value: object) -> str:
    """A value of JSON as text for a table."""
    if isinstance(value, list):
        return ", ".join(value)
    return {None: "unknown", True: "yes", False: "no"}[value]  # type: ignore[index]
