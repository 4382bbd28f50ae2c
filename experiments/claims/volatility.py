"""Volatility (variance 2): fit changes from month to month. H9, H10, H11 and H13."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import (
    BASELINE,
    After,
    Arm,
    Evidence,
    Part,
    Result,
    claim,
    on_variants,
)
from experiments.claims.statistics import chosen, ranked_by_other_seeds

GROUPS = ("low", "mid", "high")
PACE = "redesign.pace"
STILL = Arm("redesign_none", {PACE: 0.0})
HALF = Arm("redesign_half", {PACE: 0.5})
DOUBLE = Arm("redesign_double", {PACE: 2.0})
FOURFOLD = Arm("redesign_fourfold", {PACE: 4.0})
#: From no redesign to four times the pace of the baseline.
PACES = (STILL, HALF, BASELINE, DOUBLE, FOURFOLD)
#: Logarithm to base 2 of the pace.
DOUBLINGS = {HALF.name: -1.0, BASELINE.name: 0.0, DOUBLE.name: 1.0}


@on_variants
@claim(
    "H9",
    "Volatility reaches the highly educated",
    statement="The fit of the highly educated changes from month to month, more so the faster jobs "
    "are redesigned, and relative to its level no less than that of the low educated",
    statistic="RMSSD of fit of the highly educated; its slope on the logarithm (to base 2) of the "
    "pace of redesign; relative variability (corrected for the mean on a bounded scale), high "
    "minus low education, against −.02 (non-inferiority)",
    reference="Jahng et al. 2008; Mestdagh et al. 2018; constructs 5.1, 5.2",
    arms=(HALF, BASELINE, DOUBLE),
    parts=(
        Part("fit of the highly educated moves", null=0.02, smallest=0.005),
        Part("more so in turbulence", smallest=0.001, unit="0-1 per doubling"),
        Part("no less than that of the low educated", null=-0.02, smallest=0.005, unit="share"),
    ),
)
def volatility_of_the_highly_educated(evidence: Evidence) -> Sequence[Result]:
    """Volatility of the highly educated, its slope on turbulence, and against the low educated."""
    high, low = (evidence.baseline(f"relative_volatility_{g}") for g in ("high", "low"))
    return [
        evidence.baseline("volatility_of_fit_high"),
        evidence.slope(DOUBLINGS, "volatility_of_fit_high"),
        (high - low, {"highly educated": high, "low educated": low}),
    ]


@on_variants
@claim(
    "H10",
    "Different causes",
    statement="Redesign causes a greater share of the volatility of the highly educated, job loss "
    "a greater share of that of the low educated",
    statistic="shares of the squared changes of fit that the decomposition assigns to redesign "
    "(high minus low education) and to job loss (low minus high)",
    reference="paper, Variance 2; constructs 5.2, 5.3, §0.3",
    arms=(BASELINE,),
    parts=(
        Part("redesign, high over low", unit="share"),
        Part("job loss, low over high", unit="share"),
    ),
)
def different_causes(evidence: Evidence) -> Sequence[Result]:
    """Contrasts of the shares of causes in the squared changes of fit."""
    redesign, loss = (
        {f"{g} education": evidence.baseline(f"cause_share_{g}_{cause}") for g in GROUPS}
        for cause in ("redesign", "job_loss")
    )
    low, high = "low education", "high education"
    return [(redesign[high] - redesign[low], redesign), (loss[low] - loss[high], loss)]


#: Month of the exit after the burn-in, so that five years after it lie within the shortest run.
LEAVES = 6
#: Local services lose nothing by assumption (`multiplier`), so what follows is the model's result.
EXIT = Arm(
    "anchor_exit",
    {"shocks.anchor_exit.month": After(LEAVES), "shocks.anchor_exit.multiplier": 0.0},
)


@on_variants
@claim(
    "H11",
    "Relocation of an anchor employer",
    statement="The exit of a knowledge-intensive anchor makes large changes of fit more frequent "
    "for the highly educated, raises unemployment of the low educated later, and still lowers "
    "earnings after five years",
    statistic="event study against the same city without the exit: share of the highly educated "
    "whose fit changes by .10 or more in a month, months 0 to 3; unemployment of the low educated, "
    "months 3 to 24; earnings per resident, months 60 to 66",
    reference="Jacobson, LaLonde & Sullivan 1993, American Economic Review 83; Moretti 2010; "
    "constructs 5.4",
    arms=(EXIT, BASELINE),
    parts=(
        Part("the highly educated at once", smallest=0.005, unit="share of months"),
        Part("the low educated with a lag", smallest=0.005, unit="share"),
        Part("a scar after five years", smallest=0.005, unit="share of earnings"),
    ),
    note="The shock removes no local jobs by assumption, so effects on the low educated arise in "
    "the model",
)
def anchor_relocation(evidence: Evidence) -> Sequence[Result]:
    """Event study: the city with the exit minus the same city without, by months since the exit."""

    def change(name: str, first: int, last: int) -> np.ndarray:
        window = (LEAVES + first, LEAVES + last)
        with_exit = evidence.window(EXIT.name, name, *window)
        return with_exit - evidence.window(BASELINE.name, name, *window)

    earned = evidence.window(BASELINE.name, "earnings_all", LEAVES + 60, LEAVES + 66)
    return [
        (
            change("acute_change_high", 0, 3),
            {f"{g} education": change(f"acute_change_{g}", 0, 3) for g in GROUPS},
        ),
        (
            change("unemployment_low", 3, 24),
            {f"{g} education, months 3-24": change(f"unemployment_{g}", 3, 24) for g in GROUPS},
        ),
        (
            -change("earnings_all", 60, 66) / earned,
            {
                f"gap of {g} education, euro a month": -change(f"earnings_{g}", 60, 66)
                for g in GROUPS
            },
        ),
    ]


@on_variants
@claim(
    "H13",
    "Resource drain",
    statement="The well-being of the highly educated rises with the pace of change up to a best "
    "pace and falls beyond it",
    statistic="mean of health and happiness of the highly educated at the best of three paces of "
    "redesign (half, once, twice), chosen by the other seeds: minus that without redesign, and "
    "minus that at four times the pace",
    reference="two-lines test: Simonsohn 2018, AMPPS 1; Hobfoll 1989; constructs 5.7",
    arms=PACES,
    parts=(Part("change does good at first"), Part("too much does harm")),
)
def resource_drain(evidence: Evidence) -> Sequence[Result]:
    """Two lines of well-being of the highly educated over the pace of change."""
    return two_lines(evidence, ("health_high", "happiness_high"))


def two_lines(evidence: Evidence, columns: Sequence[str]) -> Sequence[Result]:
    """Two lines: up from no redesign to the best pace, down from there to the fastest.

    Parameters
    ----------
    evidence : Evidence
    columns : sequence of str
        Measures whose mean is well-being.
    """

    def well_being(arm: Arm) -> np.ndarray:
        return np.asarray(sum(evidence.column(arm.name, name) for name in columns) / len(columns))

    between = [arm for arm in PACES if arm not in (STILL, FOURFOLD)]
    table = [well_being(arm) for arm in between]
    rows = ranked_by_other_seeds(table, 0)
    best = chosen(table, rows)
    paces = [float(arm.changes.get(PACE, 1.0)) for arm in between]
    levels = {f"at pace {arm.changes.get(PACE, 1.0):g}": well_being(arm) for arm in PACES}
    return [
        (best - well_being(STILL), {"best pace": np.array(paces)[rows], **levels}),
        best - well_being(FOURFOLD),
    ]
