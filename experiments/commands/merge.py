"""``cityfit merge``."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.commands.options import UserPath

#: Missing runs that are named one by one.
NAMED = 5


@click.command(epilog="Example:  cityfit merge runs/shard-* -o runs/whole")
@click.argument("folders", metavar="DIR...", nargs=-1, required=True, type=UserPath())
@click.option(
    "-o", "--output", type=UserPath(), required=True,
    help="Folder of results; what is there already is not taken again.",
)  # fmt: skip
def merge(folders: tuple[Path, ...], output: Path) -> int:
    """Take the shards of one plan over into one folder.

    DIR are folders that `cityfit run --shard I/N` filled. Every file is verified, every run
    is taken once. Runs of different models, or of one name with different settings, are refused
    before anything is written. Tells which runs of the plan are missing, and ends with exit code 1
    then; when they are made, the same command adds them.
    """
    from experiments.batch.progress import say
    from experiments.storage.merging import merge as merged

    done = merged(folders, output, say)
    already = f", {done.there} were there" if done.there else ""
    say(f"{done.taken} runs taken over{already}; the results are in {output}")
    if not done.missing:
        return 0
    named = ", ".join(f"{name} seed {seed}" for name, seed in done.missing[:NAMED])
    more = ", …" if len(done.missing) > NAMED else ""
    say(f"{len(done.missing)} runs of the plan are missing: {named}{more}")
    return 1
