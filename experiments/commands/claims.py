"""``cityfit claims``: test the hypotheses of the paper."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.commands.command import Command
from experiments.commands.options import Jobs, UserPath
from experiments.output_tables import FORMATS

FOLDER, QUICK_FOLDER = Path("runs/claims"), Path("runs/claims-quick")


@click.command(cls=Command, epilog="Example:  cityfit claims --quick --format csv")
@click.argument("directory", metavar="[DIR]", required=False, type=UserPath())
@click.option(
    "--quick", is_flag=True, help="Small cities and few seeds: for a first look, not for results."
)
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--jobs", type=Jobs(), help="Parallel processes.  [default: all cores]")
def claims(directory: Path | None, quick: bool, how: str, jobs: int | None) -> int:
    """Test the hypotheses of the paper, H1 to H27.

    Runs the required cities in DIR, by default runs/claims or runs/claims-quick; finished runs are
    not repeated. Prints one line for each part of each claim: its effect with the 95 % interval,
    the smallest effect of interest, the p-value after Holm's correction over all parts, the
    verdict, and the share of parameter sets in which the effect has the same sign. DIR/claims.csv
    holds the full table with the statement and rule of each claim, and with what differs from their
    pre-registration. The full size takes hours on a
    small machine. After an interruption, repeat the command to resume.
    """
    from experiments.batch.progress import HOW_TO_GO_ON, say, somebody_looks
    from experiments.claims import claims as all_claims
    from experiments.claims.batch import FULL, QUICK
    from experiments.claims.report import preregistration, report, text

    size = QUICK if quick else FULL
    folder = directory or (QUICK_FOLDER if quick else FOLDER)
    try:
        claims_report = report(
            all_claims(), size, folder, jobs=jobs, say=say, show=somebody_looks()
        )
    except KeyboardInterrupt:
        say(f"interrupted; finished runs are stored in {folder}, {HOW_TO_GO_ON}")
        return 130
    click.echo(text(claims_report.rows, how))
    say(preregistration(claims_report.rows))
    if quick:
        say(
            f"ROUGH: {size.words}, no parameter sets; for a first look, not for results; "
            "omit --quick for the full study"
        )
    if claims_report.failed:
        say(f"{claims_report.failed} runs failed; {folder}/failures.jsonl gives the causes")
    return 0 if claims_report.complete else 1
