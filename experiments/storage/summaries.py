"""From months to one number per run: each measure by its own rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def summarise(months: pd.DataFrame, rules: Mapping[str, str], by: Sequence[str]) -> pd.DataFrame:
    """Summarise the months of each run.

    Parameters
    ----------
    months : DataFrame
        Measured months of one or more runs, in the order of the months.
    rules : mapping of str to {"mean", "sum", "last"}
        Column → its rule. Undefined months are left out of means and sums; "last" is the value of
        the last month, also if it is undefined.
    by : sequence of str
        Columns that identify a run, such as scenario and seed.

    Returns
    -------
    DataFrame
        One row per run, indexed by `by`, in the order in which runs first occur; columns as in
        `rules`.
    """
    import pandas as pd

    runs = months.groupby(list(by), sort=False)
    apply = {
        "mean": runs.mean,
        "sum": lambda: runs.sum(min_count=1),
        "last": lambda: runs.nth(-1).set_index(list(by)),
    }
    parts = [
        apply[rule]()[[name for name in rules if rules[name] == rule]]
        for rule in sorted(set(rules.values()))
    ]
    return pd.concat(parts, axis=1)[list(rules)] if parts else runs.size().to_frame()[[]]
