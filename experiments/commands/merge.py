"""``cityfit merge``: combine shards of a batch."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.commands.command import Command
from experiments.commands.options import UserPath

#: Maximum number of missing runs that are named in the message.
NAMED = 5


@click.command(cls=Command, epilog="Example:  cityfit merge runs/shard-* -o runs/whole")
@click.argument("folders", metavar="DIR...", nargs=-1, required=True, type=UserPath(folder=True))
@click.option(
    "-o", "--output", type=UserPath(), required=True,
    help="Folder of results; runs already in it are not copied again.",
)  # fmt: skip
def merge(folders: tuple[Path, ...], output: Path) -> int:
    """Merge the shards of one plan into one folder.

    Each DIR is an output folder of `cityfit run --shard I/N`. Every file is verified and every run
    is copied once. Runs of different model versions, and different settings under one name, are
    rejected before anything is written. If runs of the plan are missing, the command lists them and
    exits with code 1. Repeat it after these runs are finished.
    """
    from experiments.batch.progress import say
    from experiments.storage.merging import merge as merged

    result = merged(folders, output, say)
    already = f", {result.there} were there already" if result.there else ""
    say(f"{result.taken} runs taken over{already}; the results are in {output}")
    if not result.missing:
        return 0
    named = ", ".join(f"{name} seed {seed}" for name, seed in result.missing[:NAMED])
    more = ", …" if len(result.missing) > NAMED else ""
    say(f"{len(result.missing)} runs of the plan are missing: {named}{more}")
    return 1
