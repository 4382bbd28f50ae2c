"""``cityfit validate``: compare the baseline with stylised facts, and predictions of countries."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.commands.command import Command, Mistakes
from experiments.commands.drawing import COUNTRIES, PICTURES, load
from experiments.commands.options import Jobs, UserPath
from experiments.output_tables import FORMATS, render

if TYPE_CHECKING:
    import pandas as pd

Rows = list[dict[str, Any]]

#: Default folders of the runs.
FOLDER, QUICK_FOLDER = Path("runs/validation"), Path("runs/validation-quick")
COUNTRY_FOLDER, QUICK_COUNTRY_FOLDER = Path("runs/countries"), Path("runs/countries-quick")
#: File of all predictions in the folder of the countries.
PREDICTIONS = "country_predictions.csv"
#: Role → what it means, in the order of the parts of the table.
ROLES = {
    "calibrated": "parameters may be fitted to these facts",
    "used in building": "never fitted, but mechanisms were built with these facts in view",
    "checked": "only reported",
    "not pre-registered": "no role was frozen",
}
PREDICTED = "neither fitted to nor looked at while the model was built"
#: Columns of the table of countries on the screen → heading.
SCREEN = {
    "quantity": "quantity",
    "countries": "countries",
    "predicted": "predicted",
    "observed": "observed",
    "error": "error",
    "error_pooled_city": "pooled city",
    "than_pooled_city": "against it",
    "error_other_countries": "other countries",
    "than_other_countries": "against them",
    "rank_correlation": "rank corr.",
    "rank_low": "low",
    "rank_high": "high",
}


def wrong_plot(ctx: click.Context, mistakes: Mistakes) -> None:
    """Report a plot that there is nothing for, or in an unknown format."""
    plot, lines = ctx.params["plot"], []
    if plot is not None and not ctx.params["countries"]:
        lines.append("--plot needs --countries; cityfit figures plausibility draws the facts")
    if plot is not None and plot.suffix.lower() not in PICTURES:
        lines.append(f"--plot {plot}: must end in {', '.join(PICTURES)}")
    mistakes.usage(ctx, lines)


@click.command(
    cls=Command, prepare=wrong_plot, epilog="Example:  cityfit validate --countries --quick"
)
@click.argument("directory", metavar="[DIR]", type=UserPath(), required=False)
@click.option(
    "--countries", is_flag=True, help="Predict outcomes by education of countries instead."
)
@click.option(
    "--quick", is_flag=True, help="Small cities and few seeds: for a first look, not for results."
)
@click.option(
    "--plot", type=UserPath(), metavar="FILE",
    help="Also plot the predictions of countries to a file: .pdf, .svg or .png.",
)  # fmt: skip
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--jobs", type=Jobs(), help="Parallel processes.  [default: all cores]")
def validate(
    directory: Path | None,
    countries: bool,
    quick: bool,
    plot: Path | None,
    how: str,
    jobs: int | None,
) -> int:
    """Compare the baseline with stylised facts of real job markets, by role.

    Reads the baseline runs in DIR. If there are none, runs 30 cities there (4 small ones with
    --quick). DIR is runs/validation by default, or runs/validation-quick with --quick.

    Prints every fact with its 95 % interval over the seeds, its target range and a verdict, in
    parts by role. Ranges and roles are pre-registered. "calibrated" facts may be targets of cityfit
    calibrate. "used in building" facts are never fitted, but mechanisms were built with them in
    view. "checked" facts are not among the ten stylised facts and are only reported. "predicted"
    are outcomes of countries, shown if runs/countries holds their runs.

    With --countries, runs the pooled city and one city for each country that the model has, and
    compares unemployment, employment, training and satisfaction by education, as gaps and ratios,
    with those of the countries. People, job mix and ICT use at work of a country are inputs. Prints
    the mean absolute error over countries beside those of two rivals, the pooled city and the mean
    of the other countries, and the rank correlation over countries with its 95 % interval. "better"
    and "worse" mean that the 95 % interval of the paired difference of absolute errors excludes 0.
    DIR/country_predictions.csv has every country. DIR is runs/countries by default, or
    runs/countries-quick with --quick. The full size, 180 cities, takes about 15 minutes of one
    processor.

    Confidence in a target range: C computed from PIAAC files, V read in the source, V2 read in a
    text that quotes the source, M recalled and not verified, A assumed without a source.
    """
    from experiments.batch.progress import HOW_TO_GO_ON, say

    folders = (COUNTRY_FOLDER, QUICK_COUNTRY_FOLDER) if countries else (FOLDER, QUICK_FOLDER)
    folder = directory or folders[quick]
    try:
        if countries:
            return _countries(folder, quick, how, jobs, plot)
        return _facts(folder, quick, how, jobs)
    except KeyboardInterrupt:
        say(f"interrupted; finished runs are stored in {folder}, {HOW_TO_GO_ON}")
        return 130


def _facts(folder: Path, quick: bool, how: str, jobs: int | None) -> int:
    """Compare the baseline with the facts; return the exit code."""
    from experiments.batch.progress import say
    from experiments.preregistration.registration import read, sentence
    from experiments.validation import baseline
    from experiments.validation.judgement import table

    study = baseline.QUICK if quick else baseline.FULL
    results = baseline.runs_of_baseline(folder, study, jobs, say)
    months = results.measured()
    if months.empty:
        say("all runs of the baseline failed")
        return 1
    rows = table(months)
    click.echo(parts(rows, quick) if how == "table" else render(rows, how))
    given = "; ".join(fact.name for fact in read().inputs)
    say(f"inputs, given to the model and not compared: {given}")
    say(sentence(read().stamp, read().changes_of_facts()))
    say(
        f"{verdict_summary(rows)}; {months['seed'].nunique()} seeds"
        + (", quick check only" if quick else "")
    )
    return 1 if results.failures else 0


def parts(rows: Rows, quick: bool) -> str:
    """The facts as one table for each role, and the predictions of countries if they were run."""
    texts = []
    for role, meaning in ROLES.items():
        # role and pre-registration are the same in all rows
        shown = [
            {name: value for name, value in row.items() if name not in ("used", "preregistration")}
            for row in rows
            if row["used"] == role
        ]
        if shown:
            texts.append(f"{role}: {meaning}\n{render(shown, 'table')}")
    texts.append(f"predicted: {PREDICTED}\n{_stored_predictions(quick)}")
    return "\n\n".join(texts)


def _stored_predictions(quick: bool) -> str:
    """The table of predictions, or how to make it."""
    from experiments.preregistration.registration import read
    from experiments.validation import country_runs
    from experiments.validation.country_judgement import judge, predictions

    study = country_runs.QUICK if quick else country_runs.FULL
    results = country_runs.stored_runs(study, QUICK_COUNTRY_FOLDER if quick else COUNTRY_FOLDER)
    if results is None:
        registered = read().countries
        return (
            f"{len(registered.predicted)} gaps and ratios by education in "
            f"{len(registered.countries)} countries; to run them: cityfit validate --countries"
            + (" --quick" if quick else "")
        )
    return country_table(judge(predictions(results.frame())))


def _countries(folder: Path, quick: bool, how: str, jobs: int | None, plot: Path | None) -> int:
    """Compare the predictions of countries with their outcomes; return the exit code."""
    from experiments.batch.progress import say
    from experiments.preregistration.registration import read, sentence
    from experiments.storage.store import Store
    from experiments.validation import country_runs
    from experiments.validation.country_facts import changes_after_looking
    from experiments.validation.country_judgement import judge, predictions

    study = country_runs.QUICK if quick else country_runs.FULL
    results = country_runs.runs_of_countries(study, folder, jobs)
    for (name, seed), cause in results.failures.items():
        say(f"failed and omitted: {name}, seed {seed}: {cause}")
    if country_runs.scenario_name(country_runs.POOLED) not in results.scenarios:
        say("all runs of the pooled city failed; without them there is no prediction")
        return 1
    table = predictions(results.frame())
    rows = judge(table)
    click.echo(country_table(rows) if how == "table" else render(rows, how))
    details = table.to_csv(index=False, lineterminator="\n")
    Store(folder).write(folder / PREDICTIONS, details.encode())
    for line in country_notes(table):
        say(line)
    changes = changes_after_looking()
    say(
        "changes of mechanisms or parameters after the predictions were seen: "
        + ("; ".join(changes) or "none")
    )
    say(sentence(read().stamp, read().changes_of_facts()))
    say(f"{country_summary(rows)}; {study.words}" + (", quick check only" if quick else ""))
    say(f"each country: {folder / PREDICTIONS}")
    if plot is not None:
        say(f"drawn: {load(COUNTRIES)(rows, plot, study, folder)}")
    return 1 if results.failures else 0


def country_table(rows: Rows) -> str:
    """The columns of :data:`SCREEN`."""
    shown = [{heading: row[name] for name, heading in SCREEN.items()} for row in rows]
    return render(shown, "table")


def country_notes(table: pd.DataFrame) -> list[str]:
    """What is an input, and which countries were not run or lack an input of their own."""
    from experiments.validation.country_runs import not_run, with_pooled_jobs

    inputs = "inputs: people, job mix and ICT use at work of the country"
    pooled = "job mix and ICT use of the pooled city, because the survey has none of theirs"
    missing = "not run, because the survey has no ICT levels of their people"
    notes = [
        f"{inputs}; nothing else differs from the pooled city",
        f"{pooled}: {', '.join(with_pooled_jobs())}",
        f"{missing}: {', '.join(not_run())}",
    ]
    seeds = table.groupby("country")["seeds"].max()
    failed = [country for country in seeds.index[seeds == 0] if country not in not_run()]
    if failed:
        notes.append(f"not predicted, because all their runs failed: {', '.join(failed)}")
    return notes


def country_summary(rows: Rows) -> str:
    """Against each rival: number of quantities in which the model does better and worse."""
    from experiments.validation.country_judgement import BETTER, RIVALS, WORSE

    counts = {rival: Counter(row[f"than_{rival}"] for row in rows) for rival in RIVALS}
    against = [
        f"better than {name} in {counts[rival][BETTER]}, worse in {counts[rival][WORSE]}"
        for rival, name in RIVALS.items()
    ]
    return f"of {len(rows)} predicted quantities: {'; '.join(against)}"


def verdict_summary(rows: Rows) -> str:
    """Count the facts that lie in their target range, in total and by role."""
    hits = [row["used"] for row in rows if row["verdict"] == "pass"]
    roles = Counter(row["used"] for row in rows)
    by_role = ", ".join(f"{role} {hits.count(role)} of {number}" for role, number in roles.items())
    return f"{len(hits)} of {len(rows)} facts lie in their range: {by_role}"
