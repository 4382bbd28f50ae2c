"""Every interval in the table of a figure is drawn."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from figures.plots import ablation, claims, plausibility, sensitivity
from tests.figures.test_drawing import NAMES
from tests.figures.test_kept_numbers import kept

#: Figure, panel and series ("" stands for all of them) → why its intervals are not drawn there.
NOT_DRAWN: dict[tuple[str, str, str], str] = {
    ("framework", "", ""): "written in brackets: a diagram has no axis",
    ("variance_1", "B", ""): "cells of a map of shades have no room for them",
    ("permanence", "hazard ratio", ""): "one number, written in the caption with its interval",
    ("lives", "A", "without job"): "spells from month to month, drawn as shades",
    ("interventions", "cost of A", ""): "in words: the costs are equal by design",
    ("interventions", "baseline of A", ""): "in words: effects are also told as a share of it",
    ("interventions", "baseline of B", ""): "in words: effects are also told as a share of it",
    ("job_market", "B", "correlation"): "one number, written into the panel with its interval",
    ("districts", "rent", ""): "stand under the axis as names of the fifths",
    ("sensitivity", "A", "mu"): "only its sign is shown, by the direction of the triangles",
    ("sensitivity", "B", "mu"): "only its sign is shown, by the direction of the triangles",
    ("cases", "cost", ""): "in the caption: they are what the scenarios set",
}


def rounded(low: float, high: float) -> tuple[str, str]:
    return f"{low:.7g}", f"{high:.7g}"


def drawn(figure: Figure) -> Iterator[tuple[str, str]]:
    """Ends of every bar from end to end, and of bands wherever they have a corner."""
    for axes in figure.axes:
        for one in axes.collections:
            if isinstance(one, LineCollection):
                for (x, y), (other_x, other_y) in (
                    part for part in one.get_segments() if len(part) == 2
                ):
                    ends = (x, other_x) if y == other_y else (y, other_y)
                    yield rounded(min(ends), max(ends))
            elif isinstance(one, PolyCollection):
                at = defaultdict(list)
                for path in one.get_paths():
                    for x, y in path.vertices:
                        at[x].append(y)
                yield from (rounded(min(found), max(found)) for found in at.values())


def ends(
    rows: pd.DataFrame, low: str = "low", high: str = "high", start: Any = 0.0
) -> pd.DataFrame:
    """Panel, series and ends of the intervals as they are drawn from a start."""
    return pd.DataFrame(
        {"panel": rows["panel"], "series": rows["series"],
         "from": rows[low] + start, "to": rows[high] + start}
    )  # fmt: skip


def stacked(rows: pd.DataFrame, by: str = "group") -> pd.Series:
    """Where each part of a stack begins."""
    return rows.groupby(by, sort=False)["value"].cumsum() - rows["value"]


def interval_ends(name: str, numbers: pd.DataFrame) -> pd.DataFrame:
    """Where the intervals of the table should be drawn in the figure."""
    if name == "interventions":
        cost = numbers["panel"] == "C"
        start = stacked(numbers[cost]).reindex(numbers.index).fillna(0.0)
        return pd.concat([ends(numbers, start=start), ends(numbers, "x_low", "x_high")])
    if name == "families":
        part = (numbers["panel"] == "A") & (numbers["series"] != "all")
        return ends(numbers, start=stacked(numbers[part]).reindex(numbers.index).fillna(0.0))
    if name == "ablation":
        found = []
        for _, rows in numbers.groupby("panel"):
            level = rows.loc[rows["group"] == ablation.NONE, "value"].iloc[0]
            ladder = rows[rows["series"] == "ladder"]
            found += [
                ends(ladder, start=level + stacked(ladder, "series")),
                ends(rows[rows["series"] == "Shapley value"], start=level),
            ]
        return pd.concat(found)
    if name == "claims":  # in units of the smallest effect, as far as there is room
        found = ends(numbers[numbers["value"].abs() <= claims.FAR])
        return found.assign(**found[["from", "to"]].clip(-claims.FAR, claims.FAR))
    if name == "plausibility":  # as places in the accepted range
        low, width = numbers["x_low"], numbers["x_high"] - numbers["x_low"]
        far = plausibility.FAR
        at = (numbers["value"] - low) / width
        found = ends(numbers).assign(**{
            "from": ((numbers["low"] - low) / width).clip(lower=-far),
            "to": ((numbers["high"] - low) / width).clip(upper=1 + far),
        })  # fmt: skip
        return found[at.between(-far, 1 + far)]
    if name == "sensitivity":  # the most influential ones
        leading = numbers[numbers["series"] == "mu_star"].groupby("panel")["group"]
        first = {(panel, one) for panel, groups in leading for one in groups[: sensitivity.SHOWN]}
        places = numbers[["panel", "group"]].apply(tuple, axis=1)
        return ends(numbers[places.isin(first)])
    return pd.concat([ends(numbers), ends(numbers, "x_low", "x_high")])


def cannot_occur(name: str, row: pd.Series) -> bool:
    """Whether a cause has a share of exactly 0 on a margin, which is not drawn."""
    return name == "variance_2" and row["panel"][:2] == "D " and row["from"] == row["to"] == 0


def excused(name: str, panel: str, series: str) -> bool:
    return any((name, *place) in NOT_DRAWN for place in ((panel, series), (panel, ""), ("", "")))


@pytest.mark.parametrize("name", NAMES)
def test_every_interval_of_the_table_is_drawn(name: str) -> None:
    numbers, figure = kept(name)
    present = set(drawn(figure))
    asked = interval_ends(name, numbers.copy()).dropna()
    missing = Counter(
        (row["panel"], row["series"])
        for _, row in asked.iterrows()
        if not cannot_occur(name, row)
        and rounded(row["from"], row["to"]) not in present
        and not excused(name, row["panel"], row["series"])
    )
    assert not missing


def test_every_exception_is_one() -> None:
    """An exception that is drawn after all, or does not exist any more, must be removed."""
    for name, panel, series in NOT_DRAWN:
        numbers, figure = kept(name)
        asked = interval_ends(name, numbers.copy()).dropna()
        if panel:
            asked = asked[asked["panel"] == panel]
        if series:
            asked = asked[asked["series"] == series]
        present = set(drawn(figure))
        assert any(rounded(*pair) not in present for pair in asked[["from", "to"]].to_numpy()), name
