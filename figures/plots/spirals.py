"""Spirals of loss, segregation, and the two aims of the city."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.shared import marks, style
from figures.shared.figure_data import (
    FigureData,
    Row,
    by_seed,
    mean_row,
    on_x,
    paired,
    pick,
    table,
    time_rows,
)
from figures.shared.labels import point_labels
from figures.shared.paper_sections import Paper
from simulation.core.vocabulary import EDUCATIONS

TITLE = "Spirals, segregation and the two aims of the city"
#: At most 60 words: what it shows.
SUMMARY = (
    "Losses, segregation and the two aims. A: risk of another job loss after one. B: "
    "segregation over districts, employers and contacts. C: energy by education. D: change of "
    "wealth and well-being with the interventions."
)
SCENARIOS: tuple[str, ...] = tuple(style.SCENARIO_NAMES)
PAPER = Paper(
    "careers",
    "Losses of resources reinforce each other, similar citizens cluster, and the two variances "
    "reduce wealth and well-being.",
    ("H5", "H7", "H26"),
)

#: Group of job-holders: label of the measure → name.
ENERGIES = {"all": "all job-holders", "low": "low energy", "high": "high energy"}
#: Measures of panel A: name, colour, marker.
RATIOS = {
    "second_loss_ratio": ("observed", "#1a1a1a", "o"),
    "second_loss_ratio_at_tenure": ("at equal tenure", "#a85400", "D"),
}
APART: dict[str, style.Line] = {
    "residential_dissimilarity": ("districts", "#27246b", "-"),
    "workplace_dissimilarity": ("workplaces", "#c24e00", (0, (5, 1.6))),
    "tie_assortativity": ("ties", "#00795c", (0, (1.2, 1.1))),
}


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure; differences in panel D are paired by seed."""
    runs, months = data.runs_of("baseline"), data.months_of("baseline")
    rows: list[Row] = []
    for measure in RATIOS:
        for energy in ENERGIES:
            values = runs[f"{measure}_{energy}"]
            rows.append(mean_row(values, panel="A", series=measure, group=energy, unit="ratio"))
    for measure in APART:
        wide = by_seed(months, measure).dropna(how="all")
        unit = "-1 to 1" if measure == "tie_assortativity" else "0-1"
        rows += time_rows(wide, panel="B", series=measure, unit=unit)
    for education in EDUCATIONS:
        wide = by_seed(months, f"energy_{education}")
        rows += time_rows(wide, panel="C", series=education, unit="0-1")
    for name in SCENARIOS[1:]:
        arm = data.runs_of(name)
        across = on_x(mean_row(paired(arm, runs, "wealth", None)))
        change = paired(arm, runs, "well_being", None)
        rows.append(
            mean_row(change, panel="D", series="well-being against wealth", group=name,
                     unit="% of baseline", **across)
        )  # fmt: skip
    return table(rows)


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(4.85)
    style.heading(figure, "A", "A second job loss within a year of the first", 0.08, 0.21)
    losses(style.place(figure, 1.1, 0.52, 1.95, 1.14), numbers)
    style.heading(figure, "B", "Segregation of low and high educated", 3.75, 0.21)
    apart(style.place(figure, 4.25, 0.36, 2.15, 1.3), numbers, data)
    style.heading(figure, "C", "Energy by education", 0.08, 2.4)
    energy(style.place(figure, 0.6, 2.55, 2.1, 1.65), numbers, data)
    style.heading(figure, "D", "Change of both aims from the baseline", 3.75, 2.4)
    aims(style.place(figure, 4.25, 2.55, 2.75, 1.65), numbers)
    text = "Bars, bands and crosses: 95 % intervals over seeds."
    style.note(figure, text, data.warning)
    return figure


