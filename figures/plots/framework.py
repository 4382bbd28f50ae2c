"""The framework of the paper as a diagram, with measured values on its arrows."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from experiments.claims.portfolios import ENOUGH, standardised
from experiments.claims.statistics import pseudo_values
from figures.plots.interventions import INTERVENTIONS
from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, mean_row, paired, pick, table
from figures.shared.paper_sections import Paper
from simulation.core.vocabulary import EDUCATIONS

TITLE = "The framework, with measured values on its arrows"
#: At most 60 words: what it shows.
SUMMARY = (
    "The paper as a diagram, with a measured value on each arrow: how unbalanced and how "
    "volatile fit is, what each of the three solutions changes, and how both variances go "
    "with the two aims of the city."
)
SCENARIOS: tuple[str, ...] = tuple(style.SCENARIO_NAMES)
PAPER = Paper(
    "variances",
    "Technology and the job market make fit unbalanced and volatile; training, communities and "
    "networks should improve it, for wealth and well-being.",
    ("H1", "H9", "H24", "H26"),
)

#: Parts of volatility: measure → name.
MARGIN_NAMES = {
    "volatility_within_post": "within a post",
    "volatility_moves": "moves",
    "volatility_access": "access",
    "volatility_without": "without a job",
}
VARIANCES = {"unbalance": "Variance 1: unbalanced fit", "volatility": "Variance 2: volatile fit"}
SOLUTIONS = {
    "training": "Solution 1\nContinuous\ndevelopment",
    "communities": "Solution 2\nCareer\ncommunities",
    "network": "Solution 3\nNetwork-centric\norganising",
}
#: Fill colours of the boxes.
FILLS = {"city": "#eef1f4", "variance": "#f7e6d6", "solution": "#dfeae5", "aim": "#e4e3f1"}
#: Height of the figure and of a line of text in inches.
HEIGHT, LINE = 5.1, 0.13


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure: one row per arrow or box; differences are paired by seed."""
    base = data.runs_of("baseline")
    rows: list[Row] = []
    slopes = {"slope_index_education": "education", "slope_index_ict": "ICT skill",
              "unbalance": "both", "unbalance_realised": "realised",
              "unbalance_potential": "potential"}  # fmt: skip
    volatilities = (
        {f"volatility_of_fit_{name}": name for name in EDUCATIONS}
        | {"volatility": "all"}
        | MARGIN_NAMES
    )
    for series, unit, measures in (
        ("unbalance", "0-1", slopes),
        ("volatility", "0-1 per month", volatilities),
    ):
        rows += [
            mean_row(base[measure], panel="city", series=series, group=group, unit=unit)
            for measure, group in measures.items()
        ]
    for name in INTERVENTIONS:
        for measure in VARIANCES:
            change = paired(data.runs_of(name), base, measure, 1.0)
            rows.append(mean_row(change, panel="solution", series=measure, group=name, unit="0-1"))
    for measure in ("wealth", "well_being"):
        change = paired(data.runs_of("all_three"), base, measure, None)
        rows.append(mean_row(change, panel="aim", series=measure, group="all_three", unit="%"))
    return table([*rows, *aim_rows(data)])


