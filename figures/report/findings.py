"""What was found, in sentences: the opening of the page.

Each sentence is made from the numbers of one figure and the verdicts on the claims, so that it
cannot say anything else than they do. A sentence whose figure is missing is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.claims.report import on
from experiments.claims.statistics import SLOPE, VOLATILITY
from experiments.claims.verdict import NOT_SUPPORTED
from experiments.studies.channels import ALL
from figures.plots import channels
from figures.shared import marks
from figures.shared.figure_data import pick
from simulation.core.vocabulary import EDUCATIONS, EXPECTED

#: Lowest and highest level of education.
ENDS = (EDUCATIONS[0], EDUCATIONS[-1])
INTERVENTIONS = ("training", "communities", "network")
#: Margin of volatility → words.
WHERE = {
    "within_post": "within a post",
    "moves": "with a move to another post",
    "access": "when jobs are lost or found",
    "without": "without a job",
}
#: Columns of a value on the x axis → of a value.
ON_X = {"x": "value", "x_low": "low", "x_high": "high"}


class Finding(NamedTuple):
    """A sentence about what was found.

    Attributes
    ----------
    figure : str
        Name of the figure with its numbers.
    subject, text : str
    claims : tuple of str
        Numbers of the claims about it.
    """

    figure: str
    subject: str
    text: str
    claims: tuple[str, ...]


def change(row: pd.Series, gap: float, smallest: float, digits: int) -> str:
    """An effect told three ways: absolute, as share of the baseline, in smallest effects.

    Parameters
    ----------
    row : Series
        Its `value`, `low` and `high`.
    gap : float
        The same measure in the baseline; nan in numbers kept from an earlier version.
    smallest : float
        Smallest effect of interest.
    digits : int
        Decimals of the absolute effect.
    """
    text = marks.interval(row, digits, sign=True)
    share = (
        f"{marks.signed(100.0 * row['value'] / gap, 1)} % of the baseline, " if gap > 0.0 else ""
    )
    return f"{text}, {share}{abs(row['value']) / smallest:.1f} × the smallest effect of interest"


def unbalance(numbers: pd.DataFrame) -> str:
    """How much fit rises over the ranks."""
    slopes = pick(numbers, "C").set_index("group")
    return (
        "From the lowest to the highest rank of education and ICT skill together, fit (0–1) rises "
        f"by {marks.interval(slopes.loc['slope_index_both'], 3)}; by education alone "
        f"{slopes.loc['slope_index_education', 'value']:.3f}."
    )


def volatility(numbers: pd.DataFrame) -> str:
    """How much fit changes, and on which margin."""
    whole = pick(numbers, "A", series="volatility_rms").set_index("group")
    parts = pick(numbers, "B").set_index(["series", "group"])["value"]
    levels = "; ".join(
        f"{name} education {marks.interval(whole.loc[name], 4)}" for name in EDUCATIONS
    )
    squares = {
        margin: [100.0 * (parts[margin, name] / whole.loc[name, "value"]) ** 2 for name in ENDS]
        for margin in WHERE
    }
    listed = ", ".join(
        f"{low:.0f} and {high:.0f} % {WHERE[margin]}" for margin, (low, high) in squares.items()
    )
    return (
        f"Everybody's fit keeps changing (root mean square of a month: {levels}). Of the squared "
        f"changes of the low and of the highly educated, {listed}."
    )


def permanence(numbers: pd.DataFrame) -> str:
    """Who stays in misfit, and whether for longer than chance would keep them."""
    chronic = {
        name: pick(numbers, "B chronic_misfit", series=name).set_index("group").loc[EXPECTED]
        for name in ENDS
    }
    ratio = pick(numbers, "hazard ratio").set_index("group").loc[EXPECTED]
    seen = pick(numbers, "C chronic_misfit", series="all").set_index("group")["value"]
    return (
        f"{chronic['low']['value']:.0f} % of the low and {chronic['high']['value']:.0f} % of the "
        "highly educated are in chronic misfit. At equal length of a spell, the low educated "
        f"leave it at {marks.interval(ratio, 2)} times the rate of the highly educated. Over all, "
        f"{seen['seen']:.0f} % are in chronic misfit; with the same changes in random order it "
        f"would be {seen['shuffled']:.0f} %, without any memory {seen['memoryless']:.0f} %."
    )


def interventions(numbers: pd.DataFrame) -> str:
    """What each intervention does at equal cost, told three ways."""
    rows = pick(numbers, "A").set_index("group")
    base = pick(numbers, "baseline of A").groupby("series")["value"].first()
    texts = []
    for name in INTERVENTIONS:
        row = rows.loc[name]
        across = row.drop(["value", "low", "high"]).rename(ON_X)
        unequal = change(across, base.get("unbalance", np.nan), SLOPE, 4)
        unsteady = change(row, base.get("volatility", np.nan), VOLATILITY, 5)
        texts.append(f"{name}: unbalance {unequal}, volatility {unsteady}")
    return f"Changes at equal cost. {'; '.join(texts)}.{acting()}"


def acting(path: Path = channels.KEPT) -> str:
    """Through which channels each intervention acts on a variance, from the kept study of them."""
    if not path.is_file():
        return ""
    rows = pd.read_csv(path)
    found = rows[rows["measure"].isin(channels.PANELS) & (rows["found"] == "yes")]
    texts = []
    for name in INTERVENTIONS:
        mine = found[(found["scenario"] == name) & (found["channel"] != ALL)]
        words = [channels.channel_words(one) for one in dict.fromkeys(mine["channel"])]
        texts.append(f"{name} through {' and '.join(words)}" if words else f"{name} through none")
    return f" Channels with an effect: {', '.join(texts)}."


def plausibility(numbers: pd.DataFrame) -> str:
    """How far the city is believable."""
    defined = numbers[numbers["value"].notna()]
    inside = defined["value"].between(defined["x_low"], defined["x_high"])
    return (
        f"{int(inside.sum())} of {len(defined)} facts about real job markets lie in their range: "
        f"{by_role(defined)}. The others are named as misses."
    )


def by_role(facts: pd.DataFrame) -> str:
    """Facts in their range, of all with a role: ``20 of 26 calibrated, 6 of 6 checked``."""
    inside = facts["value"].between(facts["x_low"], facts["x_high"])
    return ", ".join(
        f"{int(inside[rows.index].sum())} of {len(rows)} {role}"
        for role, rows in facts.groupby("series", sort=False)
    )


#: Figure → subject, claims about it, and its sentence.
SENTENCES: dict[str, tuple[str, tuple[str, ...], Callable[[pd.DataFrame], str]]] = {
    "variance_1": ("Unbalanced fit", ("H1",), unbalance),
    "variance_2": ("Volatile fit", ("H9", "H10"), volatility),
    "permanence": ("Permanence", ("H4",), permanence),
    "interventions": ("What helps", ("H15", "H16", "H17", "H24"), interventions),
    "plausibility": ("How far to believe it", (), plausibility),
}


def findings(numbers: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """What was found, from the numbers of the figures that there are.

    Parameters
    ----------
    numbers : mapping of str to DataFrame
        Figure → its numbers.

    Returns
    -------
    list of Finding
        In the order of :data:`SENTENCES`.
    """
    return [
        Finding(figure, subject, sentence(numbers[figure]), claims)
        for figure, (subject, claims, sentence) in SENTENCES.items()
        if figure in numbers
    ]


def verdicts(claims: tuple[str, ...], judged: pd.DataFrame | None) -> str:
    """Verdicts on some claims, ``H1 supported, H2 contradicted``; empty if none was judged."""
    if judged is None or judged.empty:
        return ""
    of = on(judged, EXPECTED).drop_duplicates("claim").set_index("claim")
    return ", ".join(
        f"{claim} {told(of.loc[claim, 'claim_verdict'], bool(of.loc[claim, 'rough']))}"
        for claim in claims
        if claim in of.index
    )


def told(verdict: str, rough: bool) -> str:
    """A verdict in words; a rough batch that cannot decide has too few seeds."""
    return "undecided: too few seeds" if rough and verdict == NOT_SUPPORTED else verdict
