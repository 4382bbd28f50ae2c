"""The folder of results: one Parquet file per run, there whole or not at all.

::

    DIR/runs/scenario=NAME/seed-00001.parquet      measures, one row per month
    DIR/panels/scenario=NAME/seed-00001.parquet    a sample of citizens, when asked for
    DIR/records/scenario=NAME/seed-00001.json      how the run was made, and its checksums
    DIR/scenarios/NAME.toml                        the resolved scenario
    DIR/tables/NAME-FINGERPRINT.csv                files that a scenario names, as they were
    DIR/failures/NAME-seed-00001.json              a run that failed, and why
    DIR/plan.json                                  the plan of the latest batch
    DIR/outdated/MODEL/…                           runs of an earlier model or scenario

``pandas.read_parquet(DIR / "runs")``, and the same in polars and DuckDB, gives all runs in one
table. A run's file depends on nothing but the run, so the same run gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.errors import RequestError
from experiments.plan import Run, settings_hash

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Columns = Mapping[str, Mapping[str, str]]

_KEY = b"cityfit"


class DamagedFileError(Exception):
    """A file of results that does not read back as it was written."""


class Store:
    """The files of one folder of results.

    Parameters
    ----------
    directory : str or Path
    """

    def __init__(self, directory: str | Path) -> None:
        self.directory = Path(directory)

    def run_path(self, scenario: str, seed: int, kind: str = "runs") -> Path:
        """File of a run's measures (`kind` "runs"), panel ("panels") or record ("records")."""
        ending = "json" if kind == "records" else "parquet"
        return self.directory / kind / f"scenario={scenario}" / f"seed-{seed:05d}.{ending}"

    def failure_path(self, scenario: str, seed: int) -> Path:
        """File that says why a run failed."""
        return self.directory / "failures" / f"{scenario}-seed-{seed:05d}.json"

    def run_files(self) -> list[Path]:
        """Files of all runs that are there, sorted."""
        return sorted(self.directory.glob("runs/scenario=*/seed-*.parquet"))

    def failures(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Every recorded failure and its file, sorted by name."""
        for path in sorted(self.directory.glob("failures/*.json")):
            try:
                yield path, json.loads(path.read_bytes())
            except ValueError:
                raise RequestError(f"{path}: damaged; remove it and try again") from None

    def prepare(self) -> None:
        """Make the folder and try that it can be written.

        Raises
        ------
        RequestError
            If it cannot.
        """
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            self.write(self.directory / ".writable", b"")
            (self.directory / ".writable").unlink()
        except OSError as error:
            raise RequestError(
                f"{self.directory}: cannot be written to ("
                f"{'this is a file' if self.directory.is_file() else error.strerror}); "
                "choose another folder"
            ) from None

    def write(self, path: Path, content: bytes) -> None:
        """Put a file in place whole or not at all, also when the power fails."""
        waiting = self.directory / ".partial" / f"{os.getpid()}-{path.name}"
        path.parent.mkdir(parents=True, exist_ok=True)
        waiting.parent.mkdir(exist_ok=True)
        with waiting.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(path)
        if os.name == "posix":
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def write_json(self, path: Path, document: Mapping[str, Any]) -> None:
        """Write a small document; see :meth:`write`."""
        self.write(path, (json.dumps(document, indent=1, sort_keys=True) + "\n").encode())

    def sweep(self) -> None:
        """Remove what a killed run left half written."""
        shutil.rmtree(self.directory / ".partial", ignore_errors=True)

    def save(
        self,
        run: Run,
        measures: pd.DataFrame,
        panel: pd.DataFrame | None,
        columns: Columns,
        record: Mapping[str, Any],
        panel_columns: Columns | None = None,
    ) -> None:
        """Write a finished run: its panel, its record and, last, its measures.

        Parameters
        ----------
        run : Run
        measures : DataFrame
            One row per month.
        panel : DataFrame or None
        columns : mapping
            Column of the measures → its unit and what else is known of it, written beside it.
        record : mapping
            How the run was made; checksums are added.
        panel_columns : mapping, optional
            The same as `columns` for the panel.
        """
        checksums = {}
        content = parquet(run, measures, columns)
        checksums["runs"] = hashlib.sha256(content).hexdigest()
        if panel is not None:
            sample = parquet(run, panel, panel_columns or {}, panel=run.panel)
            checksums["panels"] = hashlib.sha256(sample).hexdigest()
            self.write(self.run_path(run.scenario, run.seed, "panels"), sample)
        record_path = self.run_path(run.scenario, run.seed, "records")
        self.write_json(record_path, {**record, "sha256": checksums})
        self.write(self.run_path(run.scenario, run.seed), content)

    def read(self, path: Path) -> tuple[pa.Table, dict[str, Any]]:
        """Read a run's measures or panel, verified.

        The checksum of the whole file is compared with its record where there is one, and the
        checksum of every page in any case.

        Returns
        -------
        table : pyarrow.Table
        facts : dict
            What :func:`parquet` wrote about the run.

        Raises
        ------
        DamagedFileError
            If the file is not what was written.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        content = path.read_bytes()
        kind, _, ending = path.relative_to(self.directory).as_posix().partition("/")
        record = (self.directory / "records" / ending).with_suffix(".json")
        if record.is_file():
            try:
                expected = json.loads(record.read_bytes())["sha256"].get(kind)
            except (ValueError, KeyError, AttributeError):
                raise DamagedFileError(f"{path}: its record {record} is damaged") from None
            if expected is not None and hashlib.sha256(content).hexdigest() != expected:
                raise DamagedFileError(f"{path}: damaged, its checksum is wrong")
        try:
            table = pq.read_table(io.BytesIO(content), page_checksum_verification=True)
            facts = json.loads((table.schema.metadata or {})[_KEY])
        except (pa.ArrowException, OSError, KeyError, ValueError) as error:
            reason = " ".join(str(error).split())[:80]
            raise DamagedFileError(f"{path}: damaged ({reason})") from None
        return table, facts

    def has_panel(self, run: Run) -> bool:
        """Whether the panel that a run asks for is there; a run without one has what it asks."""
        if not run.panel:
            return True
        path = self.run_path(run.scenario, run.seed, "panels")
        facts = self.read(path)[1] if path.is_file() else {}
        return (facts.get("identity"), facts.get("panel")) == (run.identity, run.panel)

    def set_aside(self, path: Path, version: str) -> None:
        """Move a run that is not of this batch out of the way, with all that belongs to it."""
        ending = path.relative_to(self.directory / "runs")
        for kind in ("panels", "records", "runs"):
            old = (self.directory / kind / ending).with_suffix(
                ".json" if kind == "records" else ".parquet"
            )
            if old.is_file():
                new = self.directory / "outdated" / version / old.relative_to(self.directory)
                new.parent.mkdir(parents=True, exist_ok=True)
                old.replace(new)


def parquet(run: Run, frame: pd.DataFrame, columns: Columns, *, panel: int = 0) -> bytes:
    """A table of a run as Parquet, the same bytes for the same table.

    The seed becomes the first column; the scenario is in the name of the folder. The metadata say
    which run this is and, column by column, unit and meaning. There is no date in it.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    facts = {
        "scenario": run.scenario,
        "seed": run.seed,
        "identity": run.identity,
        "settings_hash": settings_hash(run.settings),
        "model_version": run.model_version,
        "citizens": run.settings["city.citizens"],
        "months": run.months,
        "burn_in": run.settings["city.burn_in"],
        "panel": panel,
    }
    table = pa.Table.from_pandas(frame, preserve_index=False)
    seeds = pa.array([run.seed] * len(frame), pa.int64())
    table = table.add_column(0, pa.field("seed", pa.int64()), seeds)
    fields = [field.with_metadata(dict(columns.get(field.name, {}))) for field in table.schema]
    schema = pa.schema(fields, metadata={_KEY: json.dumps(facts, sort_keys=True)})
    buffer = io.BytesIO()
    pq.write_table(
        table.cast(schema).replace_schema_metadata(schema.metadata),
        buffer,
        compression="zstd",
        use_dictionary=False,
        write_statistics=False,
        write_page_checksum=True,
    )
    return buffer.getvalue()
