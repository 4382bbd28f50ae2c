"""``cityfit calibrate``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.output_tables import render

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from experiments.calibration.outcome import Outcome
    from experiments.calibration.study import Study
    from experiments.calibration.targets import Targets


@click.command(epilog="Example:  cityfit calibrate experiments/targets.toml --trials 300 -o fit")
@click.argument("targets", metavar="TARGETS.toml", type=click.Path(path_type=Path))
@click.option(
    "--trials", type=click.IntRange(1), help="Trials in all.  [default: as the file says]"
)
@click.option(
    "--starts", type=click.IntRange(1),
    help="Places to search from: the city as it is, the others scattered over the whole ranges.  "
    "[default: as the file says, or 8]",
)  # fmt: skip
@click.option(
    "names", "--effects", multiple=True, metavar="SCENARIO",
    help="Tell what this scenario does in every acceptable city; may be repeated.",
)  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), help="Processes at a time.  [default: all cores]")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("runs/calibration"),
    show_default=True, help="Folder of the study; what is there already is not tried again.",
)  # fmt: skip
def calibrate(
    targets: Path, trials: int | None, starts: int | None, names: tuple[str, ...],
    jobs: int | None, output: Path,
) -> int:  # fmt: skip
    """Fit parameters to facts of real job markets.

    TARGETS.toml names the facts and, for each parameter, the range to search. Every trial lives
    through small cities with the same seeds. The loss adds up, over the facts, the squared
    distance from the accepted range in half-widths of it, and a tenth of the squared distance from
    its middle within it. Facts 5, 8 and 10 are held out: they are reported, never fitted to.
    Several chains of trials take turns, each from a start of its own.

    The best few trials are compared once more with more seeds. Gives the values found with their
    uncertainty, and all facts before and after on seeds that had no part in the choice.
    calibration.toml, put into simulation/data/, makes the values the model's defaults;
    calibrated.toml is a scenario with them; acceptable.csv holds every vector that the facts
    cannot tell from the best, given the noise of the seeds. --effects runs scenarios in all of
    these cities, with fresh seeds and the policy from the end of the burn-in, and writes
    effects.csv: mean, least and greatest effect over the vectors, and the shares of them with the
    sign of the mean; cityfit run --parameters does it in any other size. optuna.journal is the
    study's memory, which Optuna's dashboard reads as well. The same command given again goes on
    where it was cut off, and more --trials add to those that are there.
    """
    from experiments.batch.progress import HOW_TO_GO_ON, say
    from experiments.batch.worker_pool import WorkerKilledError
    from experiments.calibration import effects
    from experiments.calibration.study import optuna_at_hand
    from experiments.calibration.targets import read
    from experiments.commands.run import chosen_scenarios

    wanted = read(targets)
    if starts:
        wanted = replace(wanted, file=wanted.file.model_copy(update={"starts": starts}))
    scenarios = chosen_scenarios(names, effects.size(wanted))
    effects.refuse_clashes(wanted, scenarios, str(targets))
    failures: Mapping[tuple[str, int], str] = {}
    try:
        with optuna_at_hand() as optuna:
            found = searched(wanted, trials or wanted.file.trials, optuna, jobs, output)
        tell(found, say)
        if scenarios:
            rows, results = effects.carry_out(wanted, scenarios, output, jobs=jobs, say=say)
            failures = results.failures
            click.echo()
            click.echo(render(rows, "table"))
    except KeyboardInterrupt:
        say(f"interrupted; what was finished is kept in {output}, {HOW_TO_GO_ON}")
        return 130
    except WorkerKilledError:
        say(f"error: a process that ran a trial was killed; {HOW_TO_GO_ON}")
        return 1
    say(f"the files are in {output}; {output / 'calibration.toml'} in simulation/data/ makes "
        "these values the defaults")  # fmt: skip
    return 1 if failures else 0


def searched(wanted: Targets, total: int, optuna: Any, jobs: int | None, output: Path) -> Outcome:
    """Hold the folder and its study, and carry the study out."""
    from experiments.batch.progress import say
    from experiments.batch.worker_pool import worker_pool
    from experiments.calibration.study import Study
    from experiments.storage.lock import only_one
    from experiments.storage.store import Store
    from simulation.core.processors import processors

    Store(output).prepare()
    workers = jobs or processors()
    with only_one(output, say):
        study = Study(wanted, output, optuna, say)
        with worker_pool(workers) if workers > 1 else nullcontext() as executor:
            return carried_out(study, total, executor, say)


def carried_out(
    study: Study, total: int, executor: Executor | None, say: Callable[[str], None]
) -> Outcome:
    """Try what is missing, judge it and write the files."""
    from experiments.batch.progress import somebody_looks
    from experiments.calibration.outcome import outcome, write_files

    there = len(study.trials)
    if there:
        say(f"{there} trials are there already; {max(total - there, 0)} to do")
    with trial_bar(max(total - there, 0), somebody_looks()) as bar:
        said = 0

        def step(number: int) -> None:
            nonlocal said
            bar.update(number)
            tenth = 10 * (len(study.trials) - there) // max(total - there, 1)
            if bar.disable and tenth > said and study.good:
                said = tenth
                say(f"{len(study.trials)} of {total} trials, least loss {study.good[0].loss:.3f}")

        study.carry_on(total, executor, step)
    found = outcome(study, executor, datetime.now(UTC).date())
    write_files(found, study)
    return found


def trial_bar(trials: int, show: bool) -> Any:
    """A progress bar over trials."""
    from tqdm import tqdm

    return tqdm(total=trials, disable=not show, unit="trial", desc="trials", dynamic_ncols=True)


def tell(found: Outcome, say: Callable[[str], None]) -> None:
    """The two tables, and what they rest on."""
    from experiments.calibration.outcome import parameter_rows

    click.echo(render(parameter_rows(found), "table"))
    click.echo()
    click.echo(render(found.facts, "table"))
    seeds = len(found.targets.file.check_seeds)
    say(
        f"{found.trials} trials; loss {found.start_loss:.3f} at the start, {found.best.loss:.3f} "
        f"in the trial chosen ({found.best.number}); low and high are those of the "
        f"{found.alike} trials about as good"
    )
    number = len(found.acceptable.trials)
    starts = len({trial.start for trial in found.acceptable.trials})
    say(
        f"{number} acceptable parameter {'vector' if number == 1 else 'vectors'}, from {starts} of "
        f"{found.targets.file.starts} starts, in acceptable.csv: {found.acceptable.words}"
    )
    say(
        f"seeds that had no part in the choice ({seeds}): loss {found.check_before:.3f} before, "
        f"{found.check_after:.3f} after"
        + ("" if found.check_after < found.check_before else ": no better than before")
    )
