"""Compare the numbers of figures with the reference: reproduced, or different by how much.

What is compared is the table beside each figure, row by row in its order.

==================================  ===========================  =================================
Column                              Where the reference was made  Elsewhere
==================================  ===========================  =================================
panel, series, group, unit          the same words               the same words
x, value and their intervals        to 9 digits                  within the width of the interval
the same without an interval        to 9 digits                  within 2 % of the largest
==================================  ===========================  =================================

*Where the reference was made* stands for a processor with the same instruction sets and the same
versions of the libraries: there the model gives the same bits, and 9 digits leave room for the
rounding of linear algebra only. Elsewhere ``exp`` and ``log`` may differ in their last bit; a
decision of somebody falls the other way, and from then on it is another city of the same kind,
whose mean over seeds lies in the interval that stands beside it. *The largest* is the largest
number, by size, of that column, panel, series and unit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
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
#: In a folder of reference numbers: where they were made, and from which runs.
MADE = "made.json"

WORDS = ("panel", "series", "group", "unit")
#: Columns of numbers: which one is the middle of its interval, and the two ends.
INTERVALS = {"x": ("x_low", "x_high"), "value": ("low", "high")}
#: Relative differences that are allowed: where the reference was made, and elsewhere where a
#: number has no interval.
ROUNDING, WITHOUT_INTERVAL = 1e-9, 0.02

EXACT, REPRODUCED, DIFFERS = "reproduced exactly", "reproduced", "differs"
MISSING = "no reference"
#: What leaves nothing to mend.
GOOD = (EXACT, REPRODUCED)
#: What a number may differ by, in words.
CLOSE, WIDE = "9 digits", "width of the interval, else 2 %"


@dataclass(frozen=True)
class Comparison:
    """What became of one figure.

    Attributes
    ----------
    figure : str
    result : str
        One of the words of this module.
    numbers : int
        Numbers compared.
    differing : int
        Those outside the tolerance.
    within : str
        What a number may differ by here; empty where there is no reference.
    largest : str
        The number that lies farthest out, measured by its tolerance; empty if none differs.
    why : str
        What is known of the cause.
    """

    figure: str
    result: str
    numbers: int = 0
    differing: int = 0
    within: str = ""
    largest: str = ""
    why: str = ""

    @property
    def row(self) -> dict[str, Any]:
        """As a row of a table."""
        return {
            "figure": self.figure,
            "result": self.result,
            "numbers": self.numbers,
            "differing": self.differing,
            "tolerance": self.within,
            "differs by": self.largest,
            "runs": self.why,
        }


def folder(quick: bool, reference: Path = REFERENCE) -> Path:
    """Where the reference numbers of full and of quick figures are."""
    return reference / "quick" if quick else reference


def here() -> dict[str, Any]:
    """What decides the last bits of a number."""
    made_with = environment()
    packages = {name: of for name, of in made_with["packages"].items() if name != "cityfit"}
    return {
        "system": made_with["system"],
        "processor_features": made_with["processor_features"],
        "packages": packages,
    }


def keep(
    tables: Mapping[str, pd.DataFrame], made: Mapping[str, Provenance], directory: Path
) -> list[Path]:
    """Write reference numbers.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Figure → its numbers.
    made : mapping of str to Provenance
        Figure → where they come from.
    directory : Path
        See :func:`folder`.
    """
    directory.mkdir(parents=True, exist_ok=True)
    paths = [put(directory / f"{name}.csv", as_csv(table)) for name, table in tables.items()]
    document = {
        "made_on": here(),
        "figures": {
            name: {"plan": said.plan, "model_version": said.model_version, "size": said.size}
            for name, said in made.items()
        },
    }
    text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return [*paths, put(directory / MADE, text.encode())]


def read(path: Path) -> pd.DataFrame:
    """The numbers of a figure as they were written.

    Raises
    ------
    RequestError
        If the file is damaged.
    """
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        if tuple(table.columns) != COLUMNS:
            raise RequestError(f"{path}: its columns should be {', '.join(COLUMNS)}")
        numbers = [name for name in COLUMNS if name not in WORDS]
        return table.assign(
            **{name: table[name].replace("", "nan").astype(np.float64) for name in numbers}
        )
    except (ValueError, OSError) as error:
        raise RequestError(f"{path}: cannot be read as numbers of a figure ({error})") from None


def compared(name: str, numbers: pd.DataFrame, said: Provenance, directory: Path) -> Comparison:
    """Compare the numbers of a figure with its reference.

    Parameters
    ----------
    name : str
    numbers : DataFrame
        As they are now.
    said : Provenance
        Where they come from.
    directory : Path
        Folder of the reference.
    """
    path = directory / f"{name}.csv"
    if not path.is_file():
        return Comparison(name, MISSING, why=f"{path} is made by: make reference")
    found = made(directory)
    same_place = found.get("made_on") == json.loads(json.dumps(here()))
    return difference(name, numbers, read(path), same_place, _why(found, said))


def made(directory: Path) -> dict[str, Any]:
    """Where the reference numbers in a folder were made, and from which runs; see :func:`keep`."""
    try:
        found = json.loads((directory / MADE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        raise RequestError(f"{directory / MADE}: is damaged; make reference writes it") from None
    return found if isinstance(found, dict) else {}


def _why(made: Mapping[str, Any], said: Provenance) -> str:
    """What is known of how the runs differ from those of the reference."""
    then = made.get("figures", {}).get(said.figure)
    if then is None:
        return "unknown"
    if then["plan"] == said.plan:
        return "the same"
    if then["model_version"] != said.model_version:
        return f"another model: {then['model_version']} became {said.model_version}"
    if then["size"] != said.size:
        return f"another size: {then['size']} became {said.size}"
    return f"other settings or seeds: plan {then['plan']} became {said.plan}"


def difference(
    name: str, now: pd.DataFrame, then: pd.DataFrame, same_place: bool, why: str = ""
) -> Comparison:
    """Compare two tables of numbers.

    Parameters
    ----------
    name : str
        Figure.
    now, then : DataFrame
        As they are and as the reference has them.
    same_place : bool
        Whether bits should be the same; see the module.
    why : str
        What is known of the cause.
    """
    within = CLOSE if same_place else WIDE
    columns = [one for middle, ends in INTERVALS.items() for one in (middle, *ends)]
    words = now[list(WORDS)].reset_index(drop=True), then[list(WORDS)].reset_index(drop=True)
    if len(now) != len(then) or (words[0].to_numpy() != words[1].to_numpy()).any():
        return Comparison(name, DIFFERS, 0, 0, within, _other_rows(*words), why)
    new, old = (table[columns].to_numpy(dtype=np.float64) for table in (now, then))
    both = ~np.isnan(new) & ~np.isnan(old)
    apart = np.where(np.isnan(new) & np.isnan(old), 0.0, np.inf)
    apart[both] = np.abs(new[both] - old[both])
    allowed = ROUNDING * np.abs(np.nan_to_num(old))
    if not same_place:
        allowed = np.maximum(allowed, tolerances(then)[columns].to_numpy())
    outside = apart > allowed
    count = int((~np.isnan(old)).sum())
    if not outside.any():
        result = EXACT if not apart.any() else REPRODUCED
        return Comparison(name, result, count, 0, within, "", why)
    excess = np.where(outside, apart / np.maximum(allowed, np.finfo(float).tiny), 0.0)
    row, column = np.unravel_index(int(np.argmax(excess)), excess.shape)
    largest = _described(then.iloc[row], columns[column], old[row, column], new[row, column])
    return Comparison(name, DIFFERS, count, int(outside.sum()), within, largest, why)


def tolerances(then: pd.DataFrame) -> pd.DataFrame:
    """What each number of a reference may differ by elsewhere; see the module.

    The ends of an interval without a middle are limits that somebody set: rounding only.
    """
    allowed = pd.DataFrame(0.0, index=then.index, columns=[*INTERVALS])
    for middle, (low, high) in INTERVALS.items():
        width = then[high] - then[low]
        largest = then[middle].abs().groupby([then[one] for one in ("panel", "series", "unit")])
        plain = WITHOUT_INTERVAL * largest.transform("max")
        allowed[middle] = width.where(width > 0, plain).where(then[middle].notna(), 0.0)
        for end in (low, high):
            allowed[end] = allowed[middle]
    return allowed.fillna(0.0)


def _described(row: pd.Series, column: str, old: float, new: float) -> str:
    place = " / ".join(str(row[one]) for one in ("panel", "series", "group") if row[one])
    at = f" at x {row['x']:g}" if column != "x" and np.isfinite(row["x"]) else ""
    share = f" ({(new - old) / abs(old):+.2%})" if old and np.isfinite(old + new) else ""
    return f"{column} of {place}{at}: {old:.6g} became {new:.6g}{share}"


def _other_rows(now: pd.DataFrame, then: pd.DataFrame) -> str:
    if len(now) != len(then):
        return f"{len(then)} rows became {len(now)}"
    row = int(np.argmax((now != then).any(axis=1).to_numpy()))
    old, new = (" / ".join(table.iloc[row]) for table in (then, now))
    return f"row {row + 1}: {old} became {new}"