def aim_rows(data: FigureData) -> list[Row]:
    """Standardised coefficients of both variances for the weaker aim, over all runs."""
    coefficients = np.full((len(VARIANCES), 1), np.nan)
    runs = [data.runs_of(scenario) for scenario in data.scenarios]
    if len({len(arm) for arm in runs}) == 1 and len(runs[0]) >= ENOUGH:
        wide = {
            name: np.array([arm[name].to_numpy() for arm in runs])
            for name in ("wealth", "well_being", *VARIANCES)
        }
        base = data.scenarios.index("baseline")
        aims = np.minimum(*(wide[name] / wide[name][base] for name in ("wealth", "well_being")))
        variances = np.array([wide[name] for name in VARIANCES])
        # the baseline is 1 by definition
        aims, variances = np.delete(aims, base, 0), np.delete(variances, base, 1)

        def coefficient(which: int, kept: np.ndarray) -> float:
            return float(standardised(aims[:, kept], variances[:, :, kept])[which])

        coefficients = np.array([
            pseudo_values(partial(coefficient, which), aims.shape[1])
            for which in range(len(VARIANCES))
        ])  # fmt: skip
    return [
        mean_row(values, panel="aims", series=measure, group="min(W, B)",
                 unit="standard deviations")
        for measure, values in zip(VARIANCES, coefficients, strict=True)
    ]  # fmt: skip


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(HEIGHT)
    axes = style.place(figure, 0, 0, style.TWO_COLUMNS, HEIGHT)
    axes.set_xlim(0, style.TWO_COLUMNS)
    axes.set_ylim(0, HEIGHT)
    axes.set_axis_off()
    city = pick(numbers, "city").set_index(["series", "group"])
    solution = pick(numbers, "solution").set_index(["group", "series"])
    aims = pick(numbers, "aims").set_index("series")
    aim = pick(numbers, "aim").set_index("series")

    box(axes, 0.08, 0.62, 1.12, 4.28, FILLS["city"], "Smart city\nas a career\necosystem",
        "technology and\ndigital services,\nknowledge-\nintensive work,\njobs created,\n"
        "redesigned, lost")  # fmt: skip
    value = {key: marks.interval(row, 3) for key, row in city.iterrows()}
    realised, potential = (
        marks.plain(city.loc[("unbalance", kind), "value"]) for kind in ("realised", "potential")
    )
    parts = [
        f"{name} {marks.plain(city.loc[('volatility', name), 'value'], 4)}"
        for name in MARGIN_NAMES.values()
    ]
    unbalance = (
        "fit from the lowest to the highest rank\nof education and ICT skill\n"
        f"{value['unbalance', 'both']} (0–1)\nrealised fit {realised}, potential fit {potential}"
    )
    volatility = (
        "typical change of a citizen's fit\nfrom one month to the next\n"
        f"{value['volatility', 'all']} (0–1 per month)\n"
        f"root mean square by margin: {parts[0]},\n{', '.join(parts[1:])}"
    )
    for low, measure, words in ((3.8, "unbalance", unbalance), (0.62, "volatility", volatility)):
        box(axes, 2.28, low, 2.84, 1.1, FILLS["variance"], VARIANCES[measure], words)
    axes.add_patch(
        FancyBboxPatch(
            (1.95, 2.36), 3.48, 0.8, boxstyle="round,pad=0,rounding_size=0.08", facecolor="none",
            edgecolor=style.QUIET, lw=0.7, ls=(0, (3, 2)),
        )
    )  # fmt: skip
    for place, (name, title) in enumerate(SOLUTIONS.items()):
        left = 2.02 + 1.14 * place
        box(axes, left, 2.43, 1.06, 0.66, FILLS["solution"], title, "")
        middle = left + 0.53
        arrow(axes, (middle, 3.09), (middle, 3.8))
        arrow(axes, (middle, 2.43), (middle, 1.72))
        up, down = (solution.loc[(name, measure)] for measure in VARIANCES)
        label(axes, middle, 3.43, in_thousandths(up))
        label(axes, middle, 2.09, in_thousandths(down))
    box(axes, 6.1, 0.62, 1.02, 4.28, FILLS["aim"], "Two aims\nof the city",
        "economic\nwealth (W)\n\nwell-being of\ncitizens (B)")  # fmt: skip
    arrow(axes, (1.2, 4.35), (2.28, 4.35))
    label(axes, 1.73, 4.59, "education\n" + stacked(city.loc[("unbalance", "education")], 3))
    label(axes, 1.73, 4.1, "ICT skill\n" + stacked(city.loc[("unbalance", "ICT skill")], 3))
    arrow(axes, (1.2, 1.17), (2.28, 1.17))
    label(axes, 1.73, 1.41, "low educated\n" + stacked(city.loc[("volatility", "low")], 3))
    label(axes, 1.73, 0.93, "highly educated\n" + stacked(city.loc[("volatility", "high")], 3))
    arrow(axes, (5.12, 4.35), (6.1, 4.35))
    label(axes, 5.6, 4.59, "min(W, B)\n" + stacked(aims.loc["unbalance"], 2, sign=True))
    arrow(axes, (5.12, 1.17), (6.1, 1.17))
    label(axes, 5.6, 1.41, "min(W, B)\n" + stacked(aims.loc["volatility"], 2, sign=True))
    arrow(axes, (5.43, 2.76), (6.1, 2.76))
    label(axes, 5.77, 3.05, "W, all three\n" + stacked(aim.loc["wealth"], 1, True, " %"))
    label(axes, 5.77, 2.47, "B, all three\n" + stacked(aim.loc["well_being"], 1, True, " %"))
    text = (
        "Brackets: 95 % intervals over seeds. Arrows of the solutions: change from the baseline; "
        "negative values\nmean more equal or steadier fit. Arrows of the variances: standard "
        "deviations of min(W, B) per standard deviation."
    )
    style.note(figure, text, data.warning, lift=0.35)
    return figure


