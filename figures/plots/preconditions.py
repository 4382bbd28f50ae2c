"""Preconditions of communities and networks: facilitation, funding, trust and governance."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.claims.claim import COMMUNITIES
from experiments.claims.network import AS_BEFORE, BEFORE, GAP, HELD
from experiments.studies.preconditions import MODES, PATHS, SHARES, arms, facilitated
from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, by_seed, mean_row, pick, table, time_rows
from figures.shared.paper_sections import Paper

TITLE = "What communities and networks need: facilitation, funding, trust, governance"
#: At most 60 words: what it shows.
SUMMARY = (
    "What it takes. A: communities that exist after money for facilitation rose or fell. B "
    "and C: hires through the network and trust of its members under steady, interrupted and "
    "declining funding. D: modes of governance with many and with few members."
)
SCENARIOS: tuple[str, ...] = tuple(arm.name for arm in arms())
PAPER = Paper(
    "network",
    "Communities need facilitation above a threshold; networks need trust, steady funding and "
    "governance that suits their size.",
    ("H19", "H21", "H22", "H23"),
)

DIRECTIONS: dict[str, style.Line] = {
    "falling": ("cut from\nfull funding", "#27246b", "-"),
    "rising": ("raised from\nnone", "#a85400", (0, (5, 1.6))),
}
DIRECTION_MARKERS = {"falling": "s", "rising": "o"}
FUNDING: dict[str, style.Line] = {
    "steady": ("steady", "#17493d", "-"),
    "gap": ("with a gap", "#2f8fd0", (0, (5, 1.6))),
    "declining": ("declining", "#c24e00", (0, (1.2, 1.1))),
}
TRUST: dict[str, style.Line] = {**FUNDING, "held": ("held", "#5c5c5c", (0, (3, 1, 1, 1)))}
MODE_NAMES = {"administered": "own office", "lead": "lead firm", "shared": "all members"}
MEMBERS = {
    "many": ("many members,\nsome trust", "#27246b", "o"),
    "few": ("few members,\nhigh trust", "#a85400", "s"),
}


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure.

    Panel A: `x` is the share of full funding in %, `value` the communities in the last year in % of
    those with full funding. Panels B and C: `x` is the month. Panel D: share of hires.
    """
    rows: list[Row] = []
    last = {arm.name: _last_year(data, arm.name) for arm in arms()}
    full = last[COMMUNITIES.name].mean()
    for direction in DIRECTIONS:
        for share in SHARES:
            alive = 100 * last[facilitated(direction, share).name] / full
            labels = {"panel": "A", "series": direction, "group": f"{100 * share:g} %"}
            rows.append(mean_row(alive, x=100 * share, unit="% of those with all money", **labels))
    for path, arm in PATHS.items():
        months = data.months_of(arm.name)
        hires = 100 * by_seed(months, "network_placements").fillna(0).rolling(12).mean()
        rows += time_rows(_measured(hires, data), panel="B", series=path, unit="% of hires")
    for path, arm in {**PATHS, "held": HELD}.items():
        trust = by_seed(data.months_of(arm.name), "network_trust").dropna(how="all")
        rows += time_rows(_measured(trust, data), panel="C", series=path, unit="0-1")
    for members, modes in MODES.items():
        for mode, arm in modes.items():
            hires = 100 * data.runs_of(arm.name)["network_placements"]
            labels = {"panel": "D", "series": members, "group": mode}
            rows.append(mean_row(hires, unit="% of hires", **labels))
    return table(rows)


def _last_year(data: FigureData, name: str) -> pd.Series:
    """Mean number of communities in the last twelve months, by seed."""
    wide = by_seed(data.months_of(name), "communities_alive")
    return wide.iloc[-12:].mean()


def _measured(wide: pd.DataFrame, data: FigureData) -> pd.DataFrame:
    """The months after the burn-in."""
    return wide[wide.index > data.burn_in].dropna(how="all")


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(4.75)
    style.heading(figure, "A", "Facilitation: hysteresis of communities", 0.08, 0.21)
    facilitation(style.place(figure, 0.6, 0.36, 2.0, 1.6), numbers)
    style.heading(figure, "B", "Funding: hires through the network", 3.72, 0.21)
    axes = style.place(figure, 4.22, 0.36, 2.1, 1.6)
    label = "Hires through the\nnetwork (% of hires)"
    over_time(axes, pick(numbers, "B"), data, FUNDING, label)
    style.heading(figure, "C", "Trust among members", 0.08, 2.63)
    axes = style.place(figure, 0.6, 2.78, 2.0, 1.3)
    over_time(axes, pick(numbers, "C"), data, TRUST, "Trust (0–1)")
    style.heading(figure, "D", "Governance of the network", 3.72, 2.63)
    governance(style.place(figure, 4.75, 2.78, 1.35, 1.3), numbers)
    text = "Bands and bars: 95 % intervals of the mean over seeds. Shaded in B and C: the gap."
    style.note(figure, text, data.warning)
    return figure


