"""Outcomes of countries by education, and the changes made after they were compared."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.errors import RequestError
from experiments.preregistration.registration import read

if TYPE_CHECKING:
    import pandas as pd

DATA = Path(__file__).with_name("data")
FILE = DATA / "country_facts.csv"
CHANGES = DATA / "changes_after_countries.csv"
CHANGE_COLUMNS = ("date", "what", "reason", "before")


@cache
def country_facts(file: Path = FILE) -> pd.DataFrame:
    """One row per country; columns such as ``unemployment_low``, shares.

    Parameters
    ----------
    file : Path

    Raises
    ------
    RequestError
        If the file is not the one that was pre-registered.
    """
    import pandas as pd

    # the registered file ends lines with CRLF; a copy may end them in another way
    content = file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if hashlib.sha256(content).hexdigest() != read().countries.table_sha256:
        raise RequestError(f"{file}: is not the table that was pre-registered; restore it")
    return pd.read_csv(file, index_col="country")


def changes_after_looking(file: Path = CHANGES) -> list[str]:
    """Each change of a mechanism or parameter made after predictions were seen, in words.

    Parameters
    ----------
    file : Path
        With :data:`CHANGE_COLUMNS`.

    Raises
    ------
    RequestError
        If the header is another, or a row lacks a value.
    """
    with file.open(newline="", encoding="utf-8") as text:
        reader = csv.DictReader(text)
        rows = list(reader)
    if tuple(reader.fieldnames or ()) != CHANGE_COLUMNS:
        raise RequestError(f"{file}: the header must be {','.join(CHANGE_COLUMNS)}")
    for number, row in enumerate(rows, start=2):
        if not all((row[name] or "").strip() for name in CHANGE_COLUMNS) or None in row:
            raise RequestError(f"{file}: line {number}: every change needs all four values")
    return [f"{row['date']}, {row['what']}: {row['reason']} (before: {row['before']})"
            for row in rows]  # fmt: skip
