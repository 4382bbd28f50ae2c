"""Portfolios: one budget divided over training, communities and the network in many ways.

A mixture design (Scheffé 1958; Cornell 2002) varies the shares of a budget, which add up to one, so
that its points differ in the division and not in the money. Some divisions are also run at other
budgets, for the frontier of cost and effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.comparison import mean_interval
from experiments.designs.simplex import lattice
from experiments.studies.study import Rows, Study
from scenarios import Scenario, load
from simulation.core.accounts import INTERVENTIONS

if TYPE_CHECKING:
    import pandas as pd

#: Budget of the mixture design, euro per resident and year.
BUDGET = 120
#: Other budgets, for singles, even pairs and the even division.
OTHER_BUDGETS = (60, 240)
#: Aims of a portfolio → whether less is better.
AIMS = {"unbalance": True, "volatility": True, "joint": False}

EVEN_PAIRS = [(1, 1, 0), (1, 0, 1), (0, 1, 1)]


@dataclass(frozen=True)
class Portfolio:
    """A division of a budget.

    Attributes
    ----------
    parts : tuple of int
        Parts of the budget for training, communities and network.
    budget : int
        Euro per resident and year.
    """

    parts: tuple[int, ...]
    budget: int

    @property
    def shares(self) -> tuple[float, ...]:
        """Shares of the three, in [0, 1]."""
        return tuple(part / sum(self.parts) for part in self.parts)

    @property
    def name(self) -> str:
        """Name of its scenario."""
        return f"mix-{self.budget}-" + "-".join(str(part) for part in self.parts)

    @property
    def title(self) -> str:
        """The division in words."""
        funded = {name: share for name, share in zip(INTERVENTIONS, self.shares, strict=True)
                  if share}  # fmt: skip
        if len(funded) == 1:
            return next(iter(funded))
        return " + ".join(f"{100 * share:.0f} % {name}" for name, share in funded.items())

    def scenario(self, size: Mapping[str, Any]) -> Scenario:
        """The baseline with this division; interventions begin after the burn-in."""
        changes = dict(size)
        for name, share in zip(INTERVENTIONS, self.shares, strict=True):
            changes[f"interventions.{name}.annual_budget_per_citizen"] = share * self.budget
            changes[f"interventions.{name}.start_month"] = int(size["city.burn_in"])
        title = f"{self.title}, {self.budget} euro"
        return load("baseline").but(changes, name=self.name, title=title, source=self.name)


def mixture() -> list[Portfolio]:
    """Points of equal cost: the {3, 3} lattice, the even pairs and points towards the corners."""
    inner = [(4, 1, 1), (1, 4, 1), (1, 1, 4)]
    return [Portfolio(parts, BUDGET) for parts in (*lattice(3, 3), *EVEN_PAIRS, *inner)]


def portfolios() -> list[Portfolio]:
    """Every portfolio that is run."""
    parts = [(3, 0, 0), (0, 3, 0), (0, 0, 3), *EVEN_PAIRS, (1, 1, 1)]
    return [*mixture(), *(Portfolio(part, budget) for budget in OTHER_BUDGETS for part in parts)]


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """The baseline and every portfolio, in a size (``"section.key"`` → value)."""
    return [load("baseline").but(size), *(one.scenario(size) for one in portfolios())]


def joint(runs: pd.DataFrame, base: pd.DataFrame) -> pd.Series:
    """The smaller of wealth and well-being, each relative to the same seed's baseline."""
    wealth = runs["wealth"] / base["wealth"]
    well_being = runs["well_being"] / base["well_being"]
    return wealth.combine(well_being, min)


