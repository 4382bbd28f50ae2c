"""``cityfit validate``: compare the baseline with stylised facts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from experiments.commands.command import Command
from experiments.commands.options import Jobs, UserPath
from experiments.output_tables import FORMATS, render

#: Default folders of the runs.
FOLDER, QUICK_FOLDER = Path("runs/validation"), Path("runs/validation-quick")


@click.command(cls=Command, epilog="Example:  cityfit validate --quick")
@click.argument("directory", metavar="[DIR]", type=UserPath(), required=False)
@click.option(
    "--quick", is_flag=True, help="Small cities and few seeds: for a first look, not for results."
)
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--jobs", type=Jobs(), help="Parallel processes.  [default: all cores]")
def validate(directory: Path | None, quick: bool, how: str, jobs: int | None) -> int:
    """Compare the baseline with stylised facts of real job markets.

    Reads the baseline runs in DIR. If there are none, runs 30 cities there (4 small ones with
    --quick). DIR is runs/validation by default, or runs/validation-quick with --quick.

    Prints every fact with its 95 % interval over the seeds, its target range and a verdict.
    Ranges and roles are pre-registered. "calibrated" facts may be targets of cityfit calibrate.
    "used in building" facts are never fitted, but mechanisms were built with them in view.
    "checked" facts are not among the ten stylised facts and are only reported.

    Confidence in a target range: C computed from PIAAC files, V read in the source, V2 read in a
    text that quotes the source, M recalled and not verified, A assumed without a source.
    """
    from experiments.batch.progress import HOW_TO_GO_ON, say
    from experiments.preregistration.registration import read, sentence
    from experiments.validation import baseline
    from experiments.validation.judgement import table

    folder = directory or (QUICK_FOLDER if quick else FOLDER)
    study = baseline.QUICK if quick else baseline.FULL
    try:
        results = baseline.runs_of_baseline(folder, study, jobs, say)
    except KeyboardInterrupt:
        say(f"interrupted; finished runs are stored in {folder}, {HOW_TO_GO_ON}")
        return 130
    months = results.measured()
    if months.empty:
        say("all runs of the baseline failed")
        return 1
    rows = table(months)
    shown = [dict(row) for row in rows]
    if how == "table":
        # the same in every row; a sentence below says it once
        for row in shown:
            del row["preregistration"]
    click.echo(render(shown, how))
    say(sentence(read().stamp, read().changes_of_facts()))
    say(
        f"{verdict_summary(rows)}; {months['seed'].nunique()} seeds"
        + (", quick check only" if quick else "")
    )
    return 1 if results.failures else 0


def verdict_summary(rows: list[dict]) -> str:
    """Count the facts that lie in their target range, in total and by role."""
    hits = [row["used"] for row in rows if row["verdict"] == "pass"]
    roles = Counter(row["used"] for row in rows)
    by_role = ", ".join(f"{role} {hits.count(role)} of {number}" for role, number in roles.items())
    return f"{len(hits)} of {len(rows)} facts lie in their range: {by_role}"
