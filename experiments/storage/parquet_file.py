"""Parquet files of one run or many, verified whenever they are read.

A file is a table with the columns ``scenario`` and ``seed`` first, its rows sorted by scenario,
seed and month. Its metadata list its runs, and the unit and meaning of each column. It contains no
date, so the same runs give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.batch.plan import PlannedRun, RunKey, settings_hash

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

#: Column → its unit, meaning and so on.
Columns = Mapping[str, Mapping[str, str]]

_KEY = b"cityfit"
#: Rows that are compressed and checked together; the least that a reader has to read.
ROW_GROUP = 16_384


class DamagedFileError(Exception):
    """A file of results that does not have the content that was written."""


@dataclass(frozen=True)
class RunInfo:
    """Description of a run in a file.

    Attributes
    ----------
    scenario : str
    seed : int
    identity : str
        Fingerprint of settings, seed and model; see :class:`experiments.batch.plan.PlannedRun`.
    settings_hash : str
    model_version : str
    citizens, months, burn_in : int
    size : int
        Size of the table that was asked for: citizens to be followed, in a file of panels; 0 in a
        file of measures.
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
    size: int
    rows: int
    columns: int

    @property
    def key(self) -> RunKey:
        """Scenario and seed."""
        return self.scenario, self.seed

    @property
    def cells(self) -> int:
        """Rows times columns, a measure of its size in memory."""
        return self.rows * self.columns


def run_info(run: PlannedRun, shape: tuple[int, int], size: int = 0) -> RunInfo:
    """Describe a run whose table has some shape (rows, columns)."""
    settings = run.settings
    return RunInfo(
        run.scenario, run.seed, run.identity, settings_hash(settings), run.model_version,
        settings["city.citizens"], run.months, settings["city.burn_in"], size, *shape,
    )  # fmt: skip


#: Fields that are equal for all runs of a scenario, written once, and fields of each run.
_SHARED = ("settings_hash", "model_version", "citizens", "months", "burn_in", "size", "columns")
_OWN = ("scenario", "seed", "identity", "rows")


def encode_infos(runs: Iterable[RunInfo]) -> dict[str, Any]:
    """Descriptions of runs in the short form of the files' metadata and of the manifest."""
    shared: dict[tuple[Any, ...], int] = {}
    own = []
    for info in runs:
        common = tuple(getattr(info, name) for name in _SHARED)
        number = shared.setdefault(common, len(shared))
        own.append([number, *(getattr(info, name) for name in _OWN)])
    return {"shared": [list(common) for common in shared], "runs": own}


def decode_infos(document: Mapping[str, Any]) -> list[RunInfo]:
    """Read the form of :func:`encode_infos`; KeyError, TypeError or IndexError otherwise."""
    common = [dict(zip(_SHARED, values, strict=True)) for values in document["shared"]]
    return [
        RunInfo(**common[number], **dict(zip(_OWN, own, strict=True)))
        for number, *own in document["runs"]
    ]


def arrow_table(frame: pd.DataFrame, columns: Columns) -> pa.Table:
    """Convert a frame to an Arrow table with the descriptions of its columns as metadata.

    Undefined values (nan) become null, which readers leave out of means by default. Columns of one
    number type are converted together: there are many columns and few rows.
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


def concatenate(tables: Sequence[tuple[RunInfo, pa.Table]]) -> tuple[list[RunInfo], pa.Table]:
    """Concatenate the tables of runs, which have the same columns, in the order of a file."""
    import pyarrow as pa

    tables = sorted(tables, key=lambda pair: pair[0].key)
    return [info for info, _ in tables], pa.concat_tables([table for _, table in tables])


def to_parquet(runs: Sequence[RunInfo], rows: pa.Table) -> bytes:
    """Encode runs as one Parquet file, the same bytes for the same runs.

    Parameters
    ----------
    runs : sequence of RunInfo
        Sorted by scenario and seed.
    rows : pyarrow.Table
        The rows of these runs, one run after the other; without scenario and seed.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    counts = [info.rows for info in runs]
    scenarios = pa.array([info.scenario for info in runs]).take(
        pa.array(np.repeat(np.arange(len(runs)), counts))
    )
    seeds = pa.array(np.repeat(np.array([info.seed for info in runs], dtype=np.int64), counts))
    rows = rows.add_column(0, pa.field("scenario", pa.string()), scenarios)
    rows = rows.add_column(1, pa.field("seed", pa.int64()), seeds)
    text = json.dumps(encode_infos(runs), ensure_ascii=False)
    buffer = io.BytesIO()
    pq.write_table(
        rows.combine_chunks().replace_schema_metadata({_KEY: text.encode()}),
        buffer,
        row_group_size=ROW_GROUP,
        compression="zstd",
        use_dictionary=["scenario"],
        write_statistics=["scenario", "seed", "month"],
        write_page_checksum=True,
    )
    return buffer.getvalue()


