"""``cityfit run``."""

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
    """``I/N`` as two numbers."""
    if text is None:
        return None
    number, slash, of = text.partition("/")
    if not (slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise click.UsageError(f"--shard {text!r}: must be I/N with I from 1 to N", ctx)
    return int(number), int(of)


def widths_of(
    ctx: click.Context, _option: click.Parameter, texts: Sequence[str]
) -> dict[str, float]:
    """``MEASURE=WIDTH`` texts as column → width."""
    widths: dict[str, float] = {}
    for text in texts:
        from experiments.storage.measure_names import columns_of, right_measure

        name, _, width = (part.strip() for part in text.partition("="))
        try:
            wanted = float(width)
        except ValueError:
            wanted = nan
        columns = columns_of(name)
        if not columns:
            what = f"there is no such measure; {right_measure(name)}"
            raise click.UsageError(f"--precision {text!r}: {what}", ctx)
        if not 0 < wanted < inf:
            what = "must be MEASURE=WIDTH with a width above 0"
            raise click.UsageError(f"--precision {text!r}: {what}", ctx)
        widths.update(dict.fromkeys(columns, wanted))
    return widths


@click.command(
    epilog="Example:  cityfit run baseline training --seeds 30 --set hiring.active=true -o runs"
)
@click.argument("names", metavar="SCENARIO...", nargs=-1)
@click.option(
    "--seeds", type=click.IntRange(1), default=10, show_default=True, help="Runs of each."
)
@click.option(
    "--first-seed", type=click.IntRange(0, 2**62), default=1, show_default=True, help="First seed."
)
@click.option("--citizens", type=int, help="Citizens; short for --set city.citizens=N.")
@click.option("--months", type=int, help="Months with burn-in; short for --set city.months=N.")
@click.option(
    "settings", "--set", multiple=True, metavar="SECTION.KEY=VALUE", help="Change a parameter."
)
@click.option(
    "parameters",
    "--parameters",
    type=UserPath(),
    metavar="FILE.csv",
    help="Run every scenario with every row of parameters, such as calibrate's acceptable.csv.",
)
@click.option("--jobs", type=Jobs(), help="Processes at a time.  [default: all cores]")
@click.option(
    "--panel", type=click.IntRange(0), default=0, show_default=True,
    help="Citizens of each city to follow month by month.",
)  # fmt: skip
@click.option(
    "-o", "--output", type=UserPath(), default=Path("runs"), show_default=True,
    help="Folder of results; what is there already is not run again.",
)  # fmt: skip
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
@click.option(
    "widths", "--precision", multiple=True, metavar="MEASURE=WIDTH", callback=widths_of,
    help="Add seeds until the 95 % interval is that wide at most, from low to high; may be "
    "repeated.",
)  # fmt: skip
@click.option(
    "--most-seeds", type=click.IntRange(2), default=200, show_default=True,
    help="Where --precision stops adding.",
)  # fmt: skip
@click.option(
    "how", "--format", type=click.Choice(FORMATS), default="table", show_default=True,
    help="Of the table that --precision prints.",
)  # fmt: skip
@click.option("--rerun-failed", is_flag=True, help="Do just the runs that failed, as they were.")
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
    """Run scenarios over seeds and keep the results.

    SCENARIO is a name from `cityfit scenarios list` or a path to a TOML file. The same command
    given again goes on where it was interrupted. With --shard 3/8 this is the third of eight
    commands that share the runs, each with an output folder of its own; cityfit merge puts them
    together. A run that fails stops no other; one whose process is killed twice is given up.

    With --parameters every scenario is run with every parameter vector of a table, under the name
    SCENARIO.vNUMBER; cityfit compare then tells each effect over all vectors.

    --precision unbalance=0.01 begins with --seeds and adds seeds, the same for all scenarios, until
    the 95 % interval of each difference from the baseline, paired by seed, is at most 0.01 wide, or
    there are --most-seeds; without the baseline among several scenarios it is the interval of each
    mean. The table printed says which were reached.
    """
    if not names and not rerun_failed:
        raise click.UsageError("name at least one scenario: see cityfit scenarios list", ctx)
    if rerun_failed:
        refuse_beside_rerun(ctx)
    if widths:
        refuse_beside_precision(ctx, shard, seeds, most_seeds)
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
    chosen = over_vectors(chosen, parameters, output)
    workforce = Workforce(jobs, cluster, limits=Limits(run_timeout, run_memory))
    show = somebody_looks()
    try:
        if widths:
            goal = Goal(widths, seeds, most_seeds, first_seed)
            batch, found = run_to_precision(
                chosen, goal, output, panel=panel, workforce=workforce, say=say, show=show
            )
            tell(found, how, say)
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
        say(f"interrupted; what was finished is kept in {output}, {HOW_TO_GO_ON}")
        return 130
    return ended(batch, output, say)


def tell(found: Sequence[Interval], how: str, say: Callable[[str], None]) -> None:
    """Print the intervals, and say which are wider than wanted."""
    click.echo(render([one.row() for one in found], how))
    for one in found:
        if not one.reached:
            say(
                f"not reached: {one.measure} of {one.scenario} is {one.width:.3g} wide with "
                f"{one.seeds} seeds, wanted {one.wanted:g}"
            )


def ended(batch: Batch, output: Path, say: Callable[[str], None]) -> int:
    """Say how a batch ended; returns the exit code."""
    if batch.causes:
        say(
            f"{batch.done} runs done, {len(batch.causes)} failed; "
            f"take up just those with: cityfit run --rerun-failed -o {output}"
        )
        return 1
    say(f"{batch.done} {'run' if batch.done == 1 else 'runs'} done; the results are in {output}")
    return 0


def over_vectors(
    chosen: list[Scenario], parameters: Path | None, output: Path
) -> list[Scenario]:  # fmt: skip
    """Scenarios with every vector of a table, which is kept beside the results; or as they are."""
    if parameters is None:
        return chosen
    from experiments.batch import parameter_vectors
    from experiments.storage.store import Store

    found = parameter_vectors.read(parameters)
    scenarios = parameter_vectors.combine(chosen, found, parameters)
    store = Store(output)
    store.prepare()
    store.write(output / parameter_vectors.FILE, parameter_vectors.text_of(found).encode())
    return scenarios


def refuse_beside_precision(
    ctx: click.Context, shard: tuple[int, int] | None, seeds: int, most: int
) -> None:
    """How many seeds it takes is told by all results together, and there is a most of them."""
    if shard is not None:
        raise click.UsageError("--precision looks at all results: leave out --shard", ctx)
    if ctx.params["parameters"] is not None:
        raise click.UsageError("--precision does not go with --parameters: leave one out", ctx)
    if seeds > most:
        raise click.UsageError(f"--most-seeds {most}: must be at least --seeds {seeds}", ctx)


def refuse_beside_rerun(ctx: click.Context) -> None:
    """Failed runs are taken up as they were, so nothing may be changed about them."""
    fixed = (
        "seeds", "first_seed", "citizens", "months", "settings", "parameters", "panel", "shard",
        "widths",
    )  # fmt: skip
    for name in fixed:
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            option = {"settings": "set", "widths": "precision"}.get(name, name)
            option = "--" + option.replace("_", "-")
            raise click.UsageError(
                f"--rerun-failed takes runs as they were: leave out {option}", ctx
            )


def parsed(settings: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """``section.key=value`` texts as changes; a value is read as TOML, or else as a word.

    Returns
    -------
    changes : dict
    problems : list of str
        One line per text that is none.
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
    """The scenarios named, each with the changes.

    Raises
    ------
    ScenarioError
        With the problems that are known already, and those of scenarios, changes and the file of
        parameters.
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
