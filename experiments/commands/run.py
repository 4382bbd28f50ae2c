"""``cityfit run``: run scenarios over seeds."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.commands.command import Command, Mistakes
from experiments.commands.options import Jobs, Setting, Shard, UserPath, Width
from experiments.output_tables import FORMATS, render

if TYPE_CHECKING:
    from experiments.batch.parameter_vectors import Vector
    from experiments.batch.plan import Plan
    from experiments.batch.precision import Interval
    from experiments.batch.runner import Batch
    from scenarios import Scenario


@dataclass
class Requested:
    """What the arguments of the command ask for.

    Attributes
    ----------
    scenarios : list of Scenario
        Combined with the parameter vectors, if there are any.
    vectors : list of Vector
    plan : Plan or None
        All runs; with --precision those with the first number of seeds.
    """

    scenarios: list[Scenario] = field(default_factory=list)
    vectors: list[Vector] = field(default_factory=list)
    plan: Plan | None = None


def requested(ctx: click.Context, mistakes: Mistakes) -> Requested:
    """Read the scenarios and parameter vectors, and plan the runs."""
    from experiments.batch import parameter_vectors
    from experiments.batch.plan import make_plan
    from experiments.batch.resume import failed_runs
    from simulation.core.model_version import model_version

    options, request = ctx.params, Requested()
    if options["rerun_failed"]:
        mistakes.usage(ctx, fixed_options(ctx))
        with mistakes:
            request.plan = failed_runs(options["output"] or Path(), options["names"])
        return request
    if not options["names"]:
        problem = "name at least one scenario; cityfit scenarios list shows them"
        mistakes.usage(ctx, [problem])
    if given(ctx, "widths"):
        mistakes.usage(ctx, precision_conflicts(ctx))
    changes = dict(options["settings"])
    for name in ("citizens", "months"):
        if options[name] is not None:
            changes[f"city.{name}"] = options[name]
    path = options["parameters"]
    with mistakes:
        request.scenarios = chosen_scenarios(options["names"], changes)
    if path is not None:
        with mistakes:
            request.vectors = parameter_vectors.read(path)
    if not request.scenarios:
        return request
    with mistakes:
        if request.vectors:
            request.scenarios = parameter_vectors.combine(request.scenarios, request.vectors, path)
        first = options["first_seed"] or 0
        seeds = range(first, first + (options["seeds"] or 1))
        request.plan = make_plan(
            request.scenarios, seeds, options["panel"] or 0, model_version(),
            options["by_occupation"],
        )  # fmt: skip
    return request


@click.command(
    cls=Command, prepare=requested,
    epilog="Example:  cityfit run baseline training --seeds 30 --set hiring.active=true -o runs",
)  # fmt: skip
@click.argument("names", metavar="SCENARIO...", nargs=-1)
@click.option(
    "--seeds", type=click.IntRange(1), default=10, show_default=True, help="Seeds per scenario."
)
@click.option(
    "--first-seed", type=click.IntRange(0, 2**62), default=1, show_default=True, help="First seed."
)
@click.option("--citizens", type=int, help="Number of citizens; short for --set city.citizens=N.")
@click.option("--months", type=int, help="Months including burn-in; short for --set city.months=N.")
@click.option(
    "settings", "--set", multiple=True, type=Setting(), metavar="SECTION.KEY=VALUE",
    help="Change a parameter.",
)  # fmt: skip
@click.option(
    "parameters",
    "--parameters",
    type=UserPath(),
    metavar="FILE.csv",
    help="Run every scenario with every parameter vector in a file, such as acceptable.csv.",
)
@click.option("--jobs", type=Jobs(), help="Parallel processes.  [default: all cores]")
@click.option(
    "--panel", type=click.IntRange(0), default=0, show_default=True,
    help="Number of citizens per city with full monthly records.",
)  # fmt: skip
@click.option(
    "--by-occupation", is_flag=True,
    help="Also store posts, vacancies, employment, unemployment, pay and flows of every occupation "
    "month by month.",
)  # fmt: skip
@click.option(
    "-o", "--output", type=UserPath(), default=Path("runs"), show_default=True,
    help="Folder of results; finished runs in it are not repeated.",
)  # fmt: skip
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
@click.option(
    "widths", "--precision", multiple=True, metavar="MEASURE=WIDTH", type=Width(),
    help="Add seeds until the 95 % interval, from low to high, is at most WIDTH wide; may be "
    "repeated.",
)  # fmt: skip
@click.option(
    "--most-seeds", type=click.IntRange(2), default=200, show_default=True,
    help="Maximum number of seeds with --precision.",
)  # fmt: skip
@click.option(
    "how", "--format", type=click.Choice(FORMATS), default="table", show_default=True,
    help="Format of the table that --precision prints.",
)  # fmt: skip
@click.option(
    "--rerun-failed", is_flag=True, help="Repeat only the failed runs, with unchanged settings."
)
@click.pass_obj
def run(
    request: Requested,
    seeds: int,
    first_seed: int,
    jobs: int | None,
    panel: int,
    by_occupation: bool,
    output: Path,
    shard: tuple[int, int] | None,
    cluster: str | None,
    run_timeout: float | None,
    run_memory: float | None,
    widths: tuple[dict[str, float], ...],
    most_seeds: int,
    how: str,
) -> int:
    """Run scenarios over seeds and store the results.

    SCENARIO is a name from `cityfit scenarios list` or a path to a TOML file. Repeat the command to
    resume an interrupted batch. --shard 3/8 runs the third of eight parts of the batch. Each part
    needs its own output folder; cityfit merge combines them. A failed run does not stop the other
    runs. A run whose process is killed twice counts as failed.

    --parameters runs every scenario with every parameter vector of a table, under the name
    SCENARIO.vNUMBER. cityfit compare then reports each effect over all vectors.

    --precision unbalance=0.01 starts with --seeds seeds and adds seeds, the same for all scenarios,
    until the 95 % interval of each difference from the baseline, paired by seed, is at most 0.01
    wide, or until --most-seeds. Without the baseline, or with a single scenario, the criterion is
    the interval of each mean. The printed table shows which intervals reached the width.
    """
    from experiments.batch.executors import Workforce
    from experiments.batch.limits import Limits
    from experiments.batch.precision import Goal, run_to_precision
    from experiments.batch.progress import HOW_TO_GO_ON, say, somebody_looks
    from experiments.batch.runner import FolderContent, carry_out

    if request.vectors:
        store_vectors(request.vectors, output)
    workforce = Workforce(jobs, cluster, limits=Limits(run_timeout, run_memory))
    show, chosen, plan = somebody_looks(), request.scenarios, request.plan
    assert plan is not None
    try:
        if widths:
            # of two widths for one column, the last counts
            goal = Goal(dict(ChainMap(*reversed(widths))), seeds, most_seeds, first_seed)
            batch, intervals = run_to_precision(
                chosen,
                goal,
                output,
                panel=panel,
                by_occupation=by_occupation,
                workforce=workforce,
                say=say,
                show=show,
            )
            print_intervals(intervals, how, say)
        else:
            if not plan.runs:
                say(f"no failed runs in {output}")
                return 0
            whole = plan
            if shard is not None:
                plan = plan.shard(*shard)
                say(f"shard {shard[0]} of {shard[1]}: {len(plan.runs)} of {len(whole.runs)} runs")
            batch = carry_out(
                plan,
                chosen,
                output,
                workforce=workforce,
                say=say,
                show=show,
                content=FolderContent(whole),
            )
    except KeyboardInterrupt:
        say(f"interrupted; finished runs are stored in {output}, {HOW_TO_GO_ON}")
        return 130
    return report_batch(batch, output, say)


def print_intervals(intervals: Sequence[Interval], how: str, say: Callable[[str], None]) -> None:
    """Print the intervals, and report those that are wider than requested."""
    click.echo(render([interval.row() for interval in intervals], how))
    for interval in intervals:
        if not interval.reached:
            say(
                f"not reached: the interval of {interval.measure} in {interval.scenario} is "
                f"{interval.width:.3g} wide with {interval.seeds} seeds; "
                f"requested: at most {interval.wanted:g}"
            )


def report_batch(batch: Batch, output: Path, say: Callable[[str], None]) -> int:
    """Report finished and failed runs; return the exit code."""
    if batch.causes:
        say(
            f"{batch.done} runs done, {len(batch.causes)} failed; "
            f"repeat only the failed runs with: cityfit run --rerun-failed -o {output}"
        )
        return 1
    say(f"{batch.done} {'run' if batch.done == 1 else 'runs'} done; results are in {output}")
    return 0


def store_vectors(vectors: Sequence[Vector], output: Path) -> None:
    """Store the parameter vectors with the results."""
    from experiments.batch import parameter_vectors
    from experiments.storage.store import Store

    store = Store(output)
    store.prepare()
    store.write(output / parameter_vectors.FILE, parameter_vectors.text_of(vectors).encode())


def given(ctx: click.Context, name: str) -> bool:
    """Whether an option is on the command line."""
    return ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def precision_conflicts(ctx: click.Context) -> Iterator[str]:
    """Yield a line for each option that cannot be combined with --precision."""
    if given(ctx, "shard"):
        yield "--precision needs the results of all shards: omit --shard"
    if given(ctx, "parameters"):
        yield "--precision cannot be combined with --parameters: omit one of them"
    seeds, most = ctx.params["seeds"], ctx.params["most_seeds"]
    if seeds and most and seeds > most:
        yield f"--most-seeds {most}: must be at least --seeds {seeds}"


def fixed_options(ctx: click.Context) -> Iterator[str]:
    """Yield a line for each option that would change the settings of failed runs."""
    fixed = (
        "seeds", "first_seed", "citizens", "months", "settings", "parameters", "panel",
        "by_occupation", "shard", "widths",
    )  # fmt: skip
    for name in fixed:
        if given(ctx, name):
            option = {"settings": "set", "widths": "precision"}.get(name, name).replace("_", "-")
            yield f"--rerun-failed keeps the settings of the runs: omit --{option}"


def chosen_scenarios(names: Sequence[str], changes: Mapping[str, Any]) -> list[Scenario]:
    """Load the named scenarios and apply the changes to each.

    Raises
    ------
    ScenarioError
        With the problems of all scenarios and changes.
    """
    from scenarios import ScenarioError, load
    from simulation.checks.parameters import check_changes

    chosen: list[Scenario] = []
    problems: dict[str, None] = {}
    for name in dict.fromkeys(names):
        try:
            chosen.append(load(name).but(changes, source="--set"))
        except ScenarioError as error:
            problems |= dict.fromkeys(error.problems)
    if not chosen:  # changes are checked even if no scenario can be read
        problems |= dict.fromkeys(check_changes(changes, "--set")[1])
    if problems:
        raise ScenarioError(problems)
    return chosen