def facilitation(axes: Axes, numbers: pd.DataFrame) -> None:
    """Communities against funding, after a cut and after an increase."""
    rows = pick(numbers, "A")
    axes.set_xscale("log")
    for direction, (_, colour, _) in DIRECTIONS.items():
        line = rows[rows["series"] == direction]
        axes.vlines(line["x"], line["low"], line["high"], color=colour, lw=1.1)
        axes.plot(line["x"], line["value"], DIRECTION_MARKERS[direction], color=colour, ms=4)
    shares = [100 * share for share in SHARES]
    axes.set_xticks(shares, [f"{share:g}" for share in shares])
    axes.set_xticks([], minor=True)
    axes.set_ylim(*marks.room(rows, least=100))
    marks.lines(axes, rows, DIRECTIONS)
    axes.set_xlabel("Funding of facilitation (% of full)")
    axes.set_ylabel("Communities (%)")


def over_time(
    axes: Axes, rows: pd.DataFrame, data: FigureData, series: dict[str, style.Line], label: str
) -> None:
    """A measure of the network month by month, with the gap in funding."""
    first = data.burn_in + BEFORE
    axes.axvspan(first, first + GAP, color=style.SHADE, linewidth=0, zorder=0)
    marks.measured_lines(axes, rows, data, series, label)


def governance(axes: Axes, numbers: pd.DataFrame) -> None:
    """Hires through the network by mode of governance, with many and with few members."""
    for place, (members, (name, colour, marker)) in enumerate(MEMBERS.items()):
        rows = pick(numbers, "D", series=members)
        marks.dots(axes, rows, MODE_NAMES, colour, marker, shift=0.24 * place - 0.12)
        level = 0.8 - 0.55 * place
        axes.annotate(
            name, (1, level), xycoords="axes fraction", xytext=(12, 0),
            textcoords="offset points", va="center", fontsize=style.SMALL, color=colour,
        )  # fmt: skip
        axes.plot(1.045, level, marker, color=colour, ms=4, clip_on=False,
                  transform=axes.transAxes)  # fmt: skip
    axes.set_xlim(*marks.room(pick(numbers, "D")))
    style.few_ticks(axes, x=4)
    style.grey(axes)
    axes.set_xlabel("Hires through the network (%)")


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    alive = {
        name: pick(numbers, "A", series=name).set_index("group")["value"] for name in DIRECTIONS
    }
    middle = f"{100 * SHARES[len(SHARES) // 2]:g} %"
    ends = {name: pick(numbers, "B", series=name)["value"].iloc[-1] for name in FUNDING}
    trust = {name: pick(numbers, "C", series=name)["value"].iloc[-1] for name in FUNDING}
    hires = pick(numbers, "D").set_index(["series", "group"])["value"]
    best = {members: MODE_NAMES[hires[members].idxmax()] for members in MEMBERS}
    return (
        "Preconditions of career communities and networks. A: communities in the last year, in % "
        "of those with full funding of facilitation, after funding moved to the share on the axis "
        "within two years, from none or from full funding, and stayed there. Where the two differ, "
        f"more communities survive than would be formed. At {middle} of full funding, "
        f"{alive['falling'][middle]:.0f} % exist after a cut and {alive['rising'][middle]:.0f} % "
        "after an increase. B: hires through vacancies and introductions of the network, means of "
        f"twelve months, with steady funding, with a gap of {GAP} months, and with funding that "
        f"declines to none over the same {GAP} months; at the end {ends['steady']:.1f} %, "
        f"{ends['gap']:.1f} % and {ends['declining']:.1f} %. C: mean trust of the members; at the "
        f"end {trust['steady']:.2f}, {trust['gap']:.2f} and {trust['declining']:.2f}; the grey "
        f"line is a network with trust held at {AS_BEFORE}. D: hires through networks governed by "
        "an office of their own, by a lead organisation or by all members, with many members and "
        f"moderate trust and with few members and high trust. Most hires come with {best['many']} "
        f"(many members) and with {best['few']} (few). From {data.size}."
    )
