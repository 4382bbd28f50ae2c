"""The raw files: measured ones, and the few that hold assumed values."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

DATA = Path(__file__).parents[1]
#: Columns with codes, whose leading zeros count.
CODES = ("isco", "content", "level", "soc2018", "onet_soc", "from", "to")


def measured(name: str) -> pd.DataFrame:
    """A raw file of ``simulation/data/measured``."""
    return _read("measured", name)


def assumed(name: str) -> pd.DataFrame:
    """A file of own coding of ``simulation/data/assumed``."""
    return _read("assumed", name)


def _read(folder: str, name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / folder / f"{name}.csv", dtype=dict.fromkeys(CODES, str))
