"""``python -m experiments.benchmark``: speed of a city on this machine."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import click
import pandas as pd

from experiments.batch.progress import say
from experiments.benchmark import (
    batches,
    memory_traffic,
    month,
    overhead,
    page,
    peers,
    plain_agents,
    scale,
)
from experiments.benchmark.reading import Reading
from experiments.commands.options import UserPath
from experiments.output_tables import render
from experiments.storage.run_record import environment
from simulation.core.model_version import model_version


class Wanted(NamedTuple):
    """What is asked for.

    Attributes
    ----------
    quick : bool
        Small cities.
    python : str
        Interpreter with other models.
    against : Path or None
        Another checkout to compare months with.
    """

    quick: bool
    python: str
    against: Path | None


Part = Callable[[Wanted], Iterator[Reading]]


def _scale(wanted: Wanted) -> Iterator[Reading]:
    sizes = [10**4, 10**5] if wanted.quick else [10**4, 10**5, 10**6, 10**7]
    yield from scale.readings(sizes, [1, 2])
    yield from scale.steadiness(10_000, 60 if wanted.quick else 300)


def _month(wanted: Wanted) -> Iterator[Reading]:
    if wanted.quick:
        return month.readings(12, (200, 400), 1, wanted.against)
    return month.readings(against=wanted.against)


PARTS: dict[str, Part] = {
    plain_agents.PART: lambda wanted: plain_agents.readings(
        [(1_000, 3)] if wanted.quick else [(1_000, 12), (10_000, 3)]
    ),
    month.PART: _month,
    scale.PART: _scale,
    memory_traffic.PART: lambda wanted: memory_traffic.readings(10**5 if wanted.quick else 10**6),
    peers.PART: lambda wanted: peers.readings([10**4 if wanted.quick else 10**5], wanted.python),
    overhead.PART: lambda wanted: overhead.readings(200 if wanted.quick else 10_000),
    batches.PART: lambda wanted: batches.readings(
        *(4, 2_000, 24) if wanted.quick else (16, 20_000, 60)
    ),
}
#: Parts that need much time and memory, or a browser, and run only if they are named.
NAMED_ONLY: dict[str, Part] = {
    scale.LARGEST: lambda wanted: iter(()) if wanted.quick else scale.largest(),
    page.PART: lambda wanted: page.readings(*([500], 1) if wanted.quick else ([2_000, 5_000], 5)),
}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice([*PARTS, *NAMED_ONLY]))
@click.option("--quick", is_flag=True, help="Small cities: a test of the benchmark, not a result.")
@click.option("--peers", "python", default=sys.executable, metavar="PYTHON",
              help="Interpreter of an environment with mesa-frames and starsim.")  # fmt: skip
@click.option("--against", type=UserPath(), metavar="FOLDER",
              help="Another checkout, from version 0.1 on, to compare months with.")  # fmt: skip
@click.option("-o", "--output", type=UserPath(), default=Path("runs/benchmark"),
              show_default=True, help="Folder for benchmark.csv.")  # fmt: skip
def main(
    parts: tuple[str, ...], quick: bool, python: str, against: Path | None, output: Path
) -> None:
    """Time the city: PARTS of the benchmark.

    By default all, except the largest city, which needs 17 GiB, and the page, which needs a browser
    and the extra ``test``.
    """
    if against is not None and not (against / "simulation" / "__init__.py").is_file():
        raise click.UsageError(f"--against {against}: no checkout of this project lies there")
    output.mkdir(parents=True, exist_ok=True)
    path = output / "benchmark.csv"
    rows: list[dict[str, object]] = []
    chosen = parts or tuple(PARTS)
    if path.is_file():
        kept = pd.read_csv(path)
        rows = kept[~kept["part"].isin(chosen)].to_dict("records")
    made_on = environment()
    origin = {
        "model_version": model_version(),
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
        "system": f"{made_on['system']}, {made_on['processors']} processors",
    }
    for part in chosen:
        say(f"timing: {part} ...")
        for reading in (PARTS | NAMED_ONLY)[part](Wanted(quick, python, against)):
            rows.append(reading.row | origin)
            if not reading.what.startswith("process: "):
                say(f"  {reading.what}, {reading.citizens:,} citizens, {reading.threads} at once: "
                    f"{reading.value:,.4g} {reading.unit}")  # fmt: skip
        pd.DataFrame(rows).to_csv(path, index=False)
    click.echo(render(rows, "table"))
    say(f"the numbers are in {path}")


if __name__ == "__main__":
    main()
