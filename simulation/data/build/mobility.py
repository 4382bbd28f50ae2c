"""Ease of moving between the rows, from the related occupations of O*NET."""

from __future__ import annotations

import pandas as pd

from simulation.data.build.raw_files import assumed, measured

#: Ease below which a pair gets no line.
LEAST = 0.05


def mobility_table() -> pd.DataFrame:
    """Columns from, to and weight; the greatest ease where a row has several groups.

    Own-account, platform and emerging rows have no lines: O*NET does not describe them.
    """
    rows = assumed("rows")
    rows = rows[rows["status"] == "employees"]
    name = {code[:3]: row.occupation for row in rows.itertuples() for code in row.isco.split()}
    related = measured("related")
    pairs = related.assign(**{side: related[side].map(name) for side in ("from", "to")}).dropna()
    pairs = pairs[pairs["from"] != pairs["to"]]
    ease = pairs.groupby(["from", "to"])["ease"].max()
    order = {occupation: place for place, occupation in enumerate(rows["occupation"])}
    table = ease[ease >= LEAST].round(2).rename("weight").reset_index()
    return table.sort_values(["from", "to"], key=lambda names: names.map(order), ignore_index=True)
