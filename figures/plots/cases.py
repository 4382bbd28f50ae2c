"""The cities that the paper names, each compared with the same city without its policy."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from experiments.studies.cases import CASES, without
from figures.shared import marks, style
from figures.shared.figure_data import (
    FigureData,
    Row,
    by_seed,
    mean_row,
    paired,
    pick,
    table,
    time_rows,
)
from figures.shared.paper_sections import Paper

TITLE = "The paper's cases, each compared with the same city without its policy"
#: At most 60 words: what it shows.
SUMMARY = (
    "The cities that the paper names, each beside the same city without its interventions. "
    "Left of zero, fit is more equal (A) or steadier (B); right of zero, output (C) and "
    "well-being (D) are higher. E and F: trust in the networks and hires through them."
)
SCENARIOS: tuple[str, ...] = tuple(name for case in CASES for name in (case, without(case)))
PAPER = Paper(
    "introduction",
    "Smart cities differ: some include their citizens, others leave them behind.",
    (),
)

#: Measure → letter, name, unit, factor; None stands for % of the city without its policy.
EFFECTS: dict[str, tuple[str, str, str, float | None]] = {
    "unbalance": ("A", "Unbalance", "0–1", 1.0),
    "volatility": ("B", "Volatility", "0–1 per month", 1.0),
    "wealth": ("C", "Wealth", "% of own city", None),
    "well_being": ("D", "Well-being", "points of 0–1", 1.0),
}
#: Cases with a network: name, colour and dashes.
NETWORKS: dict[str, style.Line] = {
    "helsinki": ("Helsinki", "#17493d", "-"),
    "nordic": ("Nordic", "#00639c", (0, (5, 1.6))),
    "singapore": ("Singapore", "#7c74b0", (0, (3, 1, 1, 1))),
    "planit_valley": ("PlanIT Valley", "#c24e00", (0, (1.2, 1.1))),
    "toronto": ("Quayside", "#1a1a1a", (0, (5, 1, 1, 1, 1, 1))),
}


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure; every difference is paired by seed."""
    rows: list[Row] = []
    for measure, (letter, _, unit, factor) in EFFECTS.items():
        for case in CASES:
            arm, base = data.runs_of(case), data.runs_of(without(case))
            change = paired(arm, base, measure, factor)
            rows.append(mean_row(change, panel=letter, series=measure, group=case, unit=unit))
    for panel, measure, scale in (("E", "network_trust", 1.0), ("F", "network_placements", 100.0)):
        for case in NETWORKS:
            wide = scale * by_seed(data.months_of(case), measure)
            if panel == "F":
                wide = wide.fillna(0).rolling(12).mean()
            wide = wide[wide.index > data.burn_in].dropna(how="all")
            unit = "0-1" if panel == "E" else "% of hires"
            rows += time_rows(wide, panel=panel, series=case, unit=unit)
    for case in CASES:
        spent = sum(
            data.runs_of(case)[f"cost_{name}"] for name in ("training", "communities", "network")
        )
        rows.append(mean_row(spent, panel="cost", group=case, unit="euro per resident and year"))
    return table(rows)


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(4.5)
    for place, (letter, name, unit, _) in enumerate(EFFECTS.values()):
        left = 1.22 + 1.5 * place
        style.heading(figure, letter, name, left if place else 0.08, 0.21)
        axes = style.place(figure, left, 0.36, 1.25, 1.42)
        marks.zero(axes)
        marks.dots(axes, pick(numbers, letter), CASES, text=place == 0)
        axes.margins(x=0.12)
        style.few_ticks(axes, x=3)
        style.grey(axes)
        axes.set_xlabel(f"Change ({unit})")
    for letter, left, title, label in (
        ("E", 0.08, "Trust among members of the network", "Trust (0–1)"),
        ("F", 3.75, "Hires through the network", "Share of hires (%)"),
    ):
        style.heading(figure, letter, title, left, 2.45)
        axes = style.place(figure, left + 0.5, 2.6, 2.15, 1.25)
        marks.measured_lines(axes, pick(numbers, letter), data, NETWORKS, label)
    text = "Bars and bands: 95 % intervals over seeds, in A to D paired."
    style.note(figure, text, data.warning)
    return figure


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    changes = pick(numbers, "A").set_index("group")
    cost = pick(numbers, "cost").set_index("group")["value"]
    effects = "; ".join(
        f"{name} {marks.interval(changes.loc[case], 4, sign=True)} at {cost[case]:.0f} euro"
        for case, name in CASES.items()
    )
    return (
        "Cities that the paper names, as scenarios with their population and policy. Each is "
        "compared with the same city without the budget for its interventions, the coal mine with "
        "one whose shifts do not share their work; the policy is the only difference. A: change of "
        "unbalance (how much fit rises with education and ICT skill); left of zero fit is more "
        "equal. B: change of volatility; left of zero fit is steadier. C and D: change of output "
        "per resident and of well-being. Unbalance with 95 % interval, and cost per resident and "
        f"year: {effects}. E and F: the five cases with a network, mean trust of its members and "
        "share of hires through it (means of twelve months). The parameters of the cases are "
        "assumptions that express sentences of the paper. Greece, the USA and Ireland stand for "
        f"Portugal, Canada and Britain. From {data.size} of each city."
    )