def checksum(content: bytes) -> str:
    """SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()


class ResultFile:
    """A file opened for reading; the checksum of every page that is read is verified.

    Parameters
    ----------
    path : Path
    expected : str, optional
        SHA-256 of the whole file, if the manifest has it.

    Raises
    ------
    DamagedFileError
        If the file is damaged; reading its tables may raise it as well.
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
            self.runs = decode_infos(json.loads(self._file.schema_arrow.metadata[_KEY]))
            if sum(info.rows for info in self.runs) != self._file.metadata.num_rows:
                raise ValueError("rows are missing")
        except (pa.ArrowException, OSError, LookupError, ValueError, TypeError) as error:
            raise self._damaged(error) from None

    def _damaged(self, error: Exception) -> DamagedFileError:
        reason = " ".join(str(error).split())[:80]
        return DamagedFileError(f"{self.path}: damaged ({reason})")

    def tables(
        self, keys: Collection[RunKey] | None = None, columns: Sequence[str] | None = None
    ) -> list[tuple[RunInfo, pa.Table]]:
        """Read runs; return each with its table, without scenario and seed.

        Parameters
        ----------
        keys : collection of (scenario, seed), optional
            Runs to read; all by default.
        columns : sequence of str, optional
            Columns to read; all by default.
        """
        import pyarrow as pa

        wanted, start = [], 0
        for info in self.runs:
            if keys is None or info.key in keys:
                wanted.append((info, start))
            start += info.rows
        groups, group_starts, start = [], [], 0
        for number in range(self._file.metadata.num_row_groups):
            end = start + self._file.metadata.row_group(number).num_rows
            if any(first < end and first + info.rows > start for info, first in wanted):
                groups.append(number)
                group_starts.append((start, end))
            start = end
        try:
            read = self._file.read_row_groups(groups, columns and list(columns)) if groups else None
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from None
        table = self._file.schema_arrow.empty_table() if read is None else read
        table = table.select([n for n in table.column_names if n not in ("scenario", "seed")])
        table = table.replace_schema_metadata(None)
        tables = []
        for info, first in wanted:
            # rows before the run in the groups that were read
            offset = sum(min(first, end) - start for start, end in group_starts if start < first)
            tables.append((info, table.slice(offset, info.rows)))
        return tables


def group_compatible(
    tables: Iterable[tuple[RunInfo, pa.Table]],
) -> list[list[tuple[RunInfo, pa.Table]]]:
    """Group tables that may share a file: those with the same columns, made by the same model."""
    groups: list[list[tuple[RunInfo, pa.Table]]] = []
    for info, table in tables:
        for group in groups:
            first, other = group[0]
            same = first.model_version == info.model_version
            if same and table.schema.equals(other.schema, check_metadata=True):
                group.append((info, table))
                break
        else:
            groups.append([(info, table)])
    return groups


@dataclass(frozen=True)
class NewFile:
    """A file that is to be written: its name and content, and the runs in it."""

    name: str
    content: bytes
    runs: list[RunInfo]

    @classmethod
    def of(cls, kind: str, runs: list[RunInfo], rows: pa.Table) -> NewFile:
        """Encode runs; the file is named after its run, or by a fingerprint if it has several."""
        content = to_parquet(runs, rows)
        name = f"{runs[0].scenario}-seed-{runs[0].seed:05d}" if len(runs) == 1 else None
        return cls(f"{kind}/{name or checksum(content)[:16]}.parquet", content, runs)


def new_files(kind: str, tables: Iterable[tuple[RunInfo, pa.Table]]) -> list[NewFile]:
    """Encode runs in as few files as possible."""
    return [NewFile.of(kind, *concatenate(group)) for group in group_compatible(tables)]
