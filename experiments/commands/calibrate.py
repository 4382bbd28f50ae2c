"""``cityfit calibrate``: fit parameters to stylised facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.commands.command import Command, Mistakes
from experiments.commands.options import Jobs, UserPath
from experiments.output_tables import render

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from experiments.calibration.outcome import Outcome
    from experiments.calibration.study import Study
    from experiments.calibration.targets import Targets
    from scenarios import Scenario


def search_of(ctx: click.Context, mistakes: Mistakes) -> tuple[Targets | None, list[Scenario]]:
    """Read the targets, and the scenarios of which effects are reported."""
    from experiments.calibration import effects
    from experiments.calibration.targets import read
    from experiments.commands.run import chosen_scenarios

    path, targets, scenarios = ctx.params["targets"], None, []
    with mistakes:
        targets = read(path) if path is not None else None
    with mistakes:
        size = effects.size(targets) if targets is not None else {}
        scenarios = chosen_scenarios(ctx.params["names"], size)
    with mistakes:
        if targets is not None:
            effects.refuse_clashes(targets, scenarios, str(path))
    return targets, scenarios


@click.command(
    cls=Command, prepare=search_of,
    epilog="Example:  cityfit calibrate experiments/targets.toml --trials 300 -o fit",
)  # fmt: skip
@click.argument("targets", metavar="TARGETS.toml", type=UserPath())
@click.option(
    "--trials", type=click.IntRange(1), help="Total number of trials.  [default: as in the file]"
)
@click.option(
    "--starts", type=click.IntRange(1),
    help="Starting points of the search: the current values, and others spread over the ranges.  "
    "[default: as in the file, or 8]",
)  # fmt: skip
@click.option(
    "--method", type=click.Choice(["optuna", "history-matching"]),
    help="How values are proposed: chains of Optuna's estimator from the starts, or waves that "
    "leave out what earlier trials rule out.  [default: as in the file, or optuna]",
)  # fmt: skip
@click.option(
    "names", "--effects", multiple=True, metavar="SCENARIO",
    help="Report the effects of this scenario under every acceptable vector; may be repeated.",
)  # fmt: skip
@click.option("--jobs", type=Jobs(), help="Parallel processes.  [default: all cores]")
@click.option(
    "-o", "--output", type=UserPath(), default=Path("runs/calibration"),
    show_default=True, help="Folder of the study; finished trials in it are not repeated.",
)  # fmt: skip
@click.pass_obj
def calibrate(
    search: tuple[Targets, list[Scenario]],
    trials: int | None,
    starts: int | None,
    method: str | None,
    jobs: int | None,
    output: Path,
) -> int:
    """Fit parameters to stylised facts of real job markets.

    TARGETS.toml lists the facts and the search range of each parameter. Every trial runs small
    cities with the same seeds. The loss is a sum over the facts. Outside the accepted range a fact
    adds its squared distance from the range, in half-widths of the range. Inside the range it adds
    a tenth of the squared distance from the middle. Facts 5, 8 and 10 were used in building: they
    are reported but never fitted. Several chains of trials alternate, each from its own starting
    point.

    The best trials are compared again with more seeds. The command prints the calibrated values
    with their uncertainty, and all facts before and after calibration on held-out seeds.

    calibration.toml, copied to simulation/data/, makes the values the defaults of the model.
    calibrated.toml is a scenario with the values. acceptable.csv holds every parameter vector with
    all facts in their ranges. If there is none, the command says so, names what the closest one
    misses and which facts no trial has together, and acceptable.csv holds the closest: those whose
    loss does not differ from the best by more than the noise of the seeds.

    --method history-matching spreads the trials over the whole ranges, in waves, and emulates every
    fact from them. It prints, and writes to volume.csv, how much of the ranges the facts do not
    rule out, and how much each fact leaves alone and without it.

    --effects runs scenarios with all acceptable vectors, new seeds and the policy from the end of
    the burn-in. It writes effects.csv: the mean, minimum and maximum effect over the vectors, and
    the share with the sign of the mean. cityfit run --parameters does the same for other city
    sizes.

    optuna.journal stores the study; Optuna's dashboard can read it. Repeat the command to resume an
    interrupted study, or with more --trials to extend it.
    """
    from experiments.batch.progress import HOW_TO_GO_ON, say
    from experiments.batch.worker_pool import WorkerKilledError
    from experiments.calibration import effects
    from experiments.calibration.study import optuna_at_hand

    fit_targets, scenarios = search
    chosen = {"starts": starts, "method": method and method.replace("-", "_")}
    update = {key: value for key, value in chosen.items() if value}
    fit_targets = replace(fit_targets, file=fit_targets.file.model_copy(update=update))
    failures: Mapping[tuple[str, int], str] = {}
    try:
        with optuna_at_hand() as optuna:
            outcome = run_search(
                fit_targets, trials or fit_targets.file.trials, optuna, jobs, output
            )
        print_outcome(outcome, say)
        if scenarios:
            rows, results = effects.carry_out(fit_targets, scenarios, output, jobs=jobs, say=say)
            failures = results.failures
            click.echo()
            click.echo(render(rows, "table"))
    except KeyboardInterrupt:
        say(f"interrupted; finished trials are stored in {output}, {HOW_TO_GO_ON}")
        return 130
    except WorkerKilledError:
        say(f"error: the process of a trial was killed; {HOW_TO_GO_ON}")
        return 1
    say(f"results are in {output}; copy {output / 'calibration.toml'} to simulation/data/ to make "
        "these values the defaults")  # fmt: skip
    return 1 if failures else 0


def run_search(
    targets: Targets, total: int, optuna: Any, jobs: int | None, output: Path
) -> Outcome:
    """Lock the output folder, run the study and return its outcome."""
    from experiments.batch.progress import say
    from experiments.batch.worker_pool import worker_pool
    from experiments.calibration.study import Study
    from experiments.storage.lock import only_one
    from experiments.storage.store import Store
    from simulation.core.processors import processors

    Store(output).prepare()
    workers = jobs or processors()
    with only_one(output, say):
        study = Study(targets, output, optuna, say)
        with worker_pool(workers) if workers > 1 else nullcontext() as executor:
            return run_trials(study, total, executor, say)


def run_trials(
    study: Study, total: int, executor: Executor | None, say: Callable[[str], None]
) -> Outcome:
    """Run the missing trials, evaluate the study and write its files."""
    from experiments.batch.progress import somebody_looks
    from experiments.calibration.outcome import outcome as evaluate
    from experiments.calibration.outcome import write_files

    finished = len(study.trials)
    if finished:
        say(f"{finished} trials are there already; {max(total - finished, 0)} to do")
    with trial_bar(max(total - finished, 0), somebody_looks()) as bar:
        reported = 0

        def step(number: int) -> None:
            nonlocal reported
            bar.update(number)
            tenth = 10 * (len(study.trials) - finished) // max(total - finished, 1)
            if bar.disable and tenth > reported and study.good:
                reported = tenth
                say(f"{len(study.trials)} of {total} trials, lowest loss {study.good[0].loss:.3f}")

        study.carry_on(total, executor, step)
    outcome = evaluate(study, executor, datetime.now(UTC).date())
    write_files(outcome, study)
    return outcome


def trial_bar(trials: int, show: bool) -> Any:
    """Return a progress bar over trials."""
    from tqdm import tqdm

    return tqdm(total=trials, disable=not show, unit="trial", desc="trials", dynamic_ncols=True)


def acceptance(outcome: Outcome) -> list[str]:
    """Lines about the acceptable vectors, what the closest misses, and what the trials rule out."""
    from experiments.calibration.acceptable import misses

    found, lines = outcome.acceptable, []
    vectors, starts = len(found.trials), len({trial.start for trial in found.trials})
    if not found.complete:
        closest = found.trials[0]
        missed = ", ".join(misses(outcome.targets.targets, closest))
        lines.append(
            "no trial has every fact in its range, so none is acceptable; the closest, trial "
            f"{closest.number}, misses {missed}"
        )
    lines.append(
        f"{vectors} {'acceptable' if found.complete else 'closest'} parameter "
        f"{'vector' if vectors == 1 else 'vectors'}, from {starts} of "
        f"{outcome.targets.file.chains} starts, in acceptable.csv: {found.words}"
    )
    if pairs := ", ".join(map(" with ".join, outcome.never_both)):
        lines.append(f"facts that some trials have in their ranges, but none both: {pairs}")
    if (volume := outcome.volume) is not None:
        lines.append(
            f"{100.0 * volume.share():.3g} % of the searched volume is not ruled out "
            f"({volume.left} of {volume.points} points), after {volume.trials} trials; volume.csv "
            "tells what each fact leaves"
        )
        if pairs := ", ".join(map(" with ".join, volume.never_both)):
            lines.append(f"facts that are possible alone, but nowhere both: {pairs}")
    return lines


def print_outcome(outcome: Outcome, say: Callable[[str], None]) -> None:
    """Print the parameter and fact tables, and report the trials and seeds behind them."""
    from experiments.calibration.outcome import parameter_rows

    click.echo(render(parameter_rows(outcome), "table"))
    click.echo()
    click.echo(render(outcome.facts, "table"))
    if outcome.volume is not None:
        click.echo()
        click.echo(render(outcome.volume.rows(outcome.targets), "table"))
    seeds = len(outcome.targets.file.check_seeds)
    say(
        f"{outcome.trials} trials; loss {outcome.start_loss:.3f} at the start, "
        f"{outcome.best.loss:.3f} in the selected trial ({outcome.best.number}); "
        f"low and high are the range over the {outcome.alike} trials of similar loss"
    )
    for line in acceptance(outcome):
        say(line)
    say(
        f"held-out seeds ({seeds}): loss {outcome.check_before:.3f} before, "
        f"{outcome.check_after:.3f} after"
        + ("" if outcome.check_after < outcome.check_before else ": no improvement")
    )
