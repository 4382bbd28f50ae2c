"""Summaries: how the measured months of a run become one number per column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from simulation.measures import MEASURES


def summary_rules() -> dict[str, str]:
    """Column → rule of its measure: ``mean``, ``sum`` or ``last``."""
    return {column: measure.summary for measure in MEASURES.values() for column in measure.columns}


def summarise(
    months: pd.DataFrame, by: Sequence[str], rules: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Summarise measured months to one row per run.

    Parameters
    ----------
    months : DataFrame
        One row per run and month, without burn-in, months in order.
    by : sequence of str
        Columns that identify a run.
    rules : mapping of str to str, optional
        Column → rule; :func:`summary_rules` if left out. ``mean`` and ``sum`` ignore months without
        a value; ``last`` is the value of the last month, also if it is missing.

    Returns
    -------
    DataFrame
        The columns of `rules`, indexed by `by`, runs in order of appearance.
    """
    rules = summary_rules() if rules is None else rules
    runs = months.groupby(list(by), sort=False)
    parts = {
        "mean": runs.mean,
        "sum": lambda: runs.sum(min_count=1),
        "last": lambda: runs.nth(-1).set_index(list(by)),
    }
    summaries = [
        parts[kind]()[[name for name in rules if rules[name] == kind]]
        for kind in sorted(set(rules.values()))
    ]
    table = pd.concat(summaries, axis=1) if summaries else runs.size().to_frame()[[]]
    return table[list(rules)]
