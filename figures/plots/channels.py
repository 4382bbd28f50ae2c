"""Interventions and their channels: what each does to both variances, and what it does alone.

Drawn from the rows of ``python -m experiments.studies.channels``; nothing is run.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.claims.statistics import SLOPE, VOLATILITY
from experiments.studies.channels import ALL, CHANNELS, TEAMS
from figures.shared import marks, style

TITLE = "Interventions, channel by channel"
#: Measure → title, smallest effect of interest.
PANELS = {
    "unbalance": ("Change of unbalance", SLOPE),
    "volatility_rms": ("Change of volatility", VOLATILITY),
}
#: Effects are shown in thousandths of the scale of fit.
SCALE = 1000.0
#: Scenario → name.
NAMES = {
    **style.SCENARIO_NAMES,
    f"communities{TEAMS}": "Communities + work teams",
    f"network{TEAMS}": "Network + work teams",
}
#: Table in the reference.
KEPT = Path(__file__).parents[1] / "reference" / "channels.csv"
#: Inches of a row.
ROW = 0.165


def draw(rows: pd.DataFrame) -> Figure:
    """A panel for each variance, an intervention in bold above its channels.

    Parameters
    ----------
    rows : DataFrame
        As of :func:`experiments.studies.channels.table`.
    """
    shown = [
        (scenario, channel)
        for scenario, channels in CHANNELS.items()
        for channel in (ALL, *channels)
    ]
    height = ROW * len(shown) + 0.1
    figure = style.new_figure(height + 1.2)
    by_name = rows.set_index(["scenario", "channel", "measure"])
    for number, (measure, (title, smallest)) in enumerate(PANELS.items()):
        left = 1.95 + 2.65 * number
        style.heading(figure, "AB"[number], title, left, 0.24)
        axes = style.place(figure, left, 0.4, 2.4, height)
        table = by_name.xs(measure, level="measure").loc[shown]
        _panel(axes, table, smallest, names=number == 0)
    style.note(
        figure,
        "Bold: the whole intervention. Below it, what is lost without a channel. Filled: the 95 % "
        "interval excludes 0.\nShaded: smaller than the smallest effect of interest.",
    )
    return figure


def _panel(axes: Axes, table: pd.DataFrame, smallest: float, names: bool) -> None:
    """Effects with their intervals, from top to bottom."""
    axes.axvspan(-SCALE * smallest, SCALE * smallest, color=style.SHADE, linewidth=0, zorder=0)
    for place, ((scenario, channel), row) in enumerate(table.iterrows()):
        colour = style.SCENARIO_COLOURS[scenario.removesuffix(TEAMS)]
        effect, low, high = (SCALE * row[name] for name in ("effect", "low", "high"))
        axes.hlines(-place, low, high, color=colour, lw=1.6 if channel == ALL else 0.9)
        axes.plot(
            effect, -place, "D" if channel == ALL else "o", color=colour, ms=4.5, mew=1.0,
            mfc=colour if row["found"] == "yes" else "white",
        )  # fmt: skip
    marks.zero(axes)
    marks.row_names(axes, [_name(*which) if names else "" for which in table.index])
    for label, (_, channel) in zip(axes.get_yticklabels(), table.index, strict=True):
        label.set_fontweight("bold" if channel == ALL else "normal")
    reach = SCALE * max(abs(table[["low", "high"]]).max().max(), 1.1 * smallest)
    axes.set_xlim(-1.05 * reach, 1.05 * reach)
    style.few_ticks(axes, x=5)
    style.grey(axes)
    axes.set_xlabel("Thousandths (0–1)")


def _name(scenario: str, channel: str) -> str:
    """Name of an intervention, or of a channel below it."""
    return NAMES[scenario] if channel == ALL else channel_words(channel)


def channel_words(channel: str) -> str:
    """A channel as text."""
    return channel.removeprefix("community_").replace("_", " ")
