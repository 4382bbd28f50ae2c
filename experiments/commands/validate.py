"""``cityfit validate``."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.commands.options import Jobs, UserPath
from experiments.output_tables import FORMATS, render

#: Where the runs are kept when no folder is named.
USUAL, USUAL_QUICK = Path("runs/validation"), Path("runs/validation-quick")


@click.command(epilog="Example:  cityfit validate --quick")
@click.argument("directory", metavar="[DIR]", type=UserPath(), required=False)
@click.option("--quick", is_flag=True, help="Small cities and few seeds: a look, not a result.")
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--jobs", type=Jobs(), help="Processes at a time.  [default: all cores]")
def validate(directory: Path | None, quick: bool, how: str, jobs: int | None) -> int:
    """Compare the baseline with stylised facts of real job markets.

    Reads the runs of the baseline in DIR or, when there are none, makes 30 of them there (with
    --quick 4 small ones); what is there is not run again. Every fact comes with its 95 % interval
    over the seeds, the range it should lie in, and a verdict on the value. "calibrated" facts may
    be fitted to by cityfit calibrate, "predicted" ones are held out and never are, "checked" ones
    belong to none of the ten and are only looked at. Without DIR the runs are kept in
    runs/validation, with --quick in runs/validation-quick. Confidence in a range: C
    computed from PIAAC files, V read in the source, V2 read in a text that quotes the source, M
    recalled and not checked, A asked of a baseline without a source.
    """
    from experiments.batch.progress import HOW_TO_GO_ON, say
    from experiments.validation import baseline
    from experiments.validation.judgement import table

    folder = directory or (USUAL_QUICK if quick else USUAL)
    study = baseline.QUICK if quick else baseline.FULL
    try:
        results = baseline.runs_of_baseline(folder, study, jobs, say)
    except KeyboardInterrupt:
        say(f"interrupted; what was finished is kept in {folder}, {HOW_TO_GO_ON}")
        return 130
    months = results.measured()
    if months.empty:
        say("every run of the baseline has failed")
        return 1
    rows = table(months)
    click.echo(render(rows, how))
    say(f"{spoken(rows)}; {months['seed'].nunique()} seeds" + (", a rough look" if quick else ""))
    return 1 if results.failures else 0


def spoken(rows: list[dict]) -> str:
    """How many facts lie in their range, and how many of the predicted ones."""
    hits = [row["used"] for row in rows if row["verdict"] == "pass"]
    predicted = sum(row["used"] == "predicted" for row in rows)
    return (
        f"{len(hits)} of {len(rows)} facts lie in their range, "
        f"{hits.count('predicted')} of the {predicted} predicted ones"
    )
