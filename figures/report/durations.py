"""Run times: measured from manifests, stored with the reference, used to estimate a new batch.

The manifest of a folder of results lists wall time and peak memory of every run. An estimate is a
count of runs, multiplied by the measured time of a run of the same study.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from experiments.claims import batch as claims_batch
from experiments.errors import RequestError
from experiments.storage.results import Results
from experiments.storage.run_record import environment
from figures import studies
from figures.check import REFERENCE
from figures.shared.saving import as_csv, put
from figures.studies import Batch
from simulation.core.model_version import model_version
from simulation.core.processors import processors

#: File in the folder of the reference.
FILE = "times.csv"
#: Name of a size, and whether it is the quick one.
SIZES = {"full": False, "quick": True}


def complete(quick: bool, directory: Path) -> list[Batch]:
    """The batches of all figures; `directory` is the folder of all results."""
    return [studies.batch(name, quick, directory) for name in studies.STUDIES]


def measured(quick: bool, output: Path) -> pd.DataFrame:
    """Time, memory and disk of each batch of a complete run, a row each.

    Parameters
    ----------
    quick : bool
    output : Path
        Folder of the figures, whose runs were executed with one process per processor.

    Raises
    ------
    RequestError
        If the manifest of a batch does not list all of its runs.
    """
    made_on = environment()
    rows = []
    for batch in complete(quick, output / "runs"):
        seeds = range(1, batch.study.seeds + 1)
        keys = [(scenario.name, seed) for scenario in batch.scenarios for seed in seeds]
        columns = ["began", "wall_seconds", "peak_memory_megabytes"]
        records = Results(batch.directory, only=keys).records().reindex(columns=columns)
        if len(records) < batch.runs or records.isna().any(axis=None):
            raise RequestError(
                f"{batch.directory}: the manifest does not list the time of all runs"
            )
        files = (path for path in batch.directory.rglob("*") if path.is_file())
        rows.append(
            {
                "size": next(size for size, is_quick in SIZES.items() if is_quick is quick),
                "what": batch.name,
                "runs": len(records),
                "seconds": round(records["wall_seconds"].sum(), 1),
                "processes": processors(),
                "memory_megabytes": records["peak_memory_megabytes"].max(),
                "disk_megabytes": round(sum(path.stat().st_size for path in files) / 1e6, 1),
                "day": records["began"].max()[:10],
                "model_version": model_version(),
                "system": f"{made_on['system']}, {made_on['processors']} processors",
            }
        )
    return pd.DataFrame(rows)


def store(output: Path, reference: Path = REFERENCE) -> None:
    """Write the run times of full and quick figures into the folder of the reference."""
    table = pd.concat([measured(quick, output) for quick in SIZES.values()])
    put(reference / FILE, as_csv(table))


def stored(reference: Path = REFERENCE) -> pd.DataFrame | None:
    """The run times in the folder of the reference, or None if there are none."""
    path = reference / FILE
    if not path.is_file():
        return None
    table = pd.read_csv(path)
    # an earlier version also timed what is not a run
    return table[table["runs"] > 0]


def expected(batches: Sequence[Batch], missing: Sequence[int], jobs: int) -> str:
    """Expected duration as the end of a sentence; empty if no run is missing or none was timed.

    Parameters
    ----------
    batches : sequence of Batch
    missing : sequence of int
        Runs to do of each batch.
    jobs : int
        Parallel processes.
    """
    table = stored()
    if table is None or not any(missing):
        return ""
    timed = table.set_index(["size", "what"])
    seconds_per_run = timed["seconds"] / timed["runs"]
    seconds = sum(
        runs * seconds_per_run.get(("quick" if batch.quick else "full", batch.name), 0.0) / jobs
        for batch, runs in zip(batches, missing, strict=True)
    )
    return (
        f"; about {duration(seconds)} at the rate of the reference ({table['system'].iloc[0]}) "
        f"with {jobs} process{'es' * (jobs != 1)}"
    )


def elapsed(table: pd.DataFrame, size: str) -> float:
    """Seconds that all runs of a size took."""
    rows = table[table["size"] == size]
    return float((rows["seconds"] / rows["processes"]).sum())


def sentence(table: pd.DataFrame, compiling: float) -> str:
    """How long the commands take, for the README.

    Parameters
    ----------
    table : DataFrame
        As stored.
    compiling : float
        Seconds to compile the model.
    """
    full, quick = (duration(elapsed(table, size)) for size in SIZES)
    return _wrapped(
        "Setting up fetches the packages and compiles the model; compiling took "
        f"{duration(compiling)} where it was timed. There, with {table['processes'].max()} "
        f"processors, the runs of `make figures` took {full} and those of "
        f"`make figures QUICK=1` {quick}; reading and drawing come on top."
    )


def block(table: pd.DataFrame) -> str:
    """The run times as a table in Markdown, with notes; `table` as stored."""
    lines = [
        "| | Runs | Took | Runs per minute | Memory | Disk | Quick: runs | Took | Disk |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    full, quick = (table[table["size"] == size] for size in SIZES)
    for row, small in zip(full.itertuples(), quick.itertuples(), strict=True):
        minutes = row.seconds / row.processes / 60
        cells = (
            row.what, f"{row.runs:,}", _clock(60 * minutes), f"{row.runs / minutes:.0f}",
            amount(row.memory_megabytes), amount(row.disk_megabytes), f"{small.runs:,}",
            _clock(small.seconds / small.processes), amount(small.disk_megabytes),
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    sums = (
        f"{full['runs'].sum():,}", _clock(elapsed(table, "full")), "", "",
        amount(full["disk_megabytes"].sum()), f"{quick['runs'].sum():,}",
        _clock(elapsed(table, "quick")), amount(quick["disk_megabytes"].sum()),
    )  # fmt: skip
    lines += [f"| in all | {' | '.join(sums)} |", "", _notes(full)]
    return "\n".join(lines)


def _notes(full: pd.DataFrame) -> str:
    """How the numbers of the table were measured."""
    size = claims_batch.FULL
    arms = len(studies.claim_arms(size.changes))
    days = " and ".join(dict.fromkeys(full["day"]))
    return _wrapped(
        "Time in minutes and seconds: the sum of the wall times of the runs, from the manifests, "
        f"divided by the {full['processes'].max()} parallel processes. Memory is the peak of one "
        f"process. Measured on {days} ({full['system'].iloc[0]}) with model "
        f"{full['model_version'].iloc[0]}, with other work on the machine. "
        f"`cityfit claims` adds {size.sets * arms:,} runs for {size.sets} parameter vectors."
    )


def duration(seconds: float) -> str:
    """A duration as text, rounded."""
    if seconds < 90:
        return f"{max(10, round(seconds / 10) * 10)} seconds"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.1f} hours"


def amount(megabytes: float) -> str:
    """An amount of memory or disk as text."""
    return f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{max(1, round(megabytes))} MB"


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, width=105, break_on_hyphens=False))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
