"""Compare the numbers of figures with the reference numbers.

Compared is the table of each figure, row by row in order.

==================================  ===========================  =================================
Column                              Same platform                Another platform
==================================  ===========================  =================================
panel, series, group, unit          equal                        equal
x, value and their intervals        to 9 digits                  within the width of the interval
the same without an interval        to 9 digits                  within 2 % of the largest number
==================================  ===========================  =================================

*Same platform* means a processor with the same instruction sets and the same library versions as
where the reference was made. The model then returns the same bits; 9 digits allow for rounding in
linear algebra. On another platform ``exp`` and ``log`` may differ in their last bit. One decision
then changes and the city takes another course, whose mean over seeds should lie in the interval.
*The largest number* is the largest absolute value of that column, panel, series and unit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.errors import RequestError
from experiments.storage.run_record import environment
from figures.shared.figure_data import COLUMNS
from figures.shared.provenance import Provenance
from figures.shared.saving import as_csv, put

REFERENCE = Path(__file__).parent / "reference"
#: In a folder of reference numbers: platform and runs they come from.
MADE = "made.json"

LABELS = ("panel", "series", "group", "unit")
#: Columns of numbers: midpoint of an interval → its two ends.
INTERVALS = {"x": ("x_low", "x_high"), "value": ("low", "high")}
#: Allowed relative differences: on the same platform, and on another one without an interval.
ROUNDING, WITHOUT_INTERVAL = 1e-9, 0.02

EXACT, REPRODUCED, DIFFERS = "reproduced exactly", "reproduced", "differs"
MISSING = "no reference"
REPRODUCED_RESULTS = (EXACT, REPRODUCED)
#: Allowed differences as text.
SAME_PLATFORM, OTHER_PLATFORM = "9 digits", "width of the interval, else 2 %"


@dataclass(frozen=True)
class Comparison:
    """Result of comparing one figure.

    Attributes
    ----------
    figure : str
    result : str
        :data:`EXACT`, :data:`REPRODUCED`, :data:`DIFFERS` or :data:`MISSING`.
    numbers, differing : int
        Numbers compared, and those outside the tolerance.
    tolerance : str
        Allowed difference; empty without a reference.
    largest : str
        The largest difference relative to its tolerance; empty if none is outside.
    cause : str
        How the runs differ from those of the reference.
    """

    figure: str
    result: str
    numbers: int = 0
    differing: int = 0
    tolerance: str = ""
    largest: str = ""
    cause: str = ""

    @property
    def row(self) -> dict[str, Any]:
        """As a row of a table."""
        return {
            "figure": self.figure,
            "result": self.result,
            "numbers": self.numbers,
            "differing": self.differing,
            "tolerance": self.tolerance,
            "differs by": self.largest,
            "runs": self.cause,
        }


def folder(quick: bool, reference: Path = REFERENCE) -> Path:
    """Folder of the reference numbers of full or quick figures."""
    return reference / "quick" if quick else reference


def platform() -> dict[str, Any]:
    """What the last bits of a number depend on."""
    made_with = environment()
    packages = {name: of for name, of in made_with["packages"].items() if name != "cityfit"}
    return {
        "system": made_with["system"],
        "processor_features": made_with["processor_features"],
        "packages": packages,
    }


def store(
    tables: Mapping[str, pd.DataFrame], origins: Mapping[str, Provenance], directory: Path
) -> list[Path]:
    """Write reference numbers.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Figure → its numbers.
    origins : mapping of str to Provenance
        Figure → its provenance.
    directory : Path
        See :func:`folder`.
    """
    directory.mkdir(parents=True, exist_ok=True)
    paths = [put(directory / f"{name}.csv", as_csv(table)) for name, table in tables.items()]
    document = {
        "made_on": platform(),
        "figures": {
            name: {"plan": origin.plan, "model_version": origin.model_version, "size": origin.size}
            for name, origin in origins.items()
        },
    }
    text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return [*paths, put(directory / MADE, text.encode())]


def read(path: Path) -> pd.DataFrame:
    """Read the numbers of a figure.

    Raises
    ------
    RequestError
        If the file is damaged.
    """
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        if tuple(table.columns) != COLUMNS:
            raise RequestError(f"{path}: its columns should be {', '.join(COLUMNS)}")
        numbers = [name for name in COLUMNS if name not in LABELS]
        return table.assign(
            **{name: table[name].replace("", "nan").astype(np.float64) for name in numbers}
        )
    except (ValueError, OSError) as error:
        raise RequestError(f"{path}: cannot be read as numbers of a figure ({error})") from None


def compare(numbers: pd.DataFrame, origin: Provenance, directory: Path) -> Comparison:
    """Compare the numbers of a figure with its reference.

    Parameters
    ----------
    numbers : DataFrame
    origin : Provenance
        Provenance of the numbers.
    directory : Path
        Folder of the reference.
    """
    name = origin.figure
    path = directory / f"{name}.csv"
    if not path.is_file():
        return Comparison(name, MISSING, cause=f"{path} is made by: make reference")
    made = reference_runs(directory)
    same_platform = made.get("made_on") == json.loads(json.dumps(platform()))
    comparison = compare_tables(name, numbers, read(path), same_platform)
    return replace(comparison, cause=_cause(made, origin))


def reference_runs(directory: Path) -> dict[str, Any]:
    """Platform and runs of the reference numbers in a folder; see :func:`store`."""
    try:
        content = json.loads((directory / MADE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        raise RequestError(f"{directory / MADE}: is damaged; make reference writes it") from None
    return content if isinstance(content, dict) else {}


def _cause(made: Mapping[str, Any], origin: Provenance) -> str:
    """How the runs differ from those of the reference."""
    then = made.get("figures", {}).get(origin.figure)
    if then is None:
        return "unknown"
    if then["plan"] == origin.plan:
        return "the same"
    if then["model_version"] != origin.model_version:
        return f"another model: {then['model_version']} became {origin.model_version}"
    if then["size"] != origin.size:
        return f"another size: {then['size']} became {origin.size}"
    return f"other settings or seeds: plan {then['plan']} became {origin.plan}"


def compare_tables(
    name: str, now: pd.DataFrame, then: pd.DataFrame, same_platform: bool
) -> Comparison:
    """Compare two tables of numbers.

    Parameters
    ----------
    name : str
        Figure.
    now, then : DataFrame
        Present numbers and reference.
    same_platform : bool
        Whether the numbers should agree to 9 digits; see the module.
    """
    tolerance = SAME_PLATFORM if same_platform else OTHER_PLATFORM
    columns = [column for middle, ends in INTERVALS.items() for column in (middle, *ends)]
    labels = [table[list(LABELS)].reset_index(drop=True) for table in (now, then)]
    if len(now) != len(then) or (labels[0].to_numpy() != labels[1].to_numpy()).any():
        return Comparison(name, DIFFERS, 0, 0, tolerance, _first_other_row(*labels))
    new, old = (table[columns].to_numpy(dtype=np.float64) for table in (now, then))
    both = ~np.isnan(new) & ~np.isnan(old)
    distance = np.where(np.isnan(new) & np.isnan(old), 0.0, np.inf)
    distance[both] = np.abs(new[both] - old[both])
    allowed = ROUNDING * np.abs(np.nan_to_num(old))
    if not same_platform:
        allowed = np.maximum(allowed, tolerances(then)[columns].to_numpy())
    outside = distance > allowed
    count = int((~np.isnan(old)).sum())
    if not outside.any():
        result = EXACT if not distance.any() else REPRODUCED
        return Comparison(name, result, count, 0, tolerance)
    excess = np.where(outside, distance / np.maximum(allowed, np.finfo(float).tiny), 0.0)
    row, column = np.unravel_index(int(np.argmax(excess)), excess.shape)
    largest = _difference(then.iloc[row], columns[column], old[row, column], new[row, column])
    return Comparison(name, DIFFERS, count, int(outside.sum()), tolerance, largest)


def tolerances(then: pd.DataFrame) -> pd.DataFrame:
    """Allowed difference of each number of a reference on another platform; see the module.

    The ends of an interval without a midpoint are set limits: rounding only.
    """
    allowed = pd.DataFrame(0.0, index=then.index, columns=[*INTERVALS])
    for middle, (low, high) in INTERVALS.items():
        width = then[high] - then[low]
        same_kind = [then[label] for label in ("panel", "series", "unit")]
        without = WITHOUT_INTERVAL * then[middle].abs().groupby(same_kind).transform("max")
        allowed[middle] = width.where(width > 0, without).where(then[middle].notna(), 0.0)
        for end in (low, high):
            allowed[end] = allowed[middle]
    return allowed.fillna(0.0)


def _difference(row: pd.Series, column: str, old: float, new: float) -> str:
    """A different number as text."""
    mark = " / ".join(str(row[label]) for label in ("panel", "series", "group") if row[label])
    at = f" at x {row['x']:g}" if column != "x" and np.isfinite(row["x"]) else ""
    share = f" ({(new - old) / abs(old):+.2%})" if old and np.isfinite(old + new) else ""
    return f"{column} of {mark}{at}: {old:.6g} became {new:.6g}{share}"


def _first_other_row(now: pd.DataFrame, then: pd.DataFrame) -> str:
    """The first row with other labels as text."""
    if len(now) != len(then):
        return f"{len(then)} rows became {len(now)}"
    row = int(np.argmax((now != then).any(axis=1).to_numpy()))
    old, new = (" / ".join(table.iloc[row]) for table in (then, now))
    return f"row {row + 1}: {old} became {new}"
