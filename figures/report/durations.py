"""What a complete batch takes, as measured: kept beside the reference, told in the README.

The manifest of a folder of results knows the wall time and the peak of memory of every run. What
the command does beside its runs, starting processes, reading, judging and drawing, is what is left
of its own time, and is noted each time that all figures are drawn; see :func:`note`.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.batch.limits import peak_memory
from experiments.claims import batch as claims_batch
from experiments.errors import RequestError
from experiments.storage.model_version import model_version
from experiments.storage.results import Results
from experiments.storage.run_record import environment
from experiments.studies.study import Size
from figures import batch
from figures.report.estimates import DRAWING, READING, STARTING, Batch, amount, duration
from figures.shared.saving import as_csv, put

#: In the folder of the reference; and beside the runs, what the commands took without them.
KEPT, NOTED = "times.csv", "beside.json"
#: The row of what is no run.
BESIDE = "starting, reading, drawing"
SIZES = {"full": False, "quick": True}
#: What a table holds: times of several processes are added up in `seconds`.
COLUMNS = (
    "size", "what", "runs", "seconds", "processes", "memory_megabytes", "disk_megabytes", "day",
    "model_version", "system",
)  # fmt: skip


def now() -> datetime:
    """The time of day, as ledgers write it."""
    return datetime.now(UTC)


def note(quick: bool, output: Path, jobs: int, began: datetime, figures: int) -> None:
    """Keep what a command that drew all figures took beside its runs.

    Parameters
    ----------
    quick : bool
    output : Path
        Folder of the figures.
    jobs : int
        Processes at work at a time.
    began : datetime
        When the command did.
    figures : int
        Figures drawn.
    """
    elapsed = (now() - began).total_seconds()
    done = 0.0
    for one in batch.complete(quick, output / "runs"):
        records = _records(one)
        since = records["began"].astype("string") >= began.isoformat(timespec="seconds")
        since = since.fillna(False).astype(bool)
        done += records.loc[since, "wall_seconds"].sum()
    path = output / "runs" / NOTED
    noted = _noted(path)
    noted[_size(quick)] = {
        "seconds": round(max(0.0, elapsed - done / jobs), 1),
        "processes": jobs,
        "figures": figures,
        "memory_megabytes": peak_memory(),
        "disk_megabytes": round(_disk(output.glob("*.*")), 1),
        "day": began.date().isoformat(),
        "model_version": model_version(),
    }
    put(path, (json.dumps(noted, indent=1, sort_keys=True) + "\n").encode())


def measured(quick: bool, output: Path) -> pd.DataFrame:
    """What each batch of a complete run took, and the command beside them.

    Raises
    ------
    RequestError
        If all figures have not been drawn there with this model, or the manifest of a batch is
        lost.
    """
    path = output / "runs" / NOTED
    noted = _noted(path).get(_size(quick), {})
    if noted.get("model_version") != model_version():
        command = f"cityfit figures{' --quick' * quick} -o {output}"
        raise RequestError(f"{path}: does not say what drawing all took; make it with: {command}")
    rows = []
    for one in batch.complete(quick, output / "runs"):
        records = _records(one)
        if len(records) < one.runs or records.isna().any(axis=None):
            raise RequestError(f"{one.directory}: does not say of every run what it took")
        rows.append(
            {
                "what": one.name,
                "runs": len(records),
                "seconds": round(records["wall_seconds"].sum(), 1),
                "processes": noted["processes"],
                "memory_megabytes": records["peak_memory_megabytes"].max(),
                "disk_megabytes": round(_disk(one.directory.rglob("*")), 1),
                "day": records["began"].max()[:10],
            }
        )
    rows.append({**noted, "what": BESIDE, "runs": 0, "processes": 1})
    made_on = environment()
    same = {"model_version": model_version(), "size": _size(quick),
            "system": f"{made_on['system']}, {made_on['processors']} processors"}  # fmt: skip
    return pd.DataFrame([{**row, **same} for row in rows])[list(COLUMNS)]


def keep(output: Path, reference: Path) -> None:
    """Keep what full and quick figures took in the folder of the reference."""
    table = pd.concat([measured(quick, output) for quick in SIZES.values()], ignore_index=True)
    put(reference / KEPT, as_csv(table))


def expected(row: Any, batches: Sequence[Batch], figures: int) -> float:
    """Seconds that the outlook would have expected for a row of the table.

    Parameters
    ----------
    row : object
        With the columns of the table.
    batches : sequence of Batch
        All of that size.
    figures : int
        How many are drawn.
    """
    if row.what == BESIDE:
        reading = READING * sum(one.runs for one in batches)
        return STARTING * len(batches) + reading + DRAWING * figures
    (one,) = (one for one in batches if one.name == row.what)
    return one.at_work(int(row.runs), int(row.processes))


def elapsed(table: pd.DataFrame, size: str) -> float:
    """Seconds that a complete run of a size took."""
    mine = table[table["size"] == size]
    return float((mine["seconds"] / mine["processes"]).sum())


def sentence(table: pd.DataFrame, compiling: float) -> str:
    """How long the commands take, for the first page.

    Parameters
    ----------
    table : DataFrame
        As kept.
    compiling : float
        Seconds to compile the model.
    """
    full, quick = (duration(elapsed(table, size)) for size in SIZES)
    processes = table["processes"].max()
    return _wrapped(
        "Setting up fetches the packages and compiles the model; the latter took "
        f"{duration(compiling)} where it was timed. There, with {processes} processors, "
        f"`make figures` took {full}, and `make figures QUICK=1`, the whole chain small, {quick}: "
        "[what of that was measured](#reproducing-the-figures)."
    )


def block(table: pd.DataFrame, figures: int) -> str:
    """The table in Markdown, and how its numbers came about.

    Parameters
    ----------
    table : DataFrame
        As kept.
    figures : int
        How many are drawn.
    """
    lines = [
        "| | Runs | Took | Expected | Memory | Disk | Quick: runs | Took | Expected | Disk |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    batches = {size: batch.complete(quick, Path()) for size, quick in SIZES.items()}
    halves = {size: table[table["size"] == size] for size in SIZES}
    for full, quick in zip(halves["full"].itertuples(), halves["quick"].itertuples(), strict=True):
        cells = [full.what, *_cells(full, expected(full, batches["full"], figures))]
        few = _cells(quick, expected(quick, batches["quick"], figures))
        lines.append(f"| {' | '.join([*cells, *few[:3], few[4]])} |")
    sums = []
    for size, half in halves.items():
        guess = sum(expected(row, batches[size], figures) for row in half.itertuples())
        sums += [f"{half['runs'].sum():,}", _clock(elapsed(table, size)), _clock(guess)]
        sums += [""] * (size == "full") + [amount(half["disk_megabytes"].sum())]
    lines += [f"| in all | {' | '.join(sums)} |", ""]
    return "\n".join([*lines, _notes(halves["full"])])


def _notes(full: pd.DataFrame) -> str:
    """How the numbers of the table came about."""
    workers = full[full["what"] != BESIDE]
    arms = len(batch.arms_of_claims(claims_batch.FULL.changes))
    size = claims_batch.FULL
    tried = Size("sets", size.sets, size.set_citizens, size.set_months, size.set_burn_in)
    sets = Batch("sets", tried, (), Path()).at_work(size.sets * arms, 2)
    days = " and ".join(dict.fromkeys(full["day"]))
    return _wrapped(
        "Minutes and seconds. Of each batch the wall times of its runs, which the ledgers keep, "
        f"were added up and divided by the {workers['processes'].max()} processes at work; the "
        "last row is what the command took beside them when it drew all figures from runs that "
        "were there. "
        "Memory is the most that one process held, in the last row the command itself. Measured on "
        f"{days} ({full['system'].iloc[0]}) with model {full['model_version'].iloc[0]}, and with "
        "other work on the machine. *Expected* is what the command says before it begins, for a "
        f"quiet one. `cityfit claims` tries {size.sets} parameter sets beside the runs of the "
        f"claims: about {duration(sets)} more are expected, and not measured.",
    )


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, width=105, break_on_hyphens=False))


def _cells(row: Any, guess: float) -> list[str]:
    runs = f"{row.runs:,}" if row.runs else ""
    times = [_clock(row.seconds / row.processes), _clock(guess)]
    return [runs, *times, amount(row.memory_megabytes), amount(row.disk_megabytes)]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


def _records(one: Batch) -> pd.DataFrame:
    """How the runs of a batch were made, as far as they are there."""
    seeds = range(1, one.size.seeds + 1)
    places = [(scenario.name, seed) for scenario in one.scenarios for seed in seeds]
    columns = ["began", "wall_seconds", "peak_memory_megabytes"]
    return Results(one.directory, only=places).records().reindex(columns=columns)


def _noted(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _size(quick: bool) -> str:
    return next(name for name, which in SIZES.items() if which is quick)


def _disk(paths: Any) -> float:
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6