def box(
    axes: Axes,
    left: float,
    low: float,
    width: float,
    height: float,
    fill: str,
    title: str,
    words: str,
) -> None:
    """A box with a title and what belongs to it, in inches from the left and from below."""
    axes.add_patch(
        FancyBboxPatch(
            (left, low), width, height, boxstyle="round,pad=0,rounding_size=0.06", facecolor=fill,
            edgecolor=style.INK, lw=0.7,
        )
    )  # fmt: skip
    middle, centre = left + width / 2, low + height / 2
    if not words:
        axes.text(middle, centre, title, ha="center", va="center", weight="bold",
                  fontsize=style.SMALL, linespacing=1.25)  # fmt: skip
        return
    # the title above, the words below a line that puts both in the middle of the box together
    line = centre + LINE * (words.count("\n") - title.count("\n")) / 2
    axes.text(middle, line + 0.04, title, ha="center", va="bottom", weight="bold",
              fontsize=style.NORMAL, linespacing=1.25)  # fmt: skip
    axes.text(middle, line - 0.04, words, ha="center", va="top", fontsize=style.SMALL,
              linespacing=1.35)  # fmt: skip


def arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """An arrow between boxes."""
    axes.add_patch(
        FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=8, lw=1.0, color=style.INK,
                        shrinkA=0, shrinkB=0, zorder=1)
    )  # fmt: skip


def label(axes: Axes, x: float, y: float, text: str) -> None:
    """A measured value on an arrow or next to it."""
    axes.text(
        x, y, text, ha="center", va="center", fontsize=style.SMALL, linespacing=1.2, zorder=3,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
    )  # fmt: skip


def stacked(row: pd.Series, digits: int, sign: bool = False, unit: str = "") -> str:
    """A value with its interval below it."""
    value, bracket, ends = marks.interval(row, digits, sign=sign).partition(" [")
    return f"{value}{unit}" + (f"\n[{ends}" if bracket else "")


def in_thousandths(row: pd.Series) -> str:
    """A small change with its interval, with enough digits to distinguish it from 0."""
    small = row.copy()
    small[["value", "low", "high"]] = 1000 * row[["value", "low", "high"]].astype(float)
    return stacked(small, marks.digits(small), sign=True, unit=" ×10⁻³")


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    city = pick(numbers, "city").set_index(["series", "group"])
    solution = pick(numbers, "solution").set_index(["group", "series"])
    changes = "; ".join(
        f"{name} {marks.interval(solution.loc[(name, 'unbalance')], 4, sign=True)} and "
        f"{marks.interval(solution.loc[(name, 'volatility')], 5, sign=True)}"
        for name in INTERVENTIONS
    )
    margins = ", ".join(
        f"{marks.interval(city.loc[('volatility', name)], 4)} ({name})"
        for name in MARGIN_NAMES.values()
    )
    return (
        "Overview of the paper as a diagram, with values from the model (fit is on a scale from 0 "
        "to 1). First variance: from the lowest to the highest rank of education and ICT skill "
        f"together, fit rises by {marks.interval(city.loc[('unbalance', 'both')], 3)} if fit "
        "without a job is that to expect of the posts open to a person, by "
        f"{marks.interval(city.loc[('unbalance', 'realised')], 3)} if it is 0 (realised fit), and "
        f"by {marks.interval(city.loc[('unbalance', 'potential')], 3)} with the best post within "
        "reach (potential fit). Second variance: the typical change of a citizen's fit from one "
        f"month to the next is {marks.interval(city.loc[('volatility', 'all')], 3)}. Its root mean "
        "square over all person-months has four parts whose squares add up: changes within a post, "
        "with a move to another, with the loss or finding of a job (access), and without a job: "
        f"{margins}. The three solutions affect both variances. "
        "Change of unbalance and of volatility from the baseline, each solution alone at its own "
        f"cost: {changes}. Arrows from the variances to the aims: difference of the weaker aim "
        "(each relative to the same city without interventions) in standard deviations per "
        "standard deviation of that variance, given the other, over runs of one scenario. This is "
        "an association, not a causal effect. Middle right: change of output per resident and of "
        f"well-being with all three solutions. From {data.size} of each scenario."
    )