def changes(runs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Change of each aim against the baseline: aim → seeds by portfolios.

    Parameters
    ----------
    runs : DataFrame
        One row per run: scenario, seed and measures.
    """
    import pandas as pd

    by_name = {name: arm.set_index("seed") for name, arm in runs.groupby("scenario")}
    base = by_name["baseline"]
    columns: dict[str, dict[str, pd.Series]] = {aim: {} for aim in AIMS}
    for portfolio in portfolios():
        name = portfolio.name
        if name in by_name:
            arm = by_name[name]
            seeds = arm.index.intersection(base.index)
            arm, same = arm.loc[seeds], base.loc[seeds]
            for aim in ("unbalance", "volatility"):
                columns[aim][name] = arm[aim] - same[aim]
            columns["joint"][name] = joint(arm, same) - 1.0
    return {aim: pd.DataFrame(of_aim) for aim, of_aim in columns.items()}


def table(runs: pd.DataFrame) -> Rows:
    """One row per portfolio: shares, budget, cost, changes with 95 % intervals, and its rank.

    ``frontier`` says whether no other portfolio of at most the same cost is better on all three
    aims. ``as_good`` says whether, at the budget of the mixture, the 95 % interval of its paired
    difference from the best joint attainment includes zero.
    """
    by_aim = changes(runs)
    cost = runs.groupby("scenario")[[f"cost_{name}" for name in INTERVENTIONS]].mean()
    spent = cost.sum(axis=1)
    present = [one for one in portfolios() if one.name in by_aim["joint"].columns]
    means = {aim: by_aim[aim].mean() for aim in AIMS}
    frontier = pareto([one.name for one in present], means, spent.to_dict())
    equal = as_good_as_best(present, by_aim["joint"])
    rows = []
    for one in present:
        row: dict[str, Any] = {"portfolio": one.title}
        row |= dict(zip(INTERVENTIONS, one.shares, strict=True))
        row |= {"budget": one.budget, "spent": float(spent[one.name])}
        for aim in AIMS:
            value, low, high = mean_interval(by_aim[aim][one.name].dropna())
            row |= {aim: value, f"{aim}_low": low, f"{aim}_high": high}
        row |= {
            "frontier": one.name in frontier,
            "as_good": one.name in equal,
            "seeds": int(by_aim["joint"][one.name].notna().sum()),
        }
        rows.append(row)
    return rows


def pareto(names: list[str], means: dict[str, pd.Series], spent: dict[str, float]) -> set[str]:
    """Names of portfolios that no other one dominates.

    One dominates another if it costs no more, is no worse on every aim and better on one.
    """
    scores = {
        name: np.array(
            [(-1.0 if less else 1.0) * means[aim][name] for aim, less in AIMS.items()]
            + [-spent[name]]
        )
        for name in names
    }

    def dominates(other: str, name: str) -> bool:
        difference = scores[other] - scores[name]
        return bool((difference >= 0).all() and (difference > 0).any())

    return {name for name in names if not any(dominates(other, name) for other in names)}


def as_good_as_best(present: list[Portfolio], joint_changes: pd.DataFrame) -> set[str]:
    """Names of portfolios of the mixture whose joint attainment matches the best one's."""
    mixed = [one.name for one in mixture() if one in present]
    if not mixed:
        return set()
    best = str(joint_changes[mixed].mean().idxmax())
    gaps = {
        name: mean_interval((joint_changes[best] - joint_changes[name]).dropna())
        for name in mixed
        if name != best
    }
    return {best, *(name for name, (_, low, _) in gaps.items() if not low > 0)}


def terms(shares: ArrayLike) -> NDArray[np.float64]:
    """Columns of Scheffé's special cubic: x1, x2, x3, x1·x2, x1·x3, x2·x3, x1·x2·x3.

    Parameters
    ----------
    shares : array_like of shape (points, 3)
        Shares that add up to 1 in each row.
    """
    first, second, third = np.asarray(shares, dtype=np.float64).T
    pairs = (first * second, first * third, second * third)
    return np.column_stack([first, second, third, *pairs, first * second * third])


@dataclass(frozen=True)
class Surface:
    """A fitted response surface.

    Attributes
    ----------
    coefficients : ndarray of shape (7,)
        In the order of :func:`terms`: the responses of the pure divisions, then what mixing adds to
        their weighted mean.
    """

    coefficients: NDArray[np.float64]

    @classmethod
    def fit(cls, shares: ArrayLike, response: ArrayLike) -> Surface:
        """Least squares fit.

        ``y = Σ b_i x_i + Σ b_ij x_i x_j + b_123 x_1 x_2 x_3`` (Scheffé 1958, special cubic).

        Parameters
        ----------
        shares : array_like of shape (points, 3)
        response : array_like of shape (points,)

        Raises
        ------
        ValueError
            If the points do not identify the coefficients.
        """
        columns = terms(shares)
        if np.linalg.matrix_rank(columns) < columns.shape[1]:
            raise ValueError("the points are too few or too alike for a special cubic")
        fitted = np.linalg.lstsq(columns, np.asarray(response, dtype=np.float64), rcond=None)[0]
        return cls(fitted)

    def at(self, shares: ArrayLike) -> NDArray[np.float64]:
        """Fitted response at some shares."""
        return np.asarray(terms(shares) @ self.coefficients)


FULL = Study("portfolios", 30, 2_000, 180, 60, scenarios, table=table)
QUICK = Study("portfolios-quick", 2, 500, 60, 24, scenarios, table=table)
