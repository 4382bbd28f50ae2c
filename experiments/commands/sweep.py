"""``cityfit sweep``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from experiments.commands.options import Jobs, UserPath
from experiments.commands.run import shard_of
from experiments.output_tables import FORMATS, render

if TYPE_CHECKING:
    from experiments.designs.design import Design


@click.command(
    epilog="Example:  cityfit sweep experiments/designs/examples/morris.toml -o screening"
)
@click.argument("design", metavar="DESIGN.toml", type=UserPath())
@click.option(
    "--seeds", type=click.IntRange(1), help="Runs of each point.  [default: as the file says]"
)
@click.option("--jobs", type=Jobs(), help="Processes at a time.  [default: all cores]")
@click.option(
    "-o", "--output", type=UserPath(),
    help="Folder of results; what is there already is not run again.  [default: runs/NAME of the "
    "file]",
)  # fmt: skip
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--dry-run", is_flag=True, help="Only print the points; run and write nothing.")
@click.option(
    "--shard", metavar="I/N", callback=shard_of,
    help="Do every N-th run only, from the I-th; see cityfit merge.",
)  # fmt: skip
@click.option("--cluster", metavar="ADDRESS", help="Have a Dask scheduler do it: tcp://host:8786.")
@click.option(
    "--run-timeout", type=click.FloatRange(0, min_open=True), metavar="SECONDS",
    help="Time each run may take; one that takes longer fails.",
)  # fmt: skip
@click.option(
    "--run-memory", type=click.FloatRange(0, min_open=True), metavar="MEGABYTES",
    help="Memory the process of a run may hold; one that takes more fails.",
)  # fmt: skip
def sweep(
    design: Path,
    seeds: int | None,
    jobs: int | None,
    output: Path | None,
    how: str,
    dry_run: bool,
    shard: tuple[int, int] | None,
    cluster: str | None,
    run_timeout: float | None,
    run_memory: float | None,
) -> int:
    """Run a design: many points of some parameters.

    DESIGN.toml names a base scenario, the kind of design and the parameters to vary, told apart as
    [uncertainties], [levers] and [factors]; "section.key" = true takes a parameter's whole range.

    \b
    grid                  every combination of levels
    factorial             every combination of two ends
    fractional_factorial  a part of it, with the resolution and the aliases said
    latin_hypercube       samples, each part of every range once
    sobol_sequence        samples that fill the ranges and can be added to
    sobol, morris         samples for cityfit sensitivity
    mixture               one pot of money, divided over the interventions

    Every point is a scenario (point_0001, ...), and all are run with the same seeds. Prints for
    each point the outcomes' mean over the seeds with its 95 % interval. The same command given
    again goes on where it was interrupted; with more seeds, levels or samples it adds to what is
    there. The design is kept beside the results.
    """  # noqa: D301 (click's mark for a paragraph that keeps its lines)
    from experiments.batch.executors import Workforce
    from experiments.batch.limits import Limits
    from experiments.batch.progress import HOW_TO_GO_ON, say
    from experiments.designs.sweep import carried_out, prepare

    output = output or Path("runs") / design.stem
    prepared = prepare(design, output, seeds)
    for line in told(prepared.design):
        say(line)
    if dry_run:
        columns = ["point", *prepared.design.structure, *prepared.design.names]
        click.echo(render(prepared.design.table[columns].to_dict("records"), how))
        return 0
    plan = prepared.plan()
    if shard is not None:
        plan = plan.shard(*shard)
        say(f"shard {shard[0]} of {shard[1]}: {len(plan.runs)} runs")
    workforce = Workforce(jobs, cluster, limits=Limits(run_timeout, run_memory))
    try:
        swept = carried_out(prepared, plan, output, workforce)
    except KeyboardInterrupt:
        say(f"interrupted; what was finished is kept in {output}, {HOW_TO_GO_ON}")
        return 130
    click.echo(render(swept.rows(), how))
    failed = len(swept.results.failures)
    if failed:
        say(
            f"{failed} runs failed and are left out of the table; take up just those with: "
            f"cityfit run --rerun-failed -o {output}"
        )
        return 1
    say(f"the results and the design are in {output}")
    return 0


def told(design: Design) -> list[str]:
    """What there is to say of a design before it is run."""
    rows, points, seeds = len(design.table), len(design.points), len(design.seeds)
    shared = f" ({rows} rows, some with the same values)" if points < rows else ""
    factors, runs = len(design.factors), points * seeds
    lines = [
        f"{design.kind}: {factors} factors, {points} points{shared}, {seeds} seeds: {runs} runs"
    ]
    if design.kind == "fractional_factorial":
        resolution = design.options["resolution"]
        if resolution is None:
            lines.append("no fraction has this resolution: this is the whole factorial")
        else:
            names = ", ".join(f"{letter} {name}" for letter, name in lettered(design))
            same = "; ".join(design.options["aliases"]) or "none up to pairs"
            lines.append(f"resolution {resolution}; cannot be told apart: {same}; with {names}")
    return lines


def lettered(design: Design) -> list[tuple[str, str]]:
    """The letters of a fraction and the factors they stand for."""
    return list(zip("abcdefghijklmnopqrst", design.names, strict=False))
