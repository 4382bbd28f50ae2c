"""Parts: Parquet files that hold one run or many, verified whenever they are read.

A part is a table with the columns ``scenario`` and ``seed`` in front, its rows in the order of
scenario, seed and month. Its metadata say which runs it holds, and unit and meaning of each column.
There is no date in it, so the same runs give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.batch.plan import PlannedRun, settings_hash

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Columns = Mapping[str, Mapping[str, str]]
RunKey = tuple[str, int]

_KEY = b"cityfit"
#: Rows that are compressed and checked together; a reader of few runs reads no more than these.
ROWS_OF_A_GROUP = 16_384


class DamagedFileError(Exception):
    """A file of results that does not read back as it was written."""


@dataclass(frozen=True)
class RunInfo:
    """What is known of a run in a part.

    Attributes
    ----------
    scenario : str
    seed : int
    identity : str
        Fingerprint of settings, seed and model; see :class:`experiments.batch.plan.Run`.
    settings_hash : str
    model_version : str
    citizens, months, burn_in : int
    panel : int
        Citizens that were asked to be followed, in a part of panels; 0 in one of measures.
    rows : int
    columns : int
        Columns of the table, without scenario and seed.
    """

    scenario: str
    seed: int
    identity: str
    settings_hash: str
    model_version: str
    citizens: int
    months: int
    burn_in: int
    panel: int
    rows: int
    columns: int

    @property
    def place(self) -> RunKey:
        """Scenario and seed."""
        return self.scenario, self.seed

    @property
    def cells(self) -> int:
        """Rows times columns: a measure of its size in memory."""
        return self.rows * self.columns


def held(run: PlannedRun, shape: tuple[int, int], panel: int = 0) -> RunInfo:
    """What is to be known of a run and of the table it gave, with rows and columns."""
    settings = run.settings
    return RunInfo(
        run.scenario, run.seed, run.identity, settings_hash(settings), run.model_version,
        settings["city.citizens"], run.months, settings["city.burn_in"], panel, *shape,
    )  # fmt: skip


#: What runs of one scenario have in common, written once, and what is each run's own.
_SHARED = ("settings_hash", "model_version", "citizens", "months", "burn_in", "panel", "columns")
_OWN = ("scenario", "seed", "identity", "rows")


def facts(runs: Iterable[RunInfo]) -> dict[str, Any]:
    """What is known of runs, short: the text that stands in a part and in the manifest."""
    shared: dict[tuple[Any, ...], int] = {}
    own = []
    for one in runs:
        common = tuple(getattr(one, name) for name in _SHARED)
        number = shared.setdefault(common, len(shared))
        own.append([number, *(getattr(one, name) for name in _OWN)])
    return {"shared": [list(common) for common in shared], "runs": own}


def from_facts(document: Mapping[str, Any]) -> list[RunInfo]:
    """What :func:`facts` wrote; a KeyError, TypeError or IndexError if it is something else."""
    common = [dict(zip(_SHARED, values, strict=True)) for values in document["shared"]]
    return [
        RunInfo(**common[number], **dict(zip(_OWN, own, strict=True)))
        for number, *own in document["runs"]
    ]


def arrow_table(frame: pd.DataFrame, columns: Columns) -> pa.Table:
    """A frame as an Arrow table, with what is known of its columns as their metadata.

    What is not defined (nan) becomes null, which readers leave out of means by themselves.
    Columns of one type of number are taken over in one go: measures are many and months few.
    """
    import numpy as np
    import pyarrow as pa

    arrays: dict[str, Any] = {}
    for kind in ("float64", "float32"):
        names = list(frame.columns[frame.dtypes == kind])
        block = np.ascontiguousarray(frame[names].to_numpy().T)
        arrays |= {
            name: pa.array(line, from_pandas=True) for name, line in zip(names, block, strict=True)
        }
    for name in frame.columns:
        if name not in arrays:
            arrays[name] = pa.array(frame[name], from_pandas=True)
    fields = [
        pa.field(name, arrays[name].type, metadata=dict(columns.get(name, {})) or None)
        for name in frame.columns
    ]
    return pa.Table.from_arrays([arrays[name] for name in frame.columns], schema=pa.schema(fields))


def gathered(tables: Sequence[tuple[RunInfo, pa.Table]]) -> tuple[list[RunInfo], pa.Table]:
    """Runs and their tables, which have the same columns, as one table in the order of a part."""
    import pyarrow as pa

    tables = sorted(tables, key=lambda one: one[0].place)
    return [one for one, _ in tables], pa.concat_tables([table for _, table in tables])


def encoded(runs: Sequence[RunInfo], whole: pa.Table) -> bytes:
    """Runs as one Parquet file, the same bytes for the same runs.

    Parameters
    ----------
    runs : sequence of RunInfo
        Sorted by scenario and seed.
    whole : pyarrow.Table
        The rows of these runs, one run after the other; without scenario and seed.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [one.rows for one in runs]
    scenarios = pa.array([one.scenario for one in runs]).take(
        pa.array(np.repeat(np.arange(len(runs)), rows))
    )
    seeds = pa.array(np.repeat(np.array([one.seed for one in runs], dtype=np.int64), rows))
    whole = whole.add_column(0, pa.field("scenario", pa.string()), scenarios)
    whole = whole.add_column(1, pa.field("seed", pa.int64()), seeds)
    text = json.dumps(facts(runs), ensure_ascii=False)
    buffer = io.BytesIO()
    pq.write_table(
        whole.combine_chunks().replace_schema_metadata({_KEY: text.encode()}),
        buffer,
        row_group_size=ROWS_OF_A_GROUP,
        compression="zstd",
        use_dictionary=["scenario"],
        write_statistics=["scenario", "seed", "month"],
        write_page_checksum=True,
    )
    return buffer.getvalue()


