"""``cityfit sweep``: run an experimental design."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from experiments.commands.command import Command, Mistakes
from experiments.commands.options import Jobs, Shard, UserPath
from experiments.output_tables import FORMATS, render

if TYPE_CHECKING:
    from experiments.designs.design import Design
    from experiments.designs.sweep import Prepared


def output_of(design: Path, output: Path | None) -> Path:
    """Return the folder of results, which by default has the name of the design."""
    return output or Path("runs") / design.stem


def points(ctx: click.Context, mistakes: Mistakes) -> Prepared | None:
    """Read the design and make its points."""
    from experiments.designs.sweep import prepare

    design = ctx.params["design"]
    with mistakes:
        if design is not None:
            return prepare(design, output_of(design, ctx.params["output"]), ctx.params["seeds"])
    return None


@click.command(
    cls=Command, prepare=points,
    epilog="Example:  cityfit sweep experiments/designs/examples/morris.toml -o screening",
)  # fmt: skip
@click.argument("design", metavar="DESIGN.toml", type=UserPath())
@click.option("--seeds", type=click.IntRange(1), help="Seeds per point.  [default: as in the file]")
@click.option("--jobs", type=Jobs(), help="Parallel processes.  [default: all cores]")
@click.option(
    "-o", "--output", type=UserPath(),
    help="Folder of results; finished runs in it are not repeated.  [default: runs/NAME of the "
    "file]",
)  # fmt: skip
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option(
    "--dry-run", is_flag=True, help="Only print the points; run nothing and write no files."
)
@click.option(
    "--shard", metavar="I/N", type=Shard(),
    help="Run only every N-th run, starting with the I-th; see cityfit merge.",
)  # fmt: skip
@click.option("--cluster", metavar="ADDRESS", help="Run on a Dask scheduler: tcp://host:8786.")
@click.option(
    "--run-timeout", type=click.FloatRange(0, min_open=True), metavar="SECONDS",
    help="Maximum time of a run; a longer run fails.",
)  # fmt: skip
@click.option(
    "--run-memory", type=click.FloatRange(0, min_open=True), metavar="MEGABYTES",
    help="Maximum memory of a run's process; a run that needs more fails.",
)  # fmt: skip
@click.pass_obj
def sweep(
    prepared: Prepared,
    design: Path,
    jobs: int | None,
    output: Path | None,
    how: str,
    dry_run: bool,
    shard: tuple[int, int] | None,
    cluster: str | None,
    run_timeout: float | None,
    run_memory: float | None,
) -> int:
    """Run an experimental design over several parameters.

    DESIGN.toml names a base scenario, the kind of design and the parameters to vary, grouped as
    [uncertainties], [levers] and [factors]. "section.key" = true selects a parameter's whole range.

    \b
    grid                  every combination of levels
    factorial             every combination of the two ends of each range
    fractional_factorial  a fraction of it, with its resolution and aliases
    latin_hypercube       samples, each stratum of every range once
    sobol_sequence        space-filling samples that can be extended
    sobol, morris         samples for cityfit sensitivity
    mixture               one budget, divided over the interventions

    Every point is a scenario (point_0001, ...); all points use the same seeds. Prints the mean of
    each outcome over the seeds with its 95 % interval, for each point. Repeat the command to resume
    an interrupted sweep, or with more seeds, levels or samples to extend it. The design is stored
    with the results.
    """  # noqa: D301 (click keeps the line breaks after this mark)
    from experiments.batch.executors import Workforce
    from experiments.batch.limits import Limits
    from experiments.batch.progress import HOW_TO_GO_ON, say
    from experiments.designs.sweep import carried_out

    output = output_of(design, output)
    for line in design_summary(prepared.design):
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
        say(f"interrupted; finished runs are stored in {output}, {HOW_TO_GO_ON}")
        return 130
    click.echo(render(swept.rows(), how))
    failed = len(swept.results.failures)
    if failed:
        say(
            f"{failed} runs failed and are omitted from the table; repeat only these with: "
            f"cityfit run --rerun-failed -o {output}"
        )
        return 1
    say(f"results and design are in {output}")
    return 0


def design_summary(design: Design) -> list[str]:
    """Describe a design: its size and, for a fraction, its resolution and aliases."""
    rows, points, seeds = len(design.table), len(design.points), len(design.seeds)
    shared = f" ({rows} rows, some with the same values)" if points < rows else ""
    factors, runs = len(design.factors), points * seeds
    lines = [
        f"{design.kind}: {factors} factors, {points} points{shared}, {seeds} seeds: {runs} runs"
    ]
    if design.kind == "fractional_factorial":
        resolution = design.options["resolution"]
        if resolution is None:
            lines.append("no fraction has this resolution: the design is the full factorial")
        else:
            names = ", ".join(f"{letter} {name}" for letter, name in lettered(design))
            aliases = "; ".join(design.options["aliases"]) or "none up to pairs"
            lines.append(f"resolution {resolution}; aliases: {aliases}; with {names}")
    return lines


def lettered(design: Design) -> list[tuple[str, str]]:
    """Return the letters of a fraction with the factors that they stand for."""
    return list(zip("abcdefghijklmnopqrst", design.names, strict=False))
