"""The five emerging families of smart-city occupations in the last month.

The figure of the job market shows their growth as a whole. Single families are read from the final
state of cities, in a study of its own.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.studies.final_state import OCCUPATION
from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, mean_row, pick, table
from figures.shared.paper_sections import Paper
from simulation.core.vocabulary import EDUCATIONS

TITLE = "The five emerging families of occupations"
#: At most 60 words: what it shows.
SUMMARY = (
    "The five families of occupations that smart cities create: their posts by the education "
    "that employers ask (A), the education of their holders (B) and the fit of the holders "
    "(C), beside all other work."
)
SCENARIOS: tuple[str, ...] = ("baseline",)
PAPER = Paper(
    "development",
    "The smart city creates new occupation families, and services that depend on them.",
    (),
)

FAMILIES = {
    "privacy_security": "Privacy and security",
    "equity_ethics": "Equity and ethics",
    "innovation_growth": "Innovation and growth",
    "infrastructure_mobility": "Infrastructure, mobility",
    "sustainability_resilience": "Sustainability, resilience",
}
#: Group of all other occupations.
OTHERS = "others"
NAMES = {**FAMILIES, OTHERS: "All other work"}
HATCHES = {"low": "", "mid": "////", "high": ""}
COLOURS = style.EDUCATION_COLOURS


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure.

    Panel A: posts by required education, in % of all posts. Panel B: education of the holders, in
    %. Panel C: mean fit of the holders.
    """
    states = data.months[data.months["kind"] == OCCUPATION].copy()
    states["family"] = states["family"].where(states["emerging"], OTHERS)
    rows: list[Row] = []
    seeds = sorted(states["seed"].unique())
    posts = states.groupby("seed")["posts"].sum()
    for family in NAMES:
        own = states[states["family"] == family]
        if family != OTHERS:
            parts = {name: own[own["asked"] == name] for name in EDUCATIONS}
            for name, part in (*parts.items(), ("all", own)):
                share = 100 * (part.groupby("seed")["posts"].sum().reindex(seeds).fillna(0) / posts)
                rows.append(
                    mean_row(share, panel="A", series=name, group=family, unit="% of all posts")
                )
        people = own.groupby("seed")["residents"].sum().reindex(seeds).fillna(0)
        for name in EDUCATIONS:
            share = 100 * own.groupby("seed")[name].sum().reindex(seeds) / people.where(people > 0)
            rows.append(mean_row(share, panel="B", series=name, group=family, unit="% of holders"))
        weighted = (own["fit"] * own["residents"]).groupby(own["seed"]).sum().reindex(seeds)
        fit = weighted / people.where(people > 0)
        rows.append(mean_row(fit, panel="C", series="fit", group=family, unit="0-1"))
    return table(rows)


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(2.75)
    style.heading(figure, "A", "Posts by required education", 0.08, 0.21)
    posts(style.place(figure, 1.52, 0.62, 1.6, 1.4), numbers)
    style.heading(figure, "B", "Education of the holders", 3.4, 0.21)
    holders(style.place(figure, 3.45, 0.62, 1.75, 1.4), numbers)
    style.heading(figure, "C", "Mean fit of holders", 5.45, 0.21)
    axes = style.place(figure, 5.5, 0.62, 1.5, 1.4)
    marks.dots(axes, pick(numbers, "C"), NAMES, text=False)
    axes.margins(x=0.1)
    style.few_ticks(axes, x=3)
    style.grey(axes)
    axes.set_xlabel("Fit (0–1)")
    figure.legend(
        handles=[
            (Patch(facecolor=COLOURS[name], edgecolor="white", lw=0.4, hatch=HATCHES[name]),
             Line2D([], [], color=COLOURS[name], marker=style.EDUCATION_MARKERS[name], lw=0, ms=4))
            for name in EDUCATIONS
        ],
        labels=[f"{style.EDUCATION_NAMES[name].lower()} education" for name in EDUCATIONS],
        handler_map={tuple: HandlerTuple(ndivide=None, pad=0.3)},
        loc="center left", bbox_to_anchor=(0.2, 1 - 0.42 / 2.75), ncols=3, handlelength=2.2,
        handleheight=0.9, columnspacing=1.2, handletextpad=0.4, borderaxespad=0,
    )  # fmt: skip
    text = "Thin bars: 95 % intervals of the mean over seeds."
    style.note(figure, text, data.warning)
    return figure


def posts(axes: Axes, numbers: pd.DataFrame) -> None:
    """Posts of each family by required education, stacked.

    The interval of a part is drawn at its end, that of the whole in the middle of the bar.
    """
    shares = pick(numbers, "A")
    parts = shares.set_index(["group", "series"])
    whole = shares[shares["series"] == "all"].set_index("group")
    for place, family in enumerate(NAMES):
        if family not in whole.index:
            continue
        start = 0.0
        for name in EDUCATIONS:
            part = parts.loc[(family, name)]
            low, high = marks.ends_of(part)
            for colour, width in (("white", 2.0), (style.INK, 0.8)):
                axes.hlines(-place - 0.2, start + low, start + high, color=colour, lw=width,
                            zorder=3)  # fmt: skip
            axes.barh(
                -place, part["value"], 0.66, left=start, color=COLOURS[name], edgecolor="white",
                lw=0.4, hatch=HATCHES[name],
            )  # fmt: skip
            start += float(part["value"])
        axes.hlines(-place, *marks.ends_of(whole.loc[family]), color=style.INK, lw=1.2, zorder=3)
    axes.annotate("the rest", (0, -len(FAMILIES)), xytext=(3, 0), textcoords="offset points",
                  va="center", fontsize=style.SMALL, color=style.QUIET)  # fmt: skip
    marks.row_names(axes, list(NAMES.values()))
    axes.set_xlim(*marks.room(whole))
    style.few_ticks(axes, x=4)
    axes.set_xlabel("Share of all posts (%)")


def holders(axes: Axes, numbers: pd.DataFrame) -> None:
    """Education of the holders in each family."""
    for place, name in enumerate(EDUCATIONS):
        marks.dots(
            axes, pick(numbers, "B", series=name), NAMES, COLOURS[name],
            style.EDUCATION_MARKERS[name], shift=0.24 * (place - 1), text=False,
        )  # fmt: skip
    axes.set_xlim(0, 100)
    style.few_ticks(axes, x=4)
    style.grey(axes)
    axes.set_xlabel("Share of holders (%)")


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    whole = pick(numbers, "A", series="all")
    posts = pick(numbers, "A").pivot(index="group", columns="series", values="value")
    low_or_mid = posts[["low", "mid"]].sum().sum() / posts["all"].sum()
    high = pick(numbers, "B", series="high").set_index("group")["value"]
    fit = pick(numbers, "C").set_index("group")["value"]
    shares = ", ".join(
        f"{FAMILIES[row.group].lower()} {row.value:.2f} %" for row in whole.itertuples()
    )
    return (
        "The five occupation families that emerge in smart cities, in the last month of the "
        "baseline; the figure of the job market shows how they grow. A: their posts in % of all "
        f"posts, by the education that employers usually require ({shares}); "
        f"{100 * low_or_mid:.0f} % of these posts require low or mid education. B: education of "
        f"the holders, compared with all other work, where {high[OTHERS]:.0f} % are highly "
        f"educated. C: mean fit of the holders; in all other work it is {fit[OTHERS]:.3f}. "
        f"From {data.size}."
    )
