"""Permanence: misfit lasts, losses follow losses, careers diverge. H4, H5 and H6."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import BASELINE, Evidence, Part, Result, claim, on_variants
from experiments.claims.statistics import chosen, ranked_by_other_seeds

YEAR = 12


def memoryless(evidence: Evidence, education: str) -> np.ndarray:
    """P(misfit in a year, given misfit now) if all people of a level have the same hazards.

    ``p + (1 − p)(1 − e / (1 − p))^12`` for a two-state Markov chain with the group's share in
    misfit p and its monthly hazard of leaving e. This persistence needs neither lasting differences
    between people nor hazards that depend on the length of a spell.
    """
    share = evidence.baseline(f"misfit_share_{education}")
    leaving = evidence.baseline(f"misfit_exit_{education}")
    return share + (1 - share) * np.clip(1 - leaving / (1 - share), 0, 1) ** YEAR


@on_variants
@claim(
    "H4",
    "Permanence",
    statement="The low educated leave misfit more slowly, are more often in chronic misfit, and "
    "stay in it for longer than a chain without memory would keep them; and chronic misfit is more "
    "frequent than if the same shocks came in another order",
    statistic="1 − hazard ratio of leaving misfit, low to high education, at equal length of spell "
    "(Mantel-Haenszel); difference of the shares in misfit in 80 % of 60 months; P(misfit in a "
    "year, given misfit now) of the low educated minus that of a chain without memory; share in "
    "chronic misfit in a panel of at most 5,000 residents minus the share under the null of "
    "shuffled shocks, in which the changes of each resident come in random order (that of the low "
    "educated is printed beside)",
    reference="Greenland & Robins 1985; Kaplan & Meier 1958; constructs 4.14",
    arms=(BASELINE,),
    parts=(
        Part("leaving misfit", null=0.1, smallest=0.05, unit="1 − ratio"),
        Part("chronic misfit", unit="share"),
        Part("beyond chance", unit="share"),
        Part("beyond shuffled shocks", unit="share"),
    ),
)
def permanence(evidence: Evidence) -> Sequence[Result]:
    """Hazard ratio of leaving misfit, chronic misfit, persistence beyond two nulls."""
    low = evidence.baseline("misfit_persistence_low")
    chronic = {g: evidence.baseline(f"chronic_misfit_{g}") for g in ("low", "high")}
    chance = memoryless(evidence, "low")
    panel = {
        f"{name}{group}": evidence.baseline(f"panel_chronic_misfit_{label}{path}")
        for group, label in (("", ""), (", low education", "low_"))
        for name, path in (
            ("observed", "seen"), ("shocks shuffled", "shuffled"), ("no memory", "memoryless"),
        )
    }  # fmt: skip
    return [
        1.0 - evidence.baseline("misfit_exit_ratio"),
        (
            chronic["low"] - chronic["high"],
            {f"chronic, {name} education": values for name, values in chronic.items()},
        ),
        (low - chance, {"misfit after a year": low, "without memory": chance}),
        (panel["observed"] - panel["shocks shuffled"], panel),
    ]


RISK_GROUPS = {
    "low": "low energy",
    "high": "high energy",
    "at_tenure_all": "equal tenure",
    "at_tenure_low": "equal tenure, low energy",
    "at_tenure_high": "equal tenure, high energy",
}


@claim(
    "H5",
    "Loss spirals",
    statement="A job loss raises the risk of a second one within twelve months, and more so for "
    "people with few resources",
    statistic="monthly risk of an involuntary loss within 12 months after one divided by the risk "
    "without one; logarithm of the ratio of this relative risk at energy below the mean of the "
    "employed to that above it; also both at equal tenure",
    reference="Hobfoll 1989; Hobfoll et al. 2018; constructs 4.15",
    arms=(BASELINE,),
    parts=(
        Part("a loss raises the risk of another", null=1.1, smallest=0.1, unit="ratio"),
        Part("more so at low resources", smallest=0.05, unit="log ratio"),
    ),
)
def loss_spirals(evidence: Evidence) -> Sequence[Result]:
    """Relative risk of a second job loss within a year of a first, by resources."""

    def ratio(group: str) -> np.ndarray:
        return evidence.baseline(f"second_loss_ratio_{group}")

    with np.errstate(invalid="ignore", divide="ignore"):
        difference = np.log(ratio("low")) - np.log(ratio("high"))
    others = {f"at {words}": ratio(group) for group, words in RISK_GROUPS.items()}
    return [(ratio("all"), others), difference]


@claim(
    "H6",
    "Complementary careers",
    statement="People who begin in complementary jobs keep their demand-ability fit but lose "
    "employability, flexibility, connectivity or wage growth against matched others",
    statistic="cohort of the employed under 54 at the end of burn-in, read in the last month: "
    "change of those in complementary services minus that of others of the same education, age and "
    "ability (coarsened exact matching), in standard deviations; the second greatest of the four "
    "losses, chosen by the other seeds, and the same difference of demand-ability fit at work",
    reference="Iacus, King & Porro 2012, Political Analysis 20; partial conjunction: Benjamini & "
    "Heller 2008, Biometrics 64; constructs 3.7",
    arms=(BASELINE,),
    parts=(
        Part("at least two of four lost", smallest=0.05, unit="SD"),
        Part("fit at work kept", null=-0.02, smallest=0.005),
    ),
)
def complementary_careers(evidence: Evidence) -> Sequence[Result]:
    """Second greatest of four losses against matched colleagues; fit at work."""
    losses = {
        f"loss of {name.replace('_', ' ')}": -evidence.baseline(f"complementary_career_{name}")
        for name in ("employability", "flexibility", "connectivity", "wage_growth")
    }
    table = list(losses.values())
    second = chosen(table, ranked_by_other_seeds(table, 1))
    return [(second, losses), evidence.baseline("complementary_fit_at_work")]