def losses(axes: Axes, numbers: pd.DataFrame) -> None:
    """Relative risk of a second loss, by energy."""
    axes.axvline(1, color=style.ZERO, lw=0.8, zorder=1)
    for place, (measure, (name, colour, marker)) in enumerate(RATIOS.items()):
        rows = pick(numbers, "A", series=measure)
        marks.dots(axes, rows, ENERGIES, colour, marker, shift=0.3 * place - 0.15)
        axes.plot([], [], marker, color=colour, ms=4, label=name)
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, 0.95), high + 0.04 * (high - low))
    style.few_ticks(axes, x=5)
    style.grey(axes)
    axes.set_xlabel("Risk relative to no loss before (ratio)")
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.02), ncols=2, handletextpad=0.1,
                columnspacing=1.0, borderaxespad=0)  # fmt: skip


def apart(axes: Axes, numbers: pd.DataFrame, data: FigureData) -> None:
    """Segregation over time."""
    style.shade_burn_in(axes, data.burn_in)
    style.months_axis(axes, data.length)
    axes.set_ylim(*marks.room(pick(numbers, "B")))
    marks.lines(axes, pick(numbers, "B"), APART)
    style.few_ticks(axes, y=4)
    axes.set_ylabel("Dissimilarity,\nassortativity (0–1)")


def energy(axes: Axes, numbers: pd.DataFrame, data: FigureData) -> None:
    """Mean energy by education, month by month."""
    style.shade_burn_in(axes, data.burn_in)
    rows = pick(numbers, "C")
    style.months_axis(axes, data.length)
    axes.set_ylim(marks.padded(rows["value"].to_numpy(), 0.15))
    marks.lines(axes, rows, style.EDUCATION_SERIES)
    style.few_ticks(axes, y=4)
    axes.set_ylabel("Energy (0–1)")


def aims(axes: Axes, numbers: pd.DataFrame) -> None:
    """Change of well-being against change of wealth."""
    points, obstacles = marks.scenario_points(axes, pick(numbers, "D"))
    axes.margins(0.3)
    axes.autoscale_view()
    obstacles += marks.zero_areas(axes)
    style.few_ticks(axes, x=5, y=4)
    axes.set_xlabel("Wealth (change, % of baseline)")
    axes.set_ylabel("Well-being\n(change, % of baseline)")
    point_labels(axes, points, obstacles, [])


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    ratios = pick(numbers, "A", series="second_loss_ratio").set_index("group")
    equal = pick(numbers, "A", series="second_loss_ratio_at_tenure").set_index("group")
    last = {name: pick(numbers, "B", series=name)["value"].iloc[-1] for name in APART}
    every = pick(numbers, "D").set_index("group")
    both = every.loc["all_three"]
    wealth = marks.interval(both, 1, sign=True, on_x=True)
    return (
        "A: risk of a job loss within twelve months of another, relative to no such loss, in the "
        "baseline; above 1, losses occur together. For all job-holders it is "
        f"{marks.interval(ratios.loc['all'], 2)}, with energy below the mean "
        f"{marks.interval(ratios.loc['low'], 2)} and above it "
        f"{marks.interval(ratios.loc['high'], 2)}. At equal tenure it is "
        f"{marks.interval(equal.loc['all'], 2)}, which excludes the effect of short tenure in the "
        "next job. B: dissimilarity of low and high educated residents over districts and "
        "employers (0: same distribution, 1: complete segregation) and assortativity of contacts "
        "by education (0: random, 1: only within a level); at the end "
        f"{last['residential_dissimilarity']:.2f}, {last['workplace_dissimilarity']:.2f} and "
        f"{last['tie_assortativity']:.2f}. C: mean energy by education, the resource that losses "
        "reduce. D: change of the two aims with the three interventions alone (round), in pairs "
        "(square) and together (diamond): wealth (output per resident) and well-being (health and "
        f"happiness). Right and up are better; with all three, wealth changes by {wealth} % and "
        f"well-being by {marks.interval(both, 1, sign=True)} %. From {data.size} of each scenario."
    )
