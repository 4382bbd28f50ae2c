"""Style of all figures: sizes, type, colours and names.

Colour-blind readers can distinguish the colours. They differ in lightness, so a grey print keeps
them distinct; lines and markers differ as well.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from matplotlib import style as matplotlib_style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

#: Width in inches of two columns of a journal page.
TWO_COLUMNS = 7.2

#: Type sizes in points at print size; the first is the smallest in use.
SMALL, NORMAL, TITLE = 7.0, 7.5, 8.5

#: Text, notes and secondary marks, and shaded areas.
INK, QUIET, SHADE = "#1a1a1a", "#5c5c5c", "#ececec"
#: Lines where there is no difference.
ZERO = "#8a8a8a"
WARNING = "#b3331d"

#: Settings of matplotlib; they replace all settings of a user.
SETTINGS: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": NORMAL,
    "axes.titlesize": TITLE,
    "axes.titlelocation": "left",
    "axes.titlepad": 6,
    "axes.labelsize": NORMAL,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#4d4d4d",
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.formatter.useoffset": False,
    "axes.axisbelow": True,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.color": "#333333",
    "ytick.color": "#333333",
    "text.color": INK,
    "lines.linewidth": 1.3,
    "lines.markersize": 4.5,
    "hatch.linewidth": 0.5,
    "legend.frameon": False,
    "legend.fontsize": SMALL,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "savefig.dpi": 300,
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "cityfit",
}

#: Name, colour and dashes of a line.
Line = tuple[str, str, Any]

EDUCATION_NAMES = {"low": "Low", "mid": "Mid", "high": "High"}
EDUCATION_COLOURS = {"low": "#d97700", "mid": "#00795c", "high": "#27246b"}
EDUCATION_LINES: dict[str, Any] = {"low": "-", "mid": (0, (5, 1.6)), "high": (0, (1.2, 1.1))}
EDUCATION_MARKERS = {"low": "o", "mid": "s", "high": "^"}
EDUCATION_SERIES: dict[str, Line] = {
    name: (EDUCATION_NAMES[name], EDUCATION_COLOURS[name], EDUCATION_LINES[name])
    for name in EDUCATION_NAMES
}

ICT_NAMES = {
    "none": "no score",
    "below1": "below 1",
    "level1": "1",
    "level2": "2",
    "level3": "3",
}

SCENARIO_NAMES = {
    "baseline": "Baseline",
    "training": "Training",
    "communities": "Communities",
    "network": "Network",
    "training_communities": "Training + communities",
    "training_network": "Training + network",
    "communities_network": "Communities + network",
    "all_three": "All three",
}
SCENARIO_COLOURS = {
    "baseline": "#1a1a1a",
    "training": "#2f8fd0",
    "communities": "#b34d86",
    "network": "#17493d",
    "training_communities": "#776fab",
    "training_network": "#276272",
    "communities_network": "#4d2c43",
    "all_three": "#1a1a1a",
}
SCENARIO_MARKERS = {
    "baseline": "x",
    "training": "o",
    "communities": "o",
    "network": "o",
    "training_communities": "s",
    "training_network": "s",
    "communities_network": "s",
    "all_three": "D",
}

CAUSE_NAMES = {
    "job_loss": "job loss",
    "job_move": "new job",
    "redesign": "redesign",
    "learning": "learning",
    "services_prices": "services and prices",
    "surroundings": "surroundings",
    "ageing": "ageing",
}


def applied() -> AbstractContextManager[None]:
    """A context in which matplotlib draws in this style, whatever the user has set."""
    context: AbstractContextManager[None] = matplotlib_style.context(["default", SETTINGS])
    return context


def new_figure(height: float, width: float = TWO_COLUMNS) -> Figure:
    """An empty figure of a size in inches, with a canvas that measures text."""
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def place(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Axes at a position in inches from the left and the top edge of the figure."""
    whole_width, whole_height = figure.get_size_inches()
    return figure.add_axes(
        (
            left / whole_width,
            1.0 - (top + height) / whole_height,
            width / whole_width,
            height / whole_height,
        )
    )


def heading(figure: Figure, letter: str, text: str, left: float, top: float) -> None:
    """Letter and title of a group of panels, at inches from the left and the top.

    A figure with a single panel has no letter.
    """
    width, height = figure.get_size_inches()
    level = 1.0 - top / height
    if letter:
        figure.text(left / width, level, letter, fontsize=TITLE, weight="bold")
        left += 0.16
    figure.text(left / width, level, text, fontsize=TITLE)


def lettered(letter: str, text: str) -> str:
    """Title of a panel with its letter, set as in :func:`heading`."""
    return rf"$\bf{{{letter}}}$  {text}"


def months_axis(axes: Axes, last: float, first: float = 0) -> None:
    """A time axis in months between two ends, with few ticks at whole years."""
    axes.set_xlim(first, last)
    step = next((s for s in (12, 24, 60, 120, 240) if (last - first) / s <= 6), 600)
    axes.set_xticks(range(-(-int(first) // step) * step, int(last) + 1, step))
    axes.set_xlabel("Month")


def shade_burn_in(axes: Axes, burn_in: int, text: bool = True, height: float = 0.0) -> None:
    """Shade and label the burn-in, which no statistic uses.

    Parameters
    ----------
    axes : Axes
    burn_in : int
        Months.
    text, height : bool and float
        Whether the shade has a label, and its height as a share of the height of the axes.
    """
    if burn_in <= 0:
        return
    axes.axvspan(0, burn_in, color=SHADE, linewidth=0, zorder=0)
    if text:
        axes.annotate(
            "burn-in", (burn_in / 2, height), xycoords=("data", "axes fraction"), xytext=(0, 3),
            textcoords="offset points", ha="center", va="bottom", fontsize=SMALL, color=QUIET,
        )  # fmt: skip


def few_ticks(axes: Axes, x: int | None = None, y: int | None = None) -> None:
    """Limit the number of intervals between ticks on an axis."""
    if x is not None:
        axes.xaxis.set_major_locator(MaxNLocator(x, steps=[1, 2, 2.5, 5, 10]))
    if y is not None:
        axes.yaxis.set_major_locator(MaxNLocator(y, steps=[1, 2, 2.5, 5, 10]))


def note(figure: Figure, text: str, warning: str = "", lift: float = 0.0) -> None:
    """A note at the foot of a figure, and a warning at its right.

    Parameters
    ----------
    figure : Figure
    text, warning : str
    lift : float
        Height of the warning above the foot in inches, where the note is wide.
    """
    height = figure.get_size_inches()[1]
    figure.text(0.012, 0.07 / height, text, fontsize=SMALL, color=QUIET, va="bottom", ha="left")
    if warning:
        figure.text(
            0.988, (0.07 + lift) / height, warning, fontsize=SMALL, color=WARNING, va="bottom",
            ha="right", weight="bold",
        )  # fmt: skip


def grey(axes: Axes, where: str = "x") -> None:
    """Grid lines that help to read values off an axis."""
    axes.grid(visible=True, axis=where, color="#e3e3e3", linewidth=0.5)  # type: ignore[arg-type]
