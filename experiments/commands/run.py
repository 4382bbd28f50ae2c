"""``cityfit run``."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scenarios import Scenario


def shard_of(ctx: click.Context, _: click.Parameter, text: str | None) -> tuple[int, int] | None:
    """``I/N`` as two numbers."""
    if text is None:
        return None
    number, slash, of = text.partition("/")
    if not (slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise click.UsageError(f"--shard {text!r}: must be I/N with I from 1 to N", ctx)
    return int(number), int(of)


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
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Run every scenario with every row of parameters, such as calibrate's acceptable.csv.",
)
@click.option("--jobs", type=click.IntRange(1), help="Processes at a time.  [default: all cores]")
@click.option(
    "--panel", type=click.IntRange(0), default=0, show_default=True,
    help="Citizens of each city to follow month by month.",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("runs"), show_default=True,
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
    rerun_failed: bool,
) -> int:
    """Run scenarios over seeds and keep the results.

    SCENARIO is a name from `cityfit scenarios list` or a path to a TOML file. The same command
    given again goes on where it was interrupted. With --shard 3/8 this is the third of eight
    commands that share the runs, each with an output folder of its own; cityfit merge puts them
    together. A run that fails stops no other; one whose process is killed twice is given up.
    With --parameters every scenario is run with every parameter vector of a table, under the name
    SCENARIO.vNUMBER; cityfit compare then tells each effect over all vectors.
    """
    if not names and not rerun_failed:
        raise click.UsageError("name at least one scenario: see cityfit scenarios list", ctx)
    if rerun_failed:
        refuse_beside_rerun(ctx)
    changes = {**parsed(settings, ctx)}
    if citizens is not None:
        changes["city.citizens"] = citizens
    if months is not None:
        changes["city.months"] = months

    from experiments.limits import Limits
    from experiments.model_version import model_version
    from experiments.plan import make_plan
    from experiments.progress import HOW_TO_GO_ON, say, somebody_looks
    from experiments.resume import failed_before
    from experiments.runner import carry_out
    from experiments.workforce import Workforce

    if rerun_failed:
        chosen: list[Scenario] = []
        plan = failed_before(output, names)
        if not plan.runs:
            say(f"no failed runs in {output}")
            return 0
    else:
        chosen = over_vectors(chosen_scenarios(names, changes), parameters, output)
        plan = make_plan(chosen, range(first_seed, first_seed + seeds), panel, model_version())
    whole = plan
    if shard is not None:
        plan = plan.shard(*shard)
        say(f"shard {shard[0]} of {shard[1]}: {len(plan.runs)} of {len(whole.runs)} runs")
    workforce = Workforce(jobs, cluster, limits=Limits(run_timeout, run_memory))
    try:
        batch = carry_out(
            plan, chosen, output, workforce=workforce, say=say, show=somebody_looks(), whole=whole
        )
    except KeyboardInterrupt:
        say(f"interrupted; what was finished is kept in {output}, {HOW_TO_GO_ON}")
        return 130
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
    from experiments import vectors
    from experiments.store import Store

    found = vectors.read(parameters)
    scenarios = vectors.over(chosen, found, parameters)
    store = Store(output)
    store.prepare()
    store.write(output / vectors.FILE, vectors.text_of(found).encode())
    return scenarios


def refuse_beside_rerun(ctx: click.Context) -> None:
    """Failed runs are taken up as they were, so nothing may be changed about them."""
    for name in (
        "seeds", "first_seed", "citizens", "months", "settings", "parameters", "panel", "shard",
    ):  # fmt: skip
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            option = "--" + {"settings": "set"}.get(name, name).replace("_", "-")
            raise click.UsageError(
                f"--rerun-failed takes runs as they were: leave out {option}", ctx
            )


def parsed(settings: Sequence[str], ctx: click.Context) -> dict[str, Any]:
    """``section.key=value`` texts as changes; a value is read as TOML, or else as a word."""
    changes: dict[str, Any] = {}
    for text in settings:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name:
            raise click.UsageError(f"--set {text!r}: must be SECTION.KEY=VALUE", ctx)
        try:
            changes[name] = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            changes[name] = value
    return changes


def chosen_scenarios(names: Sequence[str], changes: dict[str, Any]) -> list[Scenario]:
    """The scenarios named, each with the changes; all their problems are raised at once."""
    from scenarios import ScenarioError, load

    chosen, problems = [], []
    for name in dict.fromkeys(names):
        try:
            chosen.append(load(name).but(changes, source="--set"))
        except ScenarioError as error:
            problems.extend(error.problems)
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    return chosen
