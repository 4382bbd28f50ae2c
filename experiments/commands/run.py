"""``cityfit run``: run scenarios over seeds."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from math import inf, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.commands.options import Jobs, UserPath
from experiments.output_tables import FORMATS, render

if TYPE_CHECKING:
    from experiments.batch.precision import Interval
    from experiments.batch.runner import Batch
    from scenarios import Scenario


def shard_of(ctx: click.Context, _: click.Parameter, text: str | None) -> tuple[int, int] | None:
    """Parse ``I/N`` as two numbers."""
    if text is None:
        return None
    shard, slash, total = text.partition("/")
    if not (slash and shard.isdecimal() and total.isdecimal() and 1 <= int(shard) <= int(total)):
        raise click.UsageError(f"--shard {text!r}: must be I/N with I from 1 to N", ctx)
    return int(shard), int(total)


def widths_of(
    ctx: click.Context, _option: click.Parameter, texts: Sequence[str]
) -> dict[str, float]:
    """Parse ``MEASURE=WIDTH`` texts as column → width."""
    widths: dict[str, float] = {}
    for text in texts:
        from experiments.storage.measure_names import columns_of, right_measure

        name, _, width = (part.strip() for part in text.partition("="))
        try:
            limit = float(width)
        except ValueError:
            limit = nan
        columns = columns_of(name)
        if not columns:
            problem = f"there is no such measure; {right_measure(name)}"
            raise click.UsageError(f"--precision {text!r}: {problem}", ctx)
        if not 0 < limit < inf:
            problem = "must be MEASURE=WIDTH with a width above 0"
            raise click.UsageError(f"--precision {text!r}: {problem}", ctx)
        widths.update(dict.fromkeys(columns, limit))
    return widths


@click.command(
    epilog="Example:  cityfit run baseline training --seeds 30 --set hiring.active=true -o runs"
)
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
    "settings", "--set", multiple=True, metavar="SECTION.KEY=VALUE", help="Change a parameter."
)
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
    "-o", "--output", type=UserPath(), default=Path("runs"), show_default=True,
    help="Folder of results; finished runs in it are not repeated.",
)  # fmt: skip
@click.option(
    "--shard", metavar="I/N", callback=shard_of,
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
    "widths", "--precision", multiple=True, metavar="MEASURE=WIDTH", callback=widths_of,
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
@click.pass_context
def run(
    ctx: click.Context,
    names: tuple[str, ...],
    seeds: int,
    first_seed: int,
    citizens: int | None,
    months: int | None,
    settings: tuple[str, ...],
    parameters: Path | None,
    jobs: int | None,
    panel: int,
    output: Path,
    shard: tuple[int, int] | None,
    cluster: str | None,
    run_timeout: float | None,
    run_memory: float | None,
    widths: dict[str, float],
    most_seeds: int,
    how: str,
    rerun_failed: bool,
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
    if not names and not rerun_failed:
        raise click.UsageError("name at least one scenario; cityfit scenarios list shows them", ctx)
    if rerun_failed:
        check_rerun_options(ctx)
    if widths:
        check_precision_options(ctx, shard, seeds, most_seeds)
    short = {"city.citizens": citizens, "city.months": months}
    changes, problems = parsed(settings)
    changes |= {name: value for name, value in short.items() if value is not None}

    from experiments.batch.executors import Workforce
    from experiments.batch.limits import Limits
    from experiments.batch.plan import make_plan
    from experiments.batch.precision import Goal, run_to_precision
    from experiments.batch.progress import HOW_TO_GO_ON, say, somebody_looks
    from experiments.batch.resume import failed_runs
    from experiments.batch.runner import FolderContent, carry_out
    from experiments.storage.model_version import model_version

    chosen = [] if rerun_failed else chosen_scenarios(names, changes, problems, parameters)
    chosen = with_vectors(chosen, parameters, output)
    workforce = Workforce(jobs, cluster, limits=Limits(run_timeout, run_memory))
    show = somebody_looks()
    try:
        if widths:
            goal = Goal(widths, seeds, most_seeds, first_seed)
            batch, intervals = run_to_precision(
                chosen, goal, output, panel=panel, workforce=workforce, say=say, show=show
            )
            print_intervals(intervals, how, say)
        else:
            if rerun_failed:
                plan = failed_runs(output, names)
            else:
                numbers = range(first_seed, first_seed + seeds)
                plan = make_plan(chosen, numbers, panel, model_version())
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


def with_vectors(
    chosen: list[Scenario], parameters: Path | None, output: Path
) -> list[Scenario]:  # fmt: skip
    """Combine scenarios with the parameter vectors of a table and store it with the results."""
    if parameters is None:
        return chosen
    from experiments.batch import parameter_vectors
    from experiments.storage.store import Store

    vectors = parameter_vectors.read(parameters)
    scenarios = parameter_vectors.combine(chosen, vectors, parameters)
    store = Store(output)
    store.prepare()
    store.write(output / parameter_vectors.FILE, parameter_vectors.text_of(vectors).encode())
    return scenarios


def check_precision_options(
    ctx: click.Context, shard: tuple[int, int] | None, seeds: int, most_seeds: int
) -> None:
    """Reject options that cannot be combined with --precision."""
    if shard is not None:
        raise click.UsageError("--precision needs the results of all shards: omit --shard", ctx)
    if ctx.params["parameters"] is not None:
        raise click.UsageError(
            "--precision cannot be combined with --parameters: omit one of them", ctx
        )
    if seeds > most_seeds:
        raise click.UsageError(f"--most-seeds {most_seeds}: must be at least --seeds {seeds}", ctx)


def check_rerun_options(ctx: click.Context) -> None:
    """Reject options that would change the settings of failed runs."""
    fixed = (
        "seeds", "first_seed", "citizens", "months", "settings", "parameters", "panel", "shard",
        "widths",
    )  # fmt: skip
    for name in fixed:
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            option = {"settings": "set", "widths": "precision"}.get(name, name)
            option = "--" + option.replace("_", "-")
            raise click.UsageError(
                f"--rerun-failed keeps the settings of the runs: omit {option}", ctx
            )


def parsed(settings: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """Parse ``section.key=value`` texts; a value that is not valid TOML becomes a string.

    Returns
    -------
    changes : dict
    problems : list of str
        One line per text that cannot be parsed.
    """
    changes: dict[str, Any] = {}
    problems = []
    for text in settings:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name:
            problems.append(f"--set {text!r}: must be SECTION.KEY=VALUE")
            continue
        try:
            changes[name] = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            changes[name] = value
    return changes, problems


def chosen_scenarios(
    names: Sequence[str],
    changes: dict[str, Any],
    known: Sequence[str] = (),
    parameters: Path | None = None,
) -> list[Scenario]:
    """Load the named scenarios and apply the changes to each.

    Raises
    ------
    ScenarioError
        With the problems in `known` and those of the scenarios, the changes and the parameter
        file.
    """
    from experiments.batch.parameter_vectors import read
    from scenarios import ScenarioError, load

    chosen, problems = [], list(known)
    for name in dict.fromkeys(names):
        try:
            chosen.append(load(name).but(changes, source="--set"))
        except ScenarioError as error:
            problems.extend(error.problems)
    if parameters is not None:
        try:
            read(parameters)
        except ScenarioError as error:
            problems.extend(error.problems)
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    return chosen