def checksum(content: bytes) -> str:
    """SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()


class Part:
    """A part that is read: opened once, verified by the checksum of every page that is looked at.

    Parameters
    ----------
    path : Path
    expected : str, optional
        SHA-256 of the whole file, where the manifest knows it.

    Raises
    ------
    DamagedFileError
        If the file is not what was written; reading its tables may raise it as well.
    """

    def __init__(self, path: Path, expected: str | None = None) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.path = path
        content = path.read_bytes()
        self.sha256 = checksum(content)
        if expected is not None and self.sha256 != expected:
            raise DamagedFileError(f"{path}: damaged, its checksum is wrong")
        try:
            self._file = pq.ParquetFile(io.BytesIO(content), page_checksum_verification=True)
            self.runs = from_facts(json.loads(self._file.schema_arrow.metadata[_KEY]))
            if sum(one.rows for one in self.runs) != self._file.metadata.num_rows:
                raise ValueError("rows are missing")
        except (pa.ArrowException, OSError, LookupError, ValueError, TypeError) as error:
            raise self._damaged(error) from None

    def _damaged(self, error: Exception) -> DamagedFileError:
        reason = " ".join(str(error).split())[:80]
        return DamagedFileError(f"{self.path}: damaged ({reason})")

    def tables(
        self, places: Collection[RunKey] | None = None, columns: Sequence[str] | None = None
    ) -> list[tuple[RunInfo, pa.Table]]:
        """Runs and their tables, without scenario and seed; all of them when no places are given.

        Parameters
        ----------
        places : collection of (scenario, seed), optional
        columns : sequence of str, optional
            Columns to read; all when left out.
        """
        import pyarrow as pa

        wanted, start = [], 0
        for one in self.runs:
            if places is None or one.place in places:
                wanted.append((one, start))
            start += one.rows
        begins, groups, at = [], [], 0
        for number in range(self._file.metadata.num_row_groups):
            rows = self._file.metadata.row_group(number).num_rows
            if any(first < at + rows and first + one.rows > at for one, first in wanted):
                begins.append((at, rows))
                groups.append(number)
            at += rows
        try:
            names = columns and list(columns)
            found = self._file.read_row_groups(groups, names) if groups else None
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from None
        tables = []
        for one, first in wanted:
            place = 0
            for begin, rows in begins:
                if first < begin + rows:
                    place += max(0, first - begin)
                    break
                place += rows
            table = self._file.schema_arrow.empty_table() if found is None else found
            table = table.slice(place, one.rows)
            own = [name for name in table.column_names if name not in ("scenario", "seed")]
            table = table.select(own)
            tables.append((one, table.replace_schema_metadata(None)))
        return tables


def alike(tables: Iterable[tuple[RunInfo, pa.Table]]) -> list[list[tuple[RunInfo, pa.Table]]]:
    """Tables that may share a file: those with the same columns, made by the same model."""
    groups: list[list[tuple[RunInfo, pa.Table]]] = []
    for one, table in tables:
        for group in groups:
            first, other = group[0]
            same = first.model_version == one.model_version
            if same and table.schema.equals(other.schema, check_metadata=True):
                group.append((one, table))
                break
        else:
            groups.append([(one, table)])
    return groups


def part_name(kind: str, runs: Sequence[RunInfo], content: bytes) -> str:
    """Name of a part: that of the run in it, or a fingerprint where there are many."""
    if len(runs) == 1:
        return f"{kind}/{runs[0].scenario}-seed-{runs[0].seed:05d}.parquet"
    return f"{kind}/{checksum(content)[:16]}.parquet"
