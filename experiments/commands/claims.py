"""``cityfit claims``."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.commands.options import Jobs, UserPath
from experiments.output_tables import FORMATS

FOLDER, QUICK_FOLDER = Path("runs/claims"), Path("runs/claims-quick")


@click.command(epilog="Example:  cityfit claims --quick --format csv")
@click.argument("directory", metavar="[DIR]", required=False, type=UserPath())
@click.option("--quick", is_flag=True, help="Small cities and few seeds: a look, not a result.")
@click.option("how", "--format", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--jobs", type=Jobs(), help="Processes at a time.  [default: all cores]")
def claims(directory: Path | None, quick: bool, how: str, jobs: int | None) -> int:
    """Put the hypotheses of the paper, H1 to H27, to the test.

    Runs what they need in DIR, by default runs/claims or runs/claims-quick; what is there already
    is not run again. Gives one line for each part of each claim: its effect with its 95 % interval,
    the smallest effect of interest, p after Holm's correction over all parts, the verdict, and the
    share of parameter sets in which the effect has the same sign. The whole table, with each
    claim's statement and rule, is kept in DIR/claims.csv. The full size takes hours on a small
    machine and may be interrupted; the same command goes on.
    """
    from experiments.batch.progress import HOW_TO_GO_ON, say, somebody_looks
    from experiments.claims import claims as every
    from experiments.claims.batch import FULL, QUICK
    from experiments.claims.report import report, text

    size = QUICK if quick else FULL
    folder = directory or (QUICK_FOLDER if quick else FOLDER)
    try:
        done = report(every(), size, folder, jobs=jobs, say=say, show=somebody_looks())
    except KeyboardInterrupt:
        say(f"interrupted; what was finished is kept in {folder}, {HOW_TO_GO_ON}")
        return 130
    click.echo(text(done.rows, how))
    if quick:
        say(f"ROUGH: {size.words}, no parameter sets; a look, not a result: leave out --quick")
    if done.failed:
        say(f"{done.failed} runs failed; {folder}/failures.jsonl says why")
    return 0 if done.complete else 1
